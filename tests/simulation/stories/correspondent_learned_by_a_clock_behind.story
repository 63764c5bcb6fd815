# A user writes to somebody by a host whose clock is ahead (m2), then by one that is right (m3): Redis has the time of the latter,
# so by the first one's clock he was written to that much earlier.
seed 1
hosts 2
settings awl_age=1298000 awl_cache=0 awl_refresh=0 connect_src_throttle=0 correspondent_age=40000 db_cleandelay=29000 durability=power greymethod=full group_domain_level=0 journal_keep=60000 journal_max=1048576 max_connect_age=195000 max_entries_per_source=2000 memory_entries=100000 reconnect_delay=5000 storage=shared
calm 50.000000
1.000000 clock host=0 offset=19
18.000000 ask address=203.0.113.1 connection=2 host=1 instance=m0 login=r1@customer.example recipient=user7@a.example sender=r1@customer.example
19.000000 ask address=198.51.104.1 connection=1 host=1 instance=m1 recipient=r1@customer.example sender=user1@lists.example
20.000000 ask address=203.0.113.1 connection=2 host=0 instance=m2 login=r1@customer.example recipient=user1@lists.example sender=r1@customer.example
20.700000 ask address=203.0.113.1 connection=2 host=1 instance=m3 login=r1@customer.example recipient=user1@lists.example sender=r1@customer.example
48.000000 ask address=198.51.103.1 connection=1 host=0 instance=m4 recipient=r1@customer.example sender=user1@lists.example
