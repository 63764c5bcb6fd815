# a correspondent is lost with Redis while the client's network cannot be read: passes in doubt, and is not new
seed 10000084574
hosts 1
settings awl_age=738000 awl_cache=0 awl_refresh=3000 connect_src_throttle=0 correspondent_age=203000 correspondents=domain db_cleandelay=40000 durability=process greymethod=classc group_domain_level=1 journal_keep=60000 journal_max=4096 max_connect_age=49000 max_entries_per_source=5 memory_entries=31 reconnect_delay=3000 storage=shared
calm 75.277915
0.639935 ask address=198.51.101.1 connection=1 host=0 instance=m64 recipient=r2@customer.example sender=user19+77@lists.example
0.955596 ask address=198.51.100.1 connection=1 host=0 instance=m1 recipient=r2@customer.example sender=user0@a.example
3.734125 ask address=198.51.101.1 connection=2 host=0 instance=m70 recipient=r0@customer.example sender=user20@b.example
3.882341 ask address=198.51.100.1 connection=1 host=0 instance=m13 pieces=4 recipient=r0@customer.example sender=user3@b.example
4.870024 ask address=198.51.101.1 connection=2 host=0 instance=m34 recipient=r2@customer.example sender=bounce-7-377@lists.example
5.482837 ask address=198.51.101.1 connection=1 host=0 instance=m44 pieces=2 recipient=r0@customer.example sender=user10+88@b.example
8.485535 ask address=198.51.100.1 connection=2 host=0 instance=m2 recipient=r2@customer.example sender=user0@a.example
12.049518 ask address=198.51.101.1 connection=1 host=0 instance=m27 recipient=r2@customer.example sender=bounce-4-846@lists.example
12.843602 ask address=198.51.101.1 connection=1 host=0 instance=m21 pieces=2 recipient=r1@customer.example sender=user1+61@lists.example
13.224787 ask address=198.51.101.1 connection=1 host=0 instance=m35 pieces=3 recipient=r2@customer.example sender=bounce-7-377@lists.example
14.300148 ask address=198.51.101.1 connection=1 host=0 instance=m37 recipient=r1@customer.example sender=user8@a.example
15.333608 ask address=198.51.104.3 connection=1 host=0 instance=m95 recipient=r0@customer.example sender=user1@a.example
15.402272 ask address=198.51.101.1 connection=1 host=0 instance=m46 recipient=r0@customer.example sender=user10+88@b.example
15.521174 ask address=198.51.102.3 connection=0 host=0 instance=m85 recipient=r2@customer.example sender=user3@lists.example
17.023396 database for=13.817419 host=0 how=read_only
17.879911 ask address=198.51.100.1 connection=1 host=0 instance=m8 pieces=3 recipient=r2@customer.example sender=user2@lists.example
17.975293 ask address=198.51.102.3 connection=0 host=0 instance=m77 recipient=r0@customer.example sender=bounce-0-426@b.example
18.507988 ask address=198.51.104.3 connection=1 host=0 instance=m99 pieces=4 recipient=r0@customer.example sender=user4+42@lists.example
20.620605 trouble after=207 before=580 for=12.439929 host=0 what=journal
21.099921 ask address=198.51.103.1 connection=0 host=0 instance=m93 recipient=r1@customer.example sender=user1+99@lists.example
21.515813 ask address=203.0.113.1 connection=0 host=0 instance=m82 login=r2@customer.example pieces=4 recipient=user2@b.example sender=r2@customer.example
28.016721 trouble after=230 before=544 for=10.731883 host=0 slow=0.192245 what=link
28.182217 ask address=198.51.101.1 connection=0 host=0 instance=m29 pieces=3 recipient=r2@customer.example sender=bounce-6-556@b.example
