seed 6000014953
hosts 3
settings awl_age=1192000 awl_cache=0 awl_refresh=2000 connect_src_throttle=0 db_cleandelay=53000 durability=process greymethod=full group_domain_level=2 journal_keep=60000 journal_max=1048576 max_connect_age=66000 max_entries_per_source=2000 memory_entries=100000 reconnect_delay=9000 storage=shared
calm 82.315133
13.588340 redis for=7.800252 from=4 gap=43957 host=2 how=evicts times=253
13.588340 trouble for=11.121121 slow=0.010891 what=link
14.019547 ask address=198.51.104.1 connection=2 host=0 instance=m24 recipient=r1@customer.example sender=user2@a.example
15.239018 ask address=198.51.101.1 connection=1 host=1 instance=m49 recipient=r0@customer.example sender=burst4-0@b.example
15.244589 ask address=198.51.101.1 connection=1 host=1 instance=m53 recipient=r0@customer.example sender=burst4-2@b.example
15.269641 ask address=198.51.101.1 connection=0 host=2 instance=m51 recipient=r0@customer.example sender=burst4-1@b.example
15.274569 ask address=198.51.101.1 connection=1 host=2 instance=m69 recipient=r0@customer.example sender=burst7-1@b.example
15.290778 ask address=198.51.101.1 connection=0 host=1 instance=m67 pieces=3 recipient=r0@customer.example sender=burst7-0@b.example
15.308384 ask address=198.51.101.1 connection=0 host=1 instance=m71 pieces=4 recipient=r0@customer.example sender=burst7-2@b.example
15.342923 ask address=198.51.101.1 connection=2 host=1 instance=m35 recipient=r0@customer.example sender=burst1-2@b.example
15.378959 ask address=198.51.101.1 connection=2 host=2 instance=m31 recipient=r0@customer.example sender=burst1-0@b.example
15.542822 ask address=198.51.101.1 connection=1 host=2 instance=m36 recipient=r0@customer.example sender=burst1-2@b.example
15.608083 ask address=198.51.101.1 connection=0 host=0 instance=m32 recipient=r0@customer.example sender=burst1-0@b.example
15.726693 ask address=198.51.101.1 connection=1 host=2 instance=m54 recipient=r0@customer.example sender=burst4-2@b.example
15.727276 ask address=198.51.101.1 connection=0 host=0 instance=m50 recipient=r0@customer.example sender=burst4-0@b.example
15.739212 ask address=198.51.101.1 connection=1 host=0 instance=m34 recipient=r0@customer.example sender=burst1-1@b.example
15.751416 ask address=198.51.101.1 connection=0 host=1 instance=m68 recipient=r0@customer.example sender=burst7-0@b.example
17.749537 ask address=198.51.101.1 connection=0 host=1 instance=m77 pieces=3 recipient=r0@customer.example sender=burst8-2@b.example
17.792936 ask address=198.51.101.1 connection=0 host=1 instance=m73 pieces=4 recipient=r0@customer.example sender=burst8-0@b.example
17.876042 ask address=198.51.101.1 connection=2 host=0 instance=m76 recipient=r0@customer.example sender=burst8-1@b.example
18.084967 ask address=198.51.101.1 connection=2 host=0 instance=m74 recipient=r0@customer.example sender=burst8-0@b.example
19.552191 ask address=198.51.103.2 connection=0 host=0 instance=m15 recipient=r2@customer.example sender=user1@a.example
19.706526 ask address=198.51.103.2 connection=0 host=2 instance=m15 pieces=3 recipient=r2@customer.example sender=user1@a.example
20.547741 ask address=198.51.101.1 connection=2 host=2 instance=m63 pieces=4 recipient=r0@customer.example sender=burst6-1@b.example
20.574001 ask address=198.51.101.1 connection=0 host=0 instance=m61 recipient=r0@customer.example sender=burst6-0@b.example
20.593800 ask address=198.51.101.1 connection=0 host=0 instance=m65 recipient=r0@customer.example sender=burst6-2@b.example
20.714474 ask address=198.51.101.1 connection=1 host=2 instance=m64 recipient=r0@customer.example sender=burst6-1@b.example
20.939904 ask address=198.51.101.1 connection=1 host=1 instance=m41 recipient=r0@customer.example sender=burst2-2@b.example
20.949316 ask address=198.51.101.1 connection=2 host=2 instance=m37 recipient=r0@customer.example sender=burst2-0@b.example
20.983967 ask address=198.51.101.1 connection=0 host=0 instance=m62 recipient=r0@customer.example sender=burst6-0@b.example
21.400813 ask address=198.51.101.1 connection=0 cut=yes host=2 instance=m38 pieces=4 recipient=r0@customer.example sender=burst2-0@b.example
21.701924 ask address=198.51.101.1 connection=0 host=0 instance=m57 recipient=r0@customer.example sender=burst5-1@b.example
21.735114 ask address=198.51.101.1 connection=1 host=0 instance=m59 recipient=r0@customer.example sender=burst5-2@b.example
21.810262 ask address=198.51.101.1 connection=0 host=2 instance=m43 recipient=r0@customer.example sender=burst3-0@b.example
21.838397 ask address=198.51.101.1 connection=1 host=0 instance=m60 recipient=r0@customer.example sender=burst5-2@b.example

