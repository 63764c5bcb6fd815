# mx0: answers m14 after 2554 ms
seed 7154995596169
hosts 1
settings awl_age=1476000 awl_cache=0 awl_refresh=10000 connect_src_throttle=6 db_cleandelay=28000 durability=process greymethod=full group_domain_level=1 journal_keep=300000 journal_max=1048576 max_connect_age=115000 max_entries_per_source=2000 memory_entries=100000 reconnect_delay=4000 storage=shared
calm 30.299181
12.431541 stall for=1.925627 host=0
12.958047 ask address=198.51.100.2 connection=2 host=0 instance=m14 recipient=r1@customer.example sender=user5@a.example
13.250501 stall for=1.081424 host=0
