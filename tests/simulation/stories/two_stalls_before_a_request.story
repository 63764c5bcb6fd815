# mx0: answers m33 after 2365 ms
seed 5005530
hosts 1
settings awl_age=430000 awl_cache=0 awl_refresh=8000 connect_src_throttle=0 db_cleandelay=4000 durability=process greymethod=full group_domain_level=3 journal_keep=300000 journal_max=1048576 max_connect_age=200000 max_entries_per_source=8 memory_entries=100000 reconnect_delay=2000 storage=shared
calm 48.871952
14.613415 stall for=1.995228 host=0
14.735528 stall for=1.595394 host=0
15.985839 ask address=198.51.100.2 connection=0 host=0 instance=m33 recipient=r2@customer.example sender=user16+95@lists.example
