# Two hosts count a first attempt (m7) as over, the third does not: what the others see first then (again1) is no return there,
# since the sender has passed (m8). Ages that differ are an operator's choice, or a reload that the other hosts have not had yet.
seed 1795933003921
hosts 3
settings awl_age=1931000 awl_cache=0 awl_refresh=13000 connect_src_throttle=0 correspondent_age=380000 db_cleandelay=57000 durability=process greymethod=organisation group_domain_level=0 journal_keep=60000 journal_max=3072 max_connect_age=75000 max_entries_per_source=2000 memory_entries=46 reconnect_delay=5000 storage=shared
calm 88.861335
12.600021 ask address=198.51.103.2 connection=0 host=1 instance=m7 name=out2.isp.example recipient=r0@customer.example sender=bounce-1-98@em2.lists.example
24.335694 ask address=198.51.101.1 connection=1 host=1 instance=m8 name=out3.isp.example recipient=r0@customer.example sender=bounce-1-98@em2.lists.example
27.310724 takeover awl_age=593000 host=1 max_connect_age=248000 reconnect_delay=7000
31.366561 robots host=1 organisation=isp.example times=6

