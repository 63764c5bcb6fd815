"""What the history costs: the daemon's processor time at a thousand first attempts a second, and
the size of a million rows."""

import sqlite3
import statistics
import sys

from greybench.greycache_service import STORAGES, Shared
from greybench.load import measure
from greytest.wait import wait_until

RATE = 1000  # first attempts a second
SECONDS = 20
KEEP_DAYS = {"without": 0, "with": 7}
# Rows that are measured for their size.
ROWS = 200_000


def daemon_us(site, storage, **settings):
    """Microseconds of the daemon's processor time a first attempt, its threads and all."""
    service = storage(site, "-file", **settings)
    service.start()
    try:
        figures = measure(service, "new", 32, rate=RATE, seconds=SECONDS, warm_up=1)
        lost = service.daemon.stats()["history"]["lost"]
        assert lost == 0, f"{lost} rows of the history were lost"
        return figures["cpu_us"]["greycache"]
    finally:
        service.stop()


def bytes_in(service):
    """All of the history on disk, its indices and the file's log too."""
    if isinstance(service, Shared):
        return int(service.postgres.psql(
            "select coalesce(sum(pg_total_relation_size(inhrelid)), 0) from pg_inherits "
            "where inhparent = 'greycache.history'::regclass", "grey"))
    path = service.directory / "mx" / "state" / "history.sqlite"
    with sqlite3.connect(path, timeout=60) as database:
        database.execute("pragma wal_checkpoint(truncate)")
    return path.stat().st_size


def million_bytes(site, storage):
    """Of a million rows as the mix `new` makes them."""
    service = storage(site, "-no-log", history_keep=7)
    service.start()
    try:
        measure(service, "new", 32, requests=ROWS, rate=5000)
        wait_until(lambda: service.daemon.stats()["history"]["waiting"] == 0, 60, 0.1, "rows written")
        return bytes_in(service) * 1_000_000 / service.daemon.stats()["history"]["written"]
    finally:
        service.stop()


def history_part(site, options):
    """The section "history" of the results."""
    section = []
    for storage in STORAGES:
        took = {word: [] for word in KEEP_DAYS}
        for _ in range(options.rounds):
            for word, keep in KEEP_DAYS.items():
                took[word].append(daemon_us(site, storage, history_keep=keep))
        without, with_it = (statistics.median(took[word]) for word in KEEP_DAYS)
        row = {"storage": storage.__name__.lower(), "without_us": without, "with_us": with_it,
               "share": (with_it - without) / with_it,
               "million_megabytes": million_bytes(site, storage) / 1e6}
        print("history  " + "  ".join(f"{name} {value}" for name, value in row.items()),
              file=sys.stderr)
        section.append(row)
    return section
