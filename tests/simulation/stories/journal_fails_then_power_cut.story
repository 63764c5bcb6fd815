# Calls of the journal fail, then the power: what was only in memory is lost, all else is there.
seed 30097
hosts 1
settings awl_age=680000 awl_cache=1000 awl_refresh=17000 connect_src_throttle=5 db_cleandelay=60000 durability=power greymethod=classc group_domain_level=0 journal_keep=300000 journal_max=1024 max_connect_age=103000 max_entries_per_source=10 memory_entries=40 reconnect_delay=2000 storage=embedded
calm 28.087513
0.281176 ask address=198.51.103.3 connection=1 host=0 instance=m76 recipient=r1@customer.example sender=user13@b.example
0.366780 ask address=198.51.103.3 connection=1 host=0 instance=m88 recipient=r1@customer.example sender=user18@b.example
1.224592 ask address=198.51.101.2 connection=1 host=0 instance=m15 recipient=r2@customer.example sender=bounce-4-110@lists.example
2.736380 ask address=198.51.103.3 connection=1 host=0 instance=m93 recipient=r1@customer.example sender=user20+59@b.example
3.386105 ask address=198.51.103.3 connection=0 host=0 instance=m44 pieces=4 recipient=r2@customer.example sender=user1@a.example
3.625104 ask address=198.51.103.3 connection=0 host=0 instance=m89 recipient=r1@customer.example sender=user18@b.example
3.967685 ask address=198.51.101.2 connection=1 host=0 instance=m6 recipient=r0@customer.example sender=bounce-1-190@lists.example
4.067466 ask address=198.51.103.3 connection=1 host=0 instance=m49 pieces=4 recipient=r1@customer.example sender=user3+19@lists.example
4.280024 ask address=198.51.103.3 connection=1 host=0 instance=m67 pieces=3 recipient=r2@customer.example sender=user10@a.example
4.350136 ask address=198.51.103.3 connection=1 host=0 instance=m77 recipient=r1@customer.example sender=user13@b.example
4.484733 ask address=198.51.101.2 connection=0 host=0 instance=m17 recipient=r1@customer.example sender=user5@a.example
4.498630 ask address=198.51.102.2 connection=2 host=0 instance=m34 recipient=r1@customer.example sender=user0@lists.example
5.336992 ask address=198.51.101.2 connection=1 host=0 instance=m30 recipient=r1@customer.example sender=bounce-9-878@a.example
6.056371 trouble after=295 before=100 for=9.530312 host=0 what=journal
6.126813 ask address=198.51.100.1 connection=0 host=0 instance=m1 recipient=r2@customer.example sender=user0@a.example
6.176176 power down=0.833777 host=0
6.252071 ask address=198.51.103.3 connection=0 host=0 instance=m68 recipient=r2@customer.example sender=user10@a.example

