# Clocks 17 s apart, one mail at both hosts in one moment. The merged attempt is over by the fast clock, and tidied away: it
# must not hide the younger one.
seed 701325
hosts 2
settings awl_age=532000 awl_cache=0 awl_refresh=10000 connect_src_throttle=0 db_cleandelay=53000 durability=power greymethod=classc group_domain_level=0 journal_keep=300000 journal_max=1048576 max_connect_age=71000 max_entries_per_source=9 memory_entries=28 reconnect_delay=10000 storage=shared
calm 24.768912
1.267042 ask address=198.51.104.2 connection=0 host=1 instance=m49 recipient=r0@customer.example sender=user1@lists.example
1.590658 clock host=0 offset=17
1.705269 ask address=198.51.103.2 connection=2 host=1 instance=m47 recipient=r1@customer.example sender=user22@b.example
2.408092 ask address=198.51.103.2 connection=1 host=1 instance=m18 recipient=r0@customer.example sender=user3@lists.example
2.506838 ask address=198.51.103.2 connection=0 host=0 instance=m38 recipient=r0@customer.example sender=user16@b.example
5.599734 ask address=198.51.103.2 connection=0 host=1 instance=m26 recipient=r2@customer.example sender=user8@lists.example
6.333145 ask address=198.51.103.2 connection=2 host=1 instance=m43 recipient=r0@customer.example sender=user18@a.example
6.873427 ask address=198.51.103.2 connection=2 host=0 instance=m22 pieces=2 recipient=r2@customer.example sender=user6@b.example
8.411122 ask address=198.51.100.1 connection=1 host=0 instance=m2 recipient=r1@customer.example sender=user1+90@b.example
8.947049 ask address=198.51.103.2 connection=1 host=0 instance=m13 recipient=r0@customer.example sender=user0@lists.example
9.195187 ask address=198.51.103.2 connection=2 host=0 instance=m28 recipient=r0@customer.example sender=bounce-9-785@b.example
9.352242 ask address=198.51.103.2 connection=0 host=1 instance=m32 recipient=r1@customer.example sender=user12@b.example
9.474054 ask address=198.51.101.3 connection=2 host=1 instance=m7 recipient=r1@customer.example sender=user0@lists.example
9.948020 ask address=198.51.103.2 connection=1 host=1 instance=m41 recipient=r0@customer.example sender=user17+74@b.example
9.954686 ask address=198.51.100.1 connection=2 host=1 instance=m5 recipient=r1@customer.example sender=user3@b.example
11.433337 ask address=198.51.103.2 connection=0 host=1 instance=m44 recipient=r2@customer.example sender=user19+6@b.example
12.612959 ask address=198.51.100.1 connection=2 host=0 instance=m4 recipient=r1@customer.example sender=user2@b.example
13.037301 ask address=198.51.103.2 connection=2 host=0 instance=m34 recipient=r2@customer.example sender=user13@a.example
13.630349 ask address=198.51.104.2 connection=1 host=0 instance=m51 recipient=r0@customer.example sender=user2@b.example
14.044628 ask address=198.51.103.2 connection=0 host=1 instance=m46 recipient=r2@customer.example sender=user21@lists.example
14.415190 ask address=198.51.103.2 connection=0 host=1 instance=m19 recipient=r1@customer.example sender=user4+67@lists.example
16.030118 ask address=198.51.102.1 connection=2 host=1 instance=m11 recipient=r0@customer.example sender=user2+49@a.example
16.354596 trouble after=125 before=518 for=9.941800 host=0 slow=0.101954 what=store
18.305591 ask address=198.51.102.1 connection=2 host=0 instance=m10 pieces=3 recipient=r0@customer.example sender=user1@lists.example
18.363171 ask address=198.51.102.1 connection=0 host=1 instance=m10 recipient=r0@customer.example sender=user1@lists.example

