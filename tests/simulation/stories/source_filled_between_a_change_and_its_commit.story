# Between a first attempt at one host and its commit Redis loses the source, and another host fills it without: once it is
# committed Redis must have it again.
seed 34000000
hosts 2
settings awl_age=600000 awl_cache=0 awl_refresh=0 connect_src_throttle=0 db_cleandelay=12000 durability=process greymethod=classc group_domain_level=1 journal_keep=300000 journal_max=1048576 max_connect_age=200000 max_entries_per_source=2000 memory_entries=100000 reconnect_delay=3000 storage=shared
calm 38.535373
18.248962 redis for=1 from=1 gap=1000 host=0 how=evicts times=3
24.321224 ask address=198.51.100.3 connection=6 host=1 instance=m18 recipient=r0@customer.example sender=n3@b3.example
24.365674 redis for=1 from=2 gap=1000 host=0 how=evicts times=1
24.367146 ask address=198.51.100.2 connection=5 host=0 instance=m20 recipient=r0@customer.example sender=o3-1@c3.example
