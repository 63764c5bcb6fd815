seed 7200000359
hosts 2
settings awl_age=1110000 awl_cache=1000 awl_refresh=6000 connect_src_throttle=0 db_cleandelay=10000 durability=power greymethod=full group_domain_level=2 journal_keep=60000 journal_max=4096 max_connect_age=169000 max_entries_per_source=2000 memory_entries=32 reconnect_delay=2000 storage=shared
calm 89.429248
27.039640 clock host=1 offset=-4
31.662368 ask address=198.51.100.3 connection=2 host=1 instance=m1 recipient=r1@customer.example sender=user0@a.example
32.504000 ask address=198.51.100.3 connection=1 host=1 instance=m10 recipient=r0@customer.example sender=bounce-4-259@a.example
32.504721 ask address=198.51.100.3 connection=0 host=0 instance=m10 recipient=r0@customer.example sender=bounce-4-259@a.example
37.752870 ask address=198.51.100.3 connection=0 host=1 instance=m11 recipient=r0@customer.example sender=bounce-4-259@a.example

