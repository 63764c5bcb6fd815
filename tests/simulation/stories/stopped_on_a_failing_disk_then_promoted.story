seed 50000375
hosts 1
settings awl_age=444000 awl_cache=1000 awl_refresh=19000 connect_src_throttle=0 db_cleandelay=32000 durability=process greymethod=classc group_domain_level=1 journal_keep=60000 journal_max=1048576 max_connect_age=189000 max_entries_per_source=2000 memory_entries=33 reconnect_delay=8000 storage=shared
calm 26.169521
0.241050 disk for=11.502470 host=0 state=failing
0.996173 ask address=198.51.100.1 connection=2 host=0 instance=m2 recipient=r2@customer.example sender=user1@a.example
1.156117 stop down=1.936666 host=0
1.178301 ask address=198.51.103.1 connection=0 host=0 instance=m42 recipient=r0@customer.example sender=bounce-20-827@b.example
1.227685 database for=1.116546 host=0 how=promoted lost=1.565040
