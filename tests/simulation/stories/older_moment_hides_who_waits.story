# One mail is new at two hosts; Redis gets the older moment from the one that was cut off. Once that is over the younger one is
# not counted, and one sender more is new.
seed 1
hosts 2
settings awl_age=1734000 awl_cache=0 awl_refresh=17000 connect_src_throttle=2 db_cleandelay=500000 durability=process greymethod=full group_domain_level=0 journal_keep=300000 journal_max=1048576 max_connect_age=40000 max_entries_per_source=50 memory_entries=100000 reconnect_delay=5000 storage=shared
calm 60
0.5 ask address=198.51.100.2 connection=2 host=1 instance=m1 recipient=r0@customer.example sender=user0@a.example
1.5 redis for=10.9 host=0 how=cut
2.0 ask address=198.51.100.2 connection=1 host=0 instance=m6 recipient=r2@customer.example sender=user2@b.example
8.0 ask address=198.51.100.2 connection=2 host=1 instance=m2 recipient=r0@customer.example sender=user0@a.example
11.2 ask address=198.51.100.2 connection=0 host=1 instance=m7 recipient=r2@customer.example sender=user2@b.example
12.0 ask address=198.51.100.2 connection=0 host=1 instance=m8 recipient=r2@customer.example sender=user3@b.example
46.0 ask address=198.51.100.2 connection=1 host=1 instance=m9 recipient=r0@customer.example sender=user4@b.example
