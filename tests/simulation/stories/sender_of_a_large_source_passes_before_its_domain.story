# host 0 should be domain_awl: again1 of 198.51.100 from bounce-0-183@b.example to r1@customer.example is from_awl
seed 112795
hosts 1
settings awl_age=194000 awl_cache=0 awl_refresh=9000 connect_src_throttle=0 db_cleandelay=5000 durability=power greymethod=classc group_domain_level=3 journal_keep=300000 journal_max=1048576 max_connect_age=109000 max_entries_per_source=6 memory_entries=22 reconnect_delay=2000 storage=embedded
calm 46.479714
1.636653 ask address=198.51.100.1 connection=1 host=0 instance=m2 recipient=r1@customer.example sender=bounce-0-183@b.example
3.368388 ask address=198.51.100.1 connection=2 host=0 instance=m58 recipient=r1@customer.example sender=user24+45@lists.example
4.098009 ask address=198.51.100.1 connection=1 host=0 instance=m7 recipient=r1@customer.example sender=user1+81@b.example
4.402304 ask address=198.51.100.1 connection=1 host=0 instance=m54 recipient=r1@customer.example sender=user22@a.example
14.734282 ask address=198.51.100.1 connection=0 host=0 instance=m11 pieces=4 recipient=r0@customer.example sender=user4@b.example
16.708136 ask address=198.51.100.1 connection=2 host=0 instance=m60 recipient=r1@customer.example sender=user24+45@lists.example
17.927223 ask address=198.51.100.1 connection=2 host=0 instance=m12 recipient=r0@customer.example sender=user4@b.example
18.456016 ask address=198.51.100.1 connection=1 host=0 instance=m6 recipient=r1@customer.example sender=bounce-0-183@b.example
18.832211 clock host=0 offset=-17
25.343852 ask address=198.51.100.1 connection=1 host=0 instance=m15 recipient=r1@customer.example sender=bounce-6-237@lists.example
27.746561 ask address=198.51.100.1 connection=0 host=0 instance=m26 recipient=r1@customer.example sender=user9@b.example
30.459325 ask address=198.51.100.1 connection=2 host=0 instance=m28 recipient=r1@customer.example sender=user9@b.example
30.654043 ask address=198.51.100.1 connection=1 host=0 instance=m44 recipient=r2@customer.example sender=user17@a.example
42.709422 ask address=198.51.100.1 connection=2 host=0 instance=m17 pieces=4 recipient=r1@customer.example sender=bounce-6-237@lists.example
43.639585 ask address=198.51.100.1 connection=0 host=0 instance=m45 recipient=r2@customer.example sender=user17@a.example
