# host 0 forgot a first attempt: m29 of 198.51.102 from bounce-1-426@em0.lists.example to r0@customer.example is new
# Host 1 saw it first (m25) while Redis was cut off, and its sender passed there (m6); host 0 saw it
# first later (m27), after that. Merged, the older moment counts, since which the sender has passed:
# in bad standing the return m29 waits once more, in its network.
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
