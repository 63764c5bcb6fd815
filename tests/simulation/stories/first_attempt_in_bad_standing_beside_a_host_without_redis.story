# Host 1 saw the mail first (m25) without Redis, and its sender passed there (m6). Host 0 has to know of both by then, so that
# the mail waits in its network (m27) and comes back (m29): merged, the older moment counts, which is no return in bad standing.
seed 266
hosts 2
settings awl_age=1913000 awl_cache=0 awl_refresh=4000 connect_src_throttle=0 correspondent_age=1301000 db_cleandelay=47000 durability=power greymethod=organisation group_domain_level=0 journal_keep=60000 journal_max=4096 max_connect_age=82000 max_entries_per_source=2000 memory_entries=100000 reconnect_delay=4000 storage=shared
calm 44.745721
5.760997 robots host=0 organisation=pool.example times=77
6.587288 ask address=198.51.100.3 connection=2 host=1 instance=m5 name=out0.pool.example recipient=r0@customer.example sender=bounce-2-390@lists.example
8.778754 redis for=25.295339 host=1 how=cut
10.511648 ask address=198.51.102.2 connection=2 host=1 instance=m25 name=out2.pool.example recipient=r0@customer.example sender=bounce-1-426@em0.lists.example
13.012017 ask address=198.51.100.3 connection=0 host=1 instance=m6 name=out2.pool.example recipient=r0@customer.example sender=bounce-2-390@lists.example
22.071845 ask address=198.51.102.2 connection=2 host=0 instance=m27 name=out0.pool.example recipient=r0@customer.example sender=bounce-1-426@em0.lists.example
37.736391 ask address=198.51.102.2 connection=2 host=0 instance=m29 name=out3.pool.example recipient=r0@customer.example sender=bounce-1-426@em0.lists.example
