# Embedded; calls of the journal fail by chance, a successor dies, and the daemon that goes on cannot open the file at once:
# a source must not be loaded as whole without what waits there.
seed 111014
hosts 1
settings awl_age=405000 awl_cache=1000 awl_refresh=11000 connect_src_throttle=0 db_cleandelay=17000 durability=power greymethod=classc group_domain_level=1 journal_keep=300000 journal_max=1048576 max_connect_age=104000 max_entries_per_source=9 memory_entries=100000 reconnect_delay=2000 storage=embedded
calm 80.223063
3.799300 trouble after=44 before=212 for=14.110501 host=0 what=journal
6.488504 ask address=198.51.100.3 connection=2 host=0 instance=m15 pieces=2 recipient=r1@customer.example sender=user7@a.example
10.751596 database for=3.468160 host=0 how=read_only
11.504279 ask address=198.51.100.3 connection=0 host=0 instance=m8 recipient=r0@customer.example sender=user4@b.example
11.592366 ask address=198.51.101.1 connection=0 host=0 instance=m32 recipient=r2@customer.example sender=bounce-0-220@b.example
13.705690 ask address=198.51.100.3 connection=1 host=0 instance=m19 recipient=r1@customer.example sender=user9@b.example
15.384737 takeover awl_age=41000 but=dies_opening host=0 max_connect_age=294000
15.728546 ask address=198.51.100.3 connection=0 host=0 instance=m16 recipient=r1@customer.example sender=user7@a.example
