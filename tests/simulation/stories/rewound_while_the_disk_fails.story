# PostgreSQL is promoted; while the disk fails the host learns of it, and opens the file again
# before a tick has written that its readers are rewound.
seed 51000366
hosts 2
settings awl_age=1747000 awl_cache=1000 awl_refresh=11000 connect_src_throttle=0 db_cleandelay=33000 durability=power greymethod=classc group_domain_level=3 journal_keep=60000 journal_max=1048576 max_connect_age=144000 max_entries_per_source=9 memory_entries=100000 reconnect_delay=10000 storage=shared
calm 38.072778
2.054422 ask address=198.51.100.2 connection=2 host=1 instance=m4 recipient=r1@customer.example sender=user2+29@a.example
4.022838 ask address=198.51.101.1 connection=0 host=1 instance=m18 recipient=r1@customer.example sender=bounce-3-971@lists.example
5.065504 database for=11.656695 host=1 how=promoted lost=2.068505
6.765367 disk for=2.803770 host=1 state=failing
8.748050 ask address=198.51.100.2 connection=1 host=1 instance=m7 recipient=r2@customer.example sender=user4@a.example
