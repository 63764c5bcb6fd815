# A host finds nothing of a source in PostgreSQL, a moment before another host's attempt is there; no entry of its own comes. Long
# after Redis has lost the source: the marker that waited must not say that there is nothing.
seed 32000705
hosts 2
settings awl_age=311000 awl_cache=0 awl_refresh=0 connect_src_throttle=0 db_cleandelay=54000 durability=process greymethod=classc group_domain_level=2 journal_keep=300000 journal_max=1048576 max_connect_age=106000 max_entries_per_source=2000 memory_entries=100000 reconnect_delay=5000 storage=shared
calm 37.051295
1.177948 ask address=198.51.100.2 connection=2 host=1 instance=m1 recipient=r0@customer.example sender=user4@b.example
1.220000 redis for=1 from=1 gap=60000 host=0 how=evicts times=1
1.227948 ask address=198.51.100.2 connection=2 host=0 instance=m2 recipient=r0@customer.example sender=user4@b.example
10.000000 redis for=1 from=0 gap=60000 host=0 how=evicts times=1
12.000000 ask address=198.51.100.2 connection=2 host=0 instance=m4 recipient=r0@customer.example sender=user4@b.example
