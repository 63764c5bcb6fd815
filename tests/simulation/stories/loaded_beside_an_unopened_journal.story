# Embedded, a start after an orderly stop: the journal cannot be opened at first. What it holds must not be forgotten by
# sources that are loaded meanwhile.
seed 703016
hosts 1
settings awl_age=822000 awl_cache=0 awl_refresh=6000 connect_src_throttle=0 db_cleandelay=58000 durability=process greymethod=full group_domain_level=0 journal_keep=300000 journal_max=1024 max_connect_age=126000 max_entries_per_source=2000 memory_entries=44 reconnect_delay=3000 storage=embedded
calm 22.185493
3.195494 ask address=198.51.101.3 connection=2 host=0 instance=m29 pieces=4 recipient=r1@customer.example sender=user2@lists.example
3.314904 ask address=198.51.101.3 connection=1 host=0 instance=m50 pieces=3 recipient=r2@customer.example sender=user12@lists.example
4.298756 ask address=198.51.101.3 connection=0 host=0 instance=m34 recipient=r1@customer.example sender=user6+67@lists.example
4.527837 ask address=198.51.100.3 connection=1 host=0 instance=m10 recipient=r2@customer.example sender=user8@a.example
4.697203 database for=8.538145 host=0 how=down
4.719663 kill down=3.468510 host=0 steps=32
5.781432 ask address=198.51.100.3 connection=1 host=0 instance=m8 recipient=r0@customer.example sender=user6@b.example
5.995178 ask address=198.51.100.3 connection=1 host=0 instance=m9 recipient=r1@customer.example sender=user7@b.example
6.796712 ask address=198.51.101.3 connection=1 host=0 instance=m61 pieces=3 recipient=r0@customer.example sender=user18@lists.example
7.311239 ask address=198.51.100.3 connection=2 host=0 instance=m13 recipient=r0@customer.example sender=user10@lists.example
7.704532 ask address=198.51.102.3 connection=1 host=0 instance=m64 pieces=4 recipient=r0@customer.example sender=user0@lists.example
7.980843 ask address=198.51.100.3 connection=0 host=0 instance=m6 recipient=r2@customer.example sender=bounce-5-218@lists.example
8.390205 ask address=198.51.101.3 connection=0 host=0 instance=m40 recipient=r0@customer.example sender=user7@b.example
9.101805 ask address=198.51.101.3 connection=1 host=0 instance=m33 recipient=r2@customer.example sender=user5@b.example
9.123885 ask address=198.51.101.3 connection=2 host=0 instance=m42 recipient=r1@customer.example sender=user9@a.example
11.384742 trouble after=53 before=442 for=12.441075 host=0 what=journal
12.682661 stop down=2.193472 host=0
13.066178 ask address=198.51.100.3 connection=0 host=0 instance=m3 pieces=3 recipient=r1@customer.example sender=user2@lists.example

