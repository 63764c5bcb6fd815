seed 50000112
hosts 1
settings awl_age=1386000 awl_cache=1000 awl_refresh=16000 connect_src_throttle=0 db_cleandelay=13000 durability=process greymethod=full group_domain_level=1 journal_keep=60000 journal_max=1048576 max_connect_age=157000 max_entries_per_source=2000 memory_entries=100000 reconnect_delay=6000 storage=shared
calm 24.471454
4.681563 ask address=198.51.103.1 connection=1 host=0 instance=m18 pieces=4 recipient=r1@customer.example sender=bounce-3-697@a.example
6.157689 ask address=198.51.100.2 connection=0 host=0 instance=m1 recipient=r1@customer.example sender=user0@b.example
7.047557 disk for=14.776071 host=0 state=full
7.852676 database for=0.243846 host=0 how=promoted lost=1.745470
8.206898 ask address=198.51.103.1 connection=0 host=0 instance=m16 recipient=r1@customer.example sender=user2@lists.example
10.386930 database for=10.328649 host=0 how=promoted lost=2.153391
