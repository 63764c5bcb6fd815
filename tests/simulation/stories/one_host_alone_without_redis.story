# One host has lost Redis, where the other has the source as a whole: what the first acknowledged is asked of PostgreSQL.
seed 11
hosts 2
settings awl_age=1476000 awl_cache=0 awl_refresh=10000 connect_src_throttle=0 db_cleandelay=28000 durability=process greymethod=full group_domain_level=0 journal_keep=60000 journal_max=1048576 max_connect_age=115000 max_entries_per_source=2000 memory_entries=100000 reconnect_delay=4000 storage=shared
calm 60
12.000000 ask address=198.51.100.2 connection=1 host=1 instance=m1 recipient=r1@customer.example sender=user1@a.example
20.000000 redis how=cut host=0 for=30
22.000000 ask address=198.51.100.2 connection=1 host=0 instance=m2 recipient=r2@customer.example sender=user2@b.example
30.000000 ask address=198.51.100.2 connection=1 host=1 instance=m3 recipient=r2@customer.example sender=user2@b.example
32.000000 ask address=198.51.100.2 connection=1 host=0 instance=m4 recipient=r3@customer.example sender=user3@b.example
38.000000 ask address=198.51.100.2 connection=1 host=0 instance=m5 recipient=r3@customer.example sender=user3@b.example
42.000000 ask address=198.51.100.2 connection=1 host=1 instance=m6 recipient=r1@customer.example sender=user3@b.example
