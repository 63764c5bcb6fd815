# A mail is new at two hosts, since Redis is cut off from the one that saw it first: two moments are stored, and one first
# attempt waits, as the throttle counts.
seed 115273
hosts 2
settings awl_age=734000 awl_cache=1000 awl_refresh=17000 connect_src_throttle=3 db_cleandelay=51000 durability=process greymethod=full group_domain_level=0 journal_keep=300000 journal_max=1048576 max_connect_age=122000 max_entries_per_source=6 memory_entries=100000 reconnect_delay=5000 storage=shared
calm 46.164189
0.230438 ask address=198.51.100.2 connection=2 host=1 instance=m1 recipient=r0@customer.example sender=user0@a.example
3.517781 redis for=8.903523 host=1 how=cut
3.567306 ask address=198.51.100.2 connection=1 host=1 instance=m6 recipient=r2@customer.example sender=user2@b.example
13.142255 ask address=198.51.100.2 connection=0 host=0 instance=m7 recipient=r2@customer.example sender=user2@b.example
39.229642 ask address=198.51.100.2 connection=1 host=1 instance=m4 recipient=r0@customer.example sender=user1@b.example
