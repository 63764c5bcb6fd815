# PostgreSQL takes no writes from one host, Redis loses the source, and another host fills it from PostgreSQL: whom the first
# host has acknowledged meanwhile it must know all the same.
seed 115866
hosts 3
settings awl_age=278000 awl_cache=0 awl_refresh=0 connect_src_throttle=6 db_cleandelay=51000 durability=power greymethod=classc group_domain_level=1 journal_keep=300000 journal_max=1048576 max_connect_age=72000 max_entries_per_source=7 memory_entries=100000 reconnect_delay=9000 storage=shared
calm 25.365591
6.839072 ask address=198.51.101.3 connection=0 host=1 instance=m21 recipient=r1@customer.example sender=user13+88@lists.example
16.163873 database for=7.483316 host=2 how=read_only
16.576841 redis for=5.667020 from=3 gap=27543 host=1 how=evicts times=200
20.743461 ask address=198.51.101.3 connection=2 host=2 instance=m22 recipient=r1@customer.example sender=user13+88@lists.example
23.490922 ask address=198.51.101.3 connection=1 host=0 instance=m4 recipient=r2@customer.example sender=user0@b.example
24.191698 ask address=198.51.101.3 connection=1 host=2 instance=m26 recipient=r0@customer.example sender=user16@lists.example
