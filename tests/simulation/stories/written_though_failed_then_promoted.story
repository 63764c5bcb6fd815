# a write that failed and took effect, then a promotion: what the file keeps goes again, from its first record on
seed 9900027765
hosts 2
settings awl_age=223000 awl_cache=1000 awl_refresh=6000 connect_src_throttle=0 correspondent_age=1446000 db_cleandelay=30000 durability=power greymethod=organisation group_domain_level=2 journal_keep=60000 journal_max=1048576 max_connect_age=82000 max_entries_per_source=5 memory_entries=55 reconnect_delay=10000 storage=shared
calm 36.589549
1.954826 trouble after=199 before=243 for=9.247128 host=0 what=journal
5.202564 ask address=198.51.100.1 connection=1 host=0 instance=m8 recipient=r0@customer.example sender=user1@em2.b.example
6.228846 ask address=198.51.100.1 connection=0 host=0 instance=m13 name=198-51-100-1.pool.example recipient=r1@customer.example sender=user4+95@a.example
6.665495 database for=4.270550 host=0 how=promoted lost=2.741916
