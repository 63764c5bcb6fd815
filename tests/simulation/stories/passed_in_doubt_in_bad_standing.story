# A mail that passed in doubt (m7) has come back, as its host finds out later: in bad standing the next one (again1) is no return.
seed 9300000917
hosts 1
settings awl_age=80000 awl_cache=1000 awl_refresh=12000 connect_src_throttle=0 correspondent_age=595000 db_cleandelay=23000 durability=power greymethod=organisation group_domain_level=3 journal_keep=60000 journal_max=1048576 max_connect_age=180000 max_entries_per_source=2000 memory_entries=100000 reconnect_delay=8000 storage=embedded
calm 35.967668
4.209857 robots host=0 organisation=pool.example times=48
8.025243 ask address=198.51.104.1 connection=2 host=0 instance=m6 name=out1.pool.example recipient=r0@customer.example sender=pool1@a.example
17.776839 database for=4.603085 host=0 how=hanging
20.695918 takeover host=0
20.991949 ask address=198.51.102.1 connection=0 host=0 instance=m7 name=out1.pool.example recipient=r0@customer.example sender=pool1@a.example
