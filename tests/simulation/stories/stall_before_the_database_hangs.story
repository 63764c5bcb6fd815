# A host without anything to do hangs, and so does the database then: the budget of who asks counts from the end of the
# first, which begins at once.
seed 27013553
hosts 2
settings awl_age=420000 awl_cache=0 awl_refresh=4000 connect_src_throttle=0 db_cleandelay=34000 durability=power greymethod=classc group_domain_level=3 journal_keep=60000 journal_max=1048576 max_connect_age=85000 max_entries_per_source=8 memory_entries=100000 reconnect_delay=3000 storage=shared
calm 29.570867
2.611375 ask address=198.51.101.2 connection=0 host=1 instance=m14 pieces=2 recipient=r0@customer.example sender=bounce-2-283@b.example
3.034721 ask address=198.51.101.2 connection=0 host=0 instance=m19 recipient=r0@customer.example sender=user5@b.example
3.197997 ask address=198.51.101.2 connection=0 host=0 instance=m25 recipient=r1@customer.example sender=user8+51@a.example
4.190626 ask address=198.51.101.2 connection=1 host=1 instance=m18 recipient=r2@customer.example sender=user4@b.example
4.228876 ask address=198.51.101.2 connection=1 host=0 instance=m50 recipient=r1@customer.example sender=bounce-23-502@b.example
5.149556 ask address=198.51.101.2 connection=0 host=0 instance=m27 pieces=4 recipient=r1@customer.example sender=bounce-9-451@a.example
6.495006 ask address=198.51.101.2 connection=1 host=0 instance=m33 pieces=4 recipient=r2@customer.example sender=user13@lists.example
7.650773 ask address=198.51.101.2 connection=0 host=0 instance=m16 recipient=r0@customer.example sender=user3@a.example
10.966049 ask address=198.51.101.2 connection=2 host=0 instance=m38 recipient=r1@customer.example sender=user16@a.example
11.179985 stall for=1.703646 host=1
11.453395 ask address=198.51.101.2 connection=1 host=1 instance=m39 recipient=r1@customer.example sender=user16@a.example
11.788146 database for=4.233174 host=1 how=hanging
