seed 1000025975
hosts 1
settings awl_age=155000 awl_cache=0 awl_refresh=3000 connect_src_throttle=0 db_cleandelay=16000 durability=process greymethod=full group_domain_level=2 journal_keep=60000 journal_max=1024 max_connect_age=192000 max_entries_per_source=2000 memory_entries=29 reconnect_delay=4000 storage=shared
calm 28.673550
0.255161 ask address=198.51.101.1 connection=0 host=0 instance=m63 recipient=r2@customer.example sender=user8@b.example
0.438102 trouble after=213 before=154 for=12.434203 host=0 what=journal
2.025420 database for=11.589390 host=0 how=read_only
2.846044 ask address=198.51.101.1 connection=1 host=0 instance=m53 recipient=r2@customer.example sender=user3+56@b.example
2.985237 ask address=198.51.100.3 connection=0 host=0 instance=m17 recipient=r1@customer.example sender=bounce-9-19@lists.example
3.425981 ask address=198.51.100.3 connection=2 host=0 instance=m1 pieces=4 recipient=r2@customer.example sender=user0@lists.example
4.156286 ask address=198.51.101.1 connection=0 host=0 instance=m62 recipient=r1@customer.example sender=user7@b.example
4.790027 ask address=198.51.100.3 connection=1 host=0 instance=m21 recipient=r0@customer.example sender=user11@lists.example
6.058587 redis for=2.905342 host=0 how=flushed
7.471422 ask address=198.51.101.1 connection=0 host=0 instance=m54 pieces=4 recipient=r2@customer.example sender=user3+56@b.example
