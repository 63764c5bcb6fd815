# Embedded; the journal's disk fails before a takeover, which fails by it, too. The daemon that goes on cannot open
# the file: a source must not be loaded as whole without what waits there.
seed 105944
hosts 1
settings awl_age=505000 awl_cache=0 awl_refresh=11000 connect_src_throttle=4 db_cleandelay=18000 durability=process greymethod=full group_domain_level=2 journal_keep=300000 journal_max=3072 max_connect_age=27000 max_entries_per_source=2000 memory_entries=100000 reconnect_delay=3000 storage=embedded
calm 22.924722
2.240235 database for=4.002622 host=0 how=down
4.178167 ask address=198.51.101.2 connection=0 host=0 instance=m8 pieces=2 recipient=r1@customer.example sender=user1@lists.example
5.526146 disk for=4.490237 host=0 state=failing
5.898112 takeover awl_age=1605000 host=0 reconnect_delay=3000
7.513474 ask address=198.51.101.2 connection=0 host=0 instance=m7 recipient=r0@customer.example sender=user0@lists.example
11.874889 ask address=198.51.101.2 connection=2 host=0 instance=m9 pieces=4 recipient=r1@customer.example sender=user1@lists.example
