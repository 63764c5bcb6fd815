"""How Greycache does with many entries: throughput, start, first answer."""

import statistics
import sys
import time

from greybench.greycache_service import Embedded, Shared
from greybench.load import KNOWN
from greybench.measure import measure

SIZES = [100_000, 1_000_000, 10_000_000]
STORAGES = {"embedded": Embedded, "shared": Shared}
CONNECTIONS = 32
# The mixes ask for 10,000 pairs out of all; "awl, all" for every one of them at random.
LOADS = {"awl": ("awl", KNOWN), "new": ("new", KNOWN), "day": ("day", KNOWN),
         "awl, all": ("awl", None)}
# The mail of known pair 0 (bench/load/triplet.cpp).
KNOWN_MAIL = {"client_address": "1.0.0.1", "sender": "kgggggggg@kgggggggg.example.org",
              "recipient": "gggggggg@customer.example"}


def first_answer(service):
    """Seconds from the daemon's exec until it is ready, and until it knows a sender again, with
    an empty Redis."""
    service.daemon.stop()
    service.forget_hot()
    begin = time.monotonic()
    service.daemon.start()
    ready = time.monotonic() - begin
    action = service.daemon.query(**KNOWN_MAIL)
    assert action.startswith("PREPEND"), action
    return ready, time.monotonic() - begin


def throughput(service, load_name, rounds, seconds):
    mix, known = LOADS[load_name]
    runs = [measure(service, mix, CONNECTIONS, known=known or service.known, seconds=seconds,
                    warm_up=1) for _ in range(rounds)]
    return {"throughput": statistics.median(run["throughput"] for run in runs),
            "p99_us": statistics.median(run["p99_us"] for run in runs)}


def one_size(directory, storage, entries, rounds, seconds):
    service = STORAGES[storage](directory, storage, known=entries, loglevel=0)
    service.start()
    try:
        ready, answered = first_answer(service)
        size = service.stored_bytes()["from_awl"] / entries
        service.warm()
        loads = {name: throughput(service, name, rounds, seconds) for name in LOADS}
    finally:
        service.stop()
    print(f"scale  {storage:9} {entries:9}  ready {ready:.2f} s, first answer {answered:.2f} s, "
          f"awl {loads['awl']['throughput']:.0f}/s", file=sys.stderr)
    return {"storage": storage, "entries": entries, "ready_seconds": ready,
            "first_answer_seconds": answered, "stored_bytes_an_entry": size, "loads": loads}


def scale_part(directory, sizes, rounds, seconds):
    """The section "scale" of the results."""
    return [one_size(directory, storage, entries, rounds, seconds)
            for entries in sizes for storage in STORAGES]
