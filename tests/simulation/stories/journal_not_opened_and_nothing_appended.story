# Embedded; a takeover fails by the disk, and nothing is appended then: the journal has to be opened all the same, and no
# source be loaded as whole before.
seed 113548
hosts 1
settings awl_age=1840000 awl_cache=1000 awl_refresh=19000 connect_src_throttle=0 db_cleandelay=30000 durability=power greymethod=classc group_domain_level=3 journal_keep=300000 journal_max=1048576 max_connect_age=92000 max_entries_per_source=10 memory_entries=100000 reconnect_delay=7000 storage=embedded
calm 30.016538
9.995356 database for=11.609597 host=0 how=down
10.689259 ask address=198.51.104.2 connection=0 host=0 instance=m46 recipient=r1@customer.example sender=user4@lists.example
13.687030 takeover group_domain_level=3 host=0 max_connect_age=294000 reconnect_delay=8000
18.627546 disk for=9.231379 host=0 state=failing
21.801568 takeover host=0 reconnect_delay=8000
25.343895 ask address=198.51.100.1 connection=2 host=0 instance=m2 recipient=r2@customer.example sender=user1@lists.example
28.321662 ask address=198.51.104.2 connection=2 host=0 instance=m44 recipient=r0@customer.example sender=user2@a.example
