# A stop while calls of the journal fail and the store takes no writes: it waits for either, and what is lost is told.
seed 105818
hosts 1
settings awl_age=933000 awl_cache=0 awl_refresh=17000 connect_src_throttle=0 db_cleandelay=37000 durability=power greymethod=classc group_domain_level=2 journal_keep=300000 journal_max=1048576 max_connect_age=178000 max_entries_per_source=2000 memory_entries=100000 reconnect_delay=10000 storage=embedded
calm 21.919760
0.266466 ask address=198.51.102.3 connection=2 host=0 instance=m24 recipient=r2@customer.example sender=user2@b.example
1.256383 ask address=198.51.102.3 connection=2 host=0 instance=m35 recipient=r0@customer.example sender=user10@a.example
1.322335 ask address=198.51.102.3 connection=2 host=0 instance=m32 recipient=r1@customer.example sender=user7+40@b.example
1.344276 ask address=198.51.100.1 connection=0 host=0 instance=m10 recipient=r2@customer.example sender=user8@a.example
1.540130 ask address=198.51.100.1 connection=2 host=0 instance=m13 recipient=r2@customer.example sender=bounce-10-877@a.example
1.596955 ask address=198.51.102.3 connection=2 host=0 instance=m36 pieces=3 recipient=r2@customer.example sender=user11@b.example
1.814739 ask address=198.51.102.3 connection=0 host=0 instance=m22 pieces=2 recipient=r0@customer.example sender=user1@a.example
3.712378 ask address=198.51.102.3 connection=0 host=0 instance=m26 pieces=2 recipient=r0@customer.example sender=bounce-3-32@a.example
3.882499 ask address=198.51.101.3 connection=1 host=0 instance=m18 recipient=r2@customer.example sender=bounce-3-761@a.example
4.382382 ask address=198.51.101.3 connection=0 host=0 instance=m15 recipient=r0@customer.example sender=user0@a.example
4.454700 ask address=198.51.100.1 connection=0 host=0 instance=m7 recipient=r2@customer.example sender=user5@b.example
5.213849 ask address=198.51.101.3 connection=2 host=0 instance=m16 pieces=2 recipient=r1@customer.example sender=user1@b.example
6.605918 ask address=198.51.102.3 connection=1 host=0 instance=m33 recipient=r0@customer.example sender=user8@a.example
7.386114 ask address=198.51.100.1 connection=2 host=0 instance=m8 recipient=r2@customer.example sender=user6@b.example
9.057974 ask address=198.51.101.3 connection=0 host=0 instance=m20 recipient=r2@customer.example sender=user4@b.example
9.140083 ask address=198.51.102.3 connection=2 host=0 instance=m37 recipient=r0@customer.example sender=user12@b.example
9.317916 ask address=198.51.102.3 connection=0 host=0 instance=m28 recipient=r1@customer.example sender=user4+91@a.example
9.388849 ask address=198.51.102.3 connection=1 host=0 instance=m39 recipient=r0@customer.example sender=user13@a.example
11.489677 database for=7.025310 host=0 how=read_only
11.503963 ask address=198.51.102.3 connection=1 host=0 instance=m40 recipient=r1@customer.example sender=user14+34@lists.example
12.030243 ask address=198.51.101.3 connection=2 host=0 instance=m17 pieces=3 recipient=r2@customer.example sender=user2+80@a.example
12.992562 trouble after=234 before=595 for=6.119898 host=0 what=journal
13.372228 stop down=4.052605 host=0
13.482318 ask address=198.51.100.1 connection=0 host=0 instance=m1 recipient=r0@customer.example sender=bounce-0-687@lists.example
