seed 1000004946
hosts 1
settings awl_age=1512000 awl_cache=1000 awl_refresh=0 connect_src_throttle=2 db_cleandelay=27000 durability=power greymethod=full group_domain_level=0 journal_keep=60000 journal_max=1048576 max_connect_age=146000 max_entries_per_source=5 memory_entries=100000 reconnect_delay=5000 storage=shared
calm 52.411961
3.017718 ask address=198.51.104.1 connection=0 host=0 instance=m112 recipient=r2@customer.example sender=user13+5@lists.example
5.373093 ask address=198.51.102.2 connection=1 host=0 instance=m38 pieces=2 recipient=r2@customer.example sender=user0@lists.example
5.623235 ask address=198.51.102.2 connection=1 host=0 instance=m76 recipient=r2@customer.example sender=user16+1@lists.example
7.988917 ask address=198.51.102.2 connection=1 host=0 instance=m42 pieces=2 recipient=r1@customer.example sender=user1@a.example
9.034087 ask address=198.51.101.1 connection=1 host=0 instance=m34 recipient=r0@customer.example sender=user10@lists.example
10.301592 ask address=198.51.102.2 connection=0 host=0 instance=m48 recipient=r2@customer.example sender=user4@lists.example
10.908598 ask address=198.51.102.2 connection=2 host=0 instance=m52 recipient=r1@customer.example sender=bounce-6-634@lists.example
13.377584 ask address=198.51.101.1 connection=2 host=0 instance=m25 recipient=r0@customer.example sender=user6@b.example
13.785515 ask address=198.51.102.2 connection=0 host=0 instance=m77 recipient=r2@customer.example sender=user16+1@lists.example
14.130691 ask address=198.51.102.2 connection=2 host=0 instance=m78 recipient=r2@customer.example sender=user16+1@lists.example
14.200557 trouble after=172 before=300 for=8.419032 host=0 what=journal
14.536747 ask address=198.51.104.1 connection=0 host=0 instance=m119 recipient=r1@customer.example sender=user16@lists.example
14.622137 ask address=198.51.102.2 connection=0 host=0 instance=m62 recipient=r1@customer.example sender=user9@b.example
17.483381 ask address=198.51.102.2 connection=2 host=0 instance=m73 recipient=r2@customer.example sender=user15@b.example
17.878820 ask address=198.51.102.2 connection=2 host=0 instance=m39 recipient=r2@customer.example sender=user0@lists.example
19.093881 ask address=198.51.102.2 connection=1 host=0 instance=m59 pieces=2 recipient=r1@customer.example sender=user8@lists.example
21.061734 database for=3.536146 host=0 how=promoted lost=2.797294
22.456694 ask address=198.51.102.2 connection=1 host=0 instance=m53 recipient=r1@customer.example sender=bounce-6-634@lists.example
