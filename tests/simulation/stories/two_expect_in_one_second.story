# two operators expect mail of one recipient in the same second at two hosts: the one who was told last is right
seed 9800015376
hosts 3
settings awl_age=859000 awl_cache=0 awl_refresh=4000 connect_src_throttle=0 correspondent_age=1388000 correspondents=domain db_cleandelay=22000 durability=power greymethod=classc group_domain_level=3 journal_keep=60000 journal_max=1048576 max_connect_age=112000 max_entries_per_source=7 memory_entries=100000 reconnect_delay=10000 storage=shared
calm 89.219258
45.654188 expect for=41 host=1 recipient=r2@customer.example
45.827189 expect for=3 host=0 recipient=r2@customer.example
83.770735 ask address=198.51.101.3 connection=2 host=1 instance=m71 recipient=r2@customer.example sender=bounce-7-548@b.example
