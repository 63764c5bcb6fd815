"""The removal of a million expired entries while mail comes in."""

import os
import time

from greybench.greycache_service import Embedded, Shared
from greybench.measure import measure

EXPIRED = 1_000_000
RATE = 2000
CONNECTIONS = 64
SLICE = 5  # seconds
LONGEST = 900
INTERVAL = 10  # db_cleandelay, seconds


def counted(storage):
    """A query of so many numbers g and a source of each."""
    row = "select g, '9.' || (g / 2560) || '.' || ((g / 10) % 256) as src"
    if storage is Shared:
        return f"({row} from generate_series(1, {EXPIRED // 2}) as g) as numbers"
    return ("(with recursive numbers(g) as (select 1 union all select g + 1 from numbers "
            f"where g < {EXPIRED // 2}) {row} from numbers)")


def moment(storage, hours):
    if storage is Shared:
        return f"now() - interval '{hours} hours'"
    return str(int(time.time()) - 3600 * hours)


def fill(service, storage):
    """Half are first attempts of yesterday, half are senders of 61 days ago."""
    if storage is Shared:
        service.sql("select greycache.make_connect_partitions("
                    "(now() - interval '2 days')::date, 2)")
    numbers = counted(storage)
    names = "'old' || g || '.example.org', 'old' || g"
    service.sql("insert into {schema}connect (src, sender_domain, sender_name, rcpt, first_seen) "
                f"select src, {names}, 'bob@customer.example', {moment(storage, 30)} "
                f"from {numbers}")
    service.sql("insert into {schema}from_awl (src, sender_domain, sender_name, first_seen, "
                f"last_seen) select src, {names}, {moment(storage, 24 * 90)}, "
                f"{moment(storage, 24 * 61)} from {numbers}")


def expired_left(service):
    """Whether an expired entry is still there; no index helps, so it is asked between loads."""
    return any(service.sql(f"select 1 from {{schema}}{table} where src like '9.%' limit 1")
               for table in ("connect", "from_awl"))


def slice_figures(service):
    figures = measure(service, "day", CONNECTIONS, rate=RATE, seconds=SLICE, warm_up=0)
    return {name: figures[name] for name in ("p50_us", "p99_us", "longest_us", "throughput")}


def purge(directory, storage):
    service = storage(directory, storage.__name__.lower(), loglevel=0,
                      db_cleandelay=f"{INTERVAL}s")
    service.start()
    try:
        quiet = slice_figures(service)
        service.daemon.stop()
        fill(service, storage)
        assert expired_left(service)
        os.sync()  # else the purge's first fsync writes what the filling left in the page cache
        service.daemon.start()
        begin = time.monotonic()
        slices = []
        while expired_left(service) and time.monotonic() < begin + LONGEST:
            slices.append(slice_figures(service))
        return {"entries": EXPIRED, "rate": RATE, "quiet": quiet,
                "worst": max(slices, key=lambda figures: figures["p99_us"]),
                "all_gone": not expired_left(service),
                "seconds": time.monotonic() - begin}
    finally:
        service.stop()


def purge_part(directory):
    """The section "purge" of the results."""
    return {storage.__name__.lower(): purge(directory, storage) for storage in (Embedded, Shared)}
