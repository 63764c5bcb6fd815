# As source_filled_beside_a_journal_that_waits, with calls of the store that fail, and a first attempt.
seed 5013431
hosts 3
settings awl_age=350000 awl_cache=0 awl_refresh=20000 connect_src_throttle=0 db_cleandelay=21000 durability=process greymethod=classc group_domain_level=0 journal_keep=300000 journal_max=1048576 max_connect_age=111000 max_entries_per_source=12 memory_entries=100000 reconnect_delay=9000 storage=shared
calm 21.274864
6.338228 trouble after=225 before=560 for=13.269673 host=2 slow=0.175983 what=store
7.719874 ask address=198.51.100.2 connection=0 host=0 instance=m14 recipient=r1@customer.example sender=user8@a.example
7.905436 ask address=198.51.100.2 connection=2 host=2 instance=m1 recipient=r0@customer.example sender=bounce-0-157@lists.example
10.553405 ask address=198.51.100.2 connection=0 host=2 instance=m11 recipient=r2@customer.example sender=bounce-6-597@b.example
11.933352 redis for=7.016461 from=7 gap=13981 host=0 how=evicts times=56
14.828735 ask address=198.51.100.2 connection=1 host=1 instance=m10 pieces=3 recipient=r1@customer.example sender=user5@a.example
19.253926 ask address=198.51.100.2 connection=0 host=2 instance=m12 recipient=r2@customer.example sender=bounce-6-597@b.example
