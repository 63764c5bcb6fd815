# A clock is set back after a first attempt (m65), whose early return (m66) is an older moment of it: since that its sender has
# passed (m71), so that it is no return in bad standing (again1).
seed 9300031326
hosts 1
settings awl_age=1876000 awl_cache=0 awl_refresh=9000 connect_src_throttle=0 correspondent_age=1083000 db_cleandelay=18000 durability=power greymethod=organisation group_domain_level=3 journal_keep=60000 journal_max=1048576 max_connect_age=109000 max_entries_per_source=10 memory_entries=100000 reconnect_delay=8000 storage=embedded
calm 45.626712
3.636229 robots host=0 organisation=pool.example times=43
8.590603 clock host=0 offset=19
14.059696 ask address=198.51.102.1 connection=2 host=0 instance=m65 name=out1.pool.example recipient=r0@customer.example sender=pool2@a.example
14.166875 clock host=0 offset=-15
14.458302 ask address=198.51.102.1 connection=0 host=0 instance=m66 name=out1.pool.example recipient=r0@customer.example sender=pool2@a.example
44.421427 ask address=198.51.100.1 connection=2 host=0 instance=m71 name=out1.pool.example recipient=r0@customer.example sender=pool2@a.example
