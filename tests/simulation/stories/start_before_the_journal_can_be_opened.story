# Embedded, a start after a kill: the journal cannot be opened at first. What it holds must not be forgotten by
# sources that are loaded meanwhile.
seed 115326
hosts 1
settings awl_age=965000 awl_cache=0 awl_refresh=17000 connect_src_throttle=0 db_cleandelay=44000 durability=process greymethod=full group_domain_level=2 journal_keep=300000 journal_max=3072 max_connect_age=99000 max_entries_per_source=2000 memory_entries=100000 reconnect_delay=10000 storage=embedded
calm 30.459959
11.000513 database for=9.498182 host=0 how=read_only
13.318822 ask address=198.51.100.1 connection=0 host=0 instance=m24 recipient=r0@customer.example sender=user15+37@b.example
13.597762 kill down=4.900814 host=0
14.945021 trouble after=38 before=163 for=10.981273 host=0 what=journal
15.469354 ask address=198.51.100.1 connection=1 host=0 instance=m18 recipient=r0@customer.example sender=bounce-11-157@b.example
