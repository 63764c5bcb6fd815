"""The removal of a million expired entries while mail comes in."""

import os
import time

from greybench.greycache_service import STORAGES, Shared
from greybench.load import measure, rows

EXPIRED = 1_000_000
DAY = 24 * 3600
LONGEST = 900  # seconds
# Half are first attempts of yesterday, half are senders of 61 days ago, from sources of their own.
OLD = {"connect": ("waiting", {"first_seen": 30 * 3600}),
       "from_awl": ("known", {"first_seen": 90 * DAY, "last_seen": 61 * DAY})}
PREFIX = "9."


def fill(service):
    if isinstance(service, Shared):
        service.sql("select make_connect_partitions((now() - interval '2 days')::date, 2)")
    for table, (kind, ages) in OLD.items():
        with rows(kind, EXPIRED // 2, prefix=PREFIX) as stream:
            service.fill(table, stream, **ages)


def expired_left(service):
    """Whether an expired entry is still there; no index helps, so it is asked between loads."""
    return any(service.sql(f"select 1 from {table} where src like '{PREFIX}%' limit 1")
               for table in OLD)


def slice_figures(service):
    figures = measure(service, "day", 64, rate=2000, seconds=5)
    return {name: figures[name] / 1000 for name in ("p99_us", "longest_us")}


def purge(site, storage):
    service = storage(site, db_cleandelay="10s")
    service.start()
    try:
        quiet = slice_figures(service)
        service.daemon.stop()
        fill(service)
        assert expired_left(service)
        os.sync()  # else the purge's first fsync writes what the filling left in the page cache
        service.daemon.start()
        begin = time.monotonic()
        slices = []
        while expired_left(service) and time.monotonic() < begin + LONGEST:
            slices.append(slice_figures(service))
        assert not expired_left(service), "entries that no purge removed"
        worst = max(slices, key=lambda figures: figures["p99_us"])
        return {"storage": service.name, "expired": EXPIRED, "seconds": time.monotonic() - begin,
                "p99 ms before": quiet["p99_us"], "worst p99 ms": worst["p99_us"],
                "longest ms": worst["longest_us"]}
    finally:
        service.stop()


def purge_part(site, _options):
    """The section "purge" of the results."""
    return [purge(site, storage) for storage in STORAGES]
