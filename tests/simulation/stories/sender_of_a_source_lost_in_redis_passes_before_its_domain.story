# The sender's entry comes to Redis from a host that was cut off, after Redis has lost the source, its domain's with it: what is
# at hand decides, and nobody asks for the rest.
seed 24000031
hosts 3
settings awl_age=199000 awl_cache=1000 awl_refresh=14000 connect_src_throttle=2 db_cleandelay=45000 durability=process greymethod=classc group_domain_level=2 journal_keep=300000 journal_max=1048576 max_connect_age=25000 max_entries_per_source=12 memory_entries=100000 reconnect_delay=9000 storage=shared
calm 45.142919
8.927696 redis for=28.995146 host=2 how=cut
16.459880 ask address=198.51.101.2 connection=0 host=0 instance=m7 recipient=r2@customer.example sender=user0@lists.example
22.577243 ask address=198.51.101.2 connection=2 host=1 instance=m9 recipient=r1@customer.example sender=user1+74@lists.example
26.966156 ask address=198.51.101.2 connection=0 host=2 instance=m8 pieces=4 recipient=r2@customer.example sender=user0@lists.example
30.582488 redis for=0.830958 from=2 gap=29582 host=1 how=evicts times=216
30.582488 trouble for=6.389712 slow=0.081597 what=link
31.909123 ask address=198.51.101.2 connection=2 host=0 instance=m10 pieces=3 recipient=r1@customer.example sender=user1+74@lists.example
