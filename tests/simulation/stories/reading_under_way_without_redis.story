seed 1000024261
hosts 2
settings awl_age=336000 awl_cache=0 awl_refresh=17000 connect_src_throttle=2 db_cleandelay=12000 durability=power greymethod=classc group_domain_level=3 journal_keep=60000 journal_max=1048576 max_connect_age=48000 max_entries_per_source=7 memory_entries=100000 reconnect_delay=6000 storage=shared
calm 32.898041
3.357649 ask address=198.51.101.2 connection=1 host=1 instance=m19 recipient=r1@customer.example sender=bounce-1-628@b.example
4.215132 ask address=198.51.103.1 connection=1 host=1 instance=m38 recipient=r1@customer.example sender=user6+64@a.example
4.549143 ask address=198.51.104.3 connection=1 host=1 instance=m61 recipient=r1@customer.example sender=user1@lists.example
4.555586 ask address=198.51.103.1 connection=0 host=0 instance=m41 recipient=r0@customer.example sender=user7@a.example
4.937813 ask address=198.51.100.1 connection=2 host=1 instance=m1 pieces=3 recipient=r2@customer.example sender=user0@a.example
5.305521 ask address=198.51.102.2 connection=0 host=1 instance=m22 recipient=r1@customer.example sender=user0@lists.example
13.723582 ask address=198.51.103.1 connection=2 host=0 instance=m42 pieces=3 recipient=r0@customer.example sender=user7@a.example
13.825245 ask address=198.51.100.1 connection=2 host=1 instance=m7 recipient=r2@customer.example sender=user3@a.example
17.170568 trouble after=173 before=119 for=10.744911 host=1 slow=0.788142 what=store
20.796087 ask address=198.51.100.1 connection=1 host=1 instance=m2 recipient=r2@customer.example sender=user0@a.example
21.934832 ask address=198.51.100.1 connection=0 cut=yes host=1 instance=m11 pieces=4 recipient=r0@customer.example sender=bounce-6-594@a.example
22.455307 trouble after=243 before=589 for=2.963403 host=1 slow=0.249819 what=link
24.008950 ask address=198.51.103.1 connection=1 host=1 instance=m48 recipient=r1@customer.example sender=user10@a.example
24.478218 ask address=198.51.103.1 connection=0 host=0 instance=m54 recipient=r1@customer.example sender=user15@b.example
24.548625 ask address=198.51.103.1 connection=0 host=1 instance=m55 recipient=r1@customer.example sender=user15@b.example
