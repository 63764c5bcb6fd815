# A takeover while neither the journal's disk nor the store takes a change: the daemon does not let go.
seed 3591790836761
hosts 1
settings awl_age=1932000 awl_cache=0 awl_refresh=7000 connect_src_throttle=3 db_cleandelay=18000 durability=power greymethod=classc group_domain_level=3 journal_keep=300000 journal_max=1048576 max_connect_age=134000 max_entries_per_source=2000 memory_entries=54 reconnect_delay=6000 storage=embedded
calm 45.238711
14.539970 ask address=198.51.100.1 connection=1 host=0 instance=m3 recipient=r0@customer.example sender=user1@b.example
15.344714 trouble after=169 before=595 for=1.915734 host=0 what=journal
15.803430 takeover awl_age=1689000 but=hangs host=0
15.814674 database for=9.823874 host=0 how=read_only
15.931663 ask address=198.51.100.1 connection=1 host=0 instance=m6 recipient=r0@customer.example sender=user3@a.example
