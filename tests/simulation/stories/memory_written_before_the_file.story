# Embedded; the journal cannot be read, so that the store gets what is in memory before what is in the file. When the one has
# moved behind the other, nothing of the file may count as written.
seed 18005063
hosts 1
settings awl_age=106000 awl_cache=0 awl_refresh=0 connect_src_throttle=0 db_cleandelay=5000 durability=process greymethod=full group_domain_level=1 journal_keep=300000 journal_max=1048576 max_connect_age=159000 max_entries_per_source=6 memory_entries=100000 reconnect_delay=4000 storage=embedded
calm 46.393726
12.963458 database for=14.160206 host=0 how=read_only
13.586705 ask address=198.51.100.3 connection=2 host=0 instance=m3 recipient=r1@customer.example sender=user1@a.example
19.162244 ask address=198.51.104.2 connection=2 host=0 instance=m27 recipient=r2@customer.example sender=user1@a.example
22.066789 trouble after=228 before=59 for=13.488875 host=0 what=journal
24.534987 ask address=198.51.104.2 connection=2 host=0 instance=m24 recipient=r1@customer.example sender=bounce-0-573@a.example
24.828905 ask address=198.51.104.2 connection=1 host=0 instance=m28 recipient=r2@customer.example sender=user2+6@a.example
25.401584 ask address=198.51.101.3 connection=0 host=0 instance=m12 recipient=r0@customer.example sender=user1@lists.example
25.637654 database for=3.210012 host=0 how=hanging
25.835319 reload awl_age=1647000 group_domain_level=0 host=0 max_connect_age=136000
27.043135 ask address=198.51.101.3 connection=1 host=0 instance=m13 recipient=r1@customer.example sender=user2@a.example
