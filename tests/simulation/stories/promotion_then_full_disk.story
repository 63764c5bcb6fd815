seed 21351
hosts 3
settings awl_age=630000 awl_cache=0 awl_refresh=7000 connect_src_throttle=0 db_cleandelay=27000 durability=process greymethod=full group_domain_level=2 journal_keep=300000 journal_max=1048576 max_connect_age=400000 max_entries_per_source=11 memory_entries=54 reconnect_delay=10000 storage=shared
calm 44.743855
27.048442 ask address=198.51.103.3 connection=0 host=2 instance=m15 pieces=4 recipient=r1@customer.example sender=user1@a.example
27.056784 ask address=198.51.102.3 connection=1 host=0 instance=m5 recipient=r0@customer.example sender=user0@lists.example
29.087775 database for=0.352359 host=2 how=promoted lost=2.801608
31.541048 disk for=9.650831 host=0 state=full
33.669106 ask address=198.51.103.3 connection=2 host=0 instance=m28 recipient=r1@customer.example sender=user6+98@lists.example

