"""How late answers come while the store is busy or silent: a purge of many expired entries, a
PostgreSQL that answers nothing."""

import contextlib
import sys
import threading
import time

from greybench.greycache_service import Embedded, Shared
from greybench.load import measure, rows
from greybench.processes import wait_for_quiet

RATE = 2000  # requests a second
EXPIRED = 1_000_000  # entries that wait, and are too old
EXPIRED_AGE = 10 * 86400
SECONDS = 10
# First attempts a second while PostgreSQL is silent, and how long.
SILENT_RATE, SILENT_SECONDS = 500, 10


def point(name, entries, figures, **more):
    line = {"case": name, "entries": entries, "rate": figures["throughput"],
            "unexpected": figures["unexpected"], "p50_us": figures["p50_us"],
            "p99_us": figures["p99_us"], "longest_us": figures["longest_us"], **more}
    print("stalls  " + "  ".join(f"{key} {value}" for key, value in line.items()), file=sys.stderr)
    return line


class Purged(Embedded):
    """Embedded, with entries that have expired, and a purge that begins with the daemon."""

    def start_empty(self):
        super().start_empty()
        self.daemon.stop()
        with rows("waiting", EXPIRED, "9.") as expired:
            self.fill("connect", expired, first_seen=EXPIRED_AGE)

    def expired(self):
        with self.database() as database:
            return database.execute("select count(*) from connect where src like '9.%'").fetchone()[0]


def purge(site):
    """With the rows to remove, and the same load when they are gone."""
    service = Purged(site, "-file", db_cleandelay="1s")
    service.start()
    try:
        before = service.expired()
        service.daemon.start()
        with_purge = measure(service, "day", 32, rate=RATE, seconds=SECONDS)
        removed = before - service.expired()
        yield point("while a purge removes rows", EXPIRED, with_purge, removed=removed)
        while service.expired():
            time.sleep(1)
        wait_for_quiet()
        yield point("the same when they are gone", 0,
                    measure(service, "day", 32, rate=RATE, seconds=SECONDS), removed=0)
    finally:
        service.stop()


@contextlib.contextmanager
def silent(postgres, after, seconds):
    """PostgreSQL takes connections and answers nothing, from `after` on for so many seconds."""
    def pause():
        time.sleep(after)
        postgres.pause()
        time.sleep(seconds)
        postgres.resume()
    thread = threading.Thread(target=pause)
    thread.start()
    try:
        yield
    finally:
        thread.join()


def away(site, entries):
    """First attempts only: each must be greylisted (`unexpected` counts the others)."""
    service = Shared(site, "-file", known=entries)
    service.start()
    try:
        wait_for_quiet()
        with silent(service.postgres, 1, SILENT_SECONDS):
            figures = measure(service, "new", 32, rate=SILENT_RATE, seconds=SILENT_SECONDS + 2)
        yield point("first attempts while PostgreSQL is silent", entries, figures, removed=0)
    finally:
        service.stop()


def stalls_part(site, options):
    """The section "stalls" of the results."""
    return [*purge(site), *away(site, max(options.entries))]
