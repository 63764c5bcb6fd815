# A stop with a store that hangs and a disk that fails: a change is lost, and told.
seed 116884
hosts 1
settings awl_age=1273000 awl_cache=1000 awl_refresh=19000 connect_src_throttle=0 db_cleandelay=59000 durability=power greymethod=full group_domain_level=1 journal_keep=300000 journal_max=4096 max_connect_age=121000 max_entries_per_source=2000 memory_entries=100000 reconnect_delay=6000 storage=embedded
calm 55.927407
12.041977 ask address=198.51.100.1 connection=2 host=0 instance=m1 recipient=r0@customer.example sender=user0+69@b.example
24.841767 database for=5.135816 host=0 how=hanging
26.647456 disk for=5.990534 host=0 state=failing
28.056783 stop down=4.753647 host=0
28.188559 ask address=198.51.100.1 connection=2 host=0 instance=m2 recipient=r0@customer.example sender=user0+69@b.example
29.039961 ask address=198.51.100.1 connection=0 host=0 instance=m32 recipient=r2@customer.example sender=user11@b.example
