# A reading of the journal fails while the disk does. What waits then leaves from memory, and nobody reads again: the
# journal must not count as unreadable for ever.
seed 58
hosts 2
settings awl_age=575000 awl_cache=1000 awl_refresh=7000 connect_src_throttle=4 db_cleandelay=12000 durability=power greymethod=full group_domain_level=1 journal_keep=30000 journal_max=1048576 max_connect_age=85000 max_entries_per_source=2000 memory_entries=100000 reconnect_delay=8000 storage=shared
calm 86.067319
47.914658 redis for=8.921357 host=1 how=read_only
49.546347 ask address=198.51.102.2 connection=0 host=0 instance=m54 pieces=4 recipient=r0@customer.example sender=user20+82@a.example
51.231675 disk for=7.408538 host=0 state=failing
51.510400 ask address=198.51.102.2 connection=1 host=0 instance=m22 recipient=r0@customer.example sender=user2@a.example
