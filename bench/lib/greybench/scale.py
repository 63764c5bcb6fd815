"""How Greycache does with many entries: throughput, start, first answer."""

import statistics
import sys
import time

from greybench.greycache_service import STORAGES
from greybench.load import KNOWN, measure

SIZES = [100_000, 1_000_000, 10_000_000]
# The mixes ask for 10,000 pairs out of all; "awl, all" for every one of them at random.
LOADS = {"awl": ("awl", KNOWN), "new": ("new", KNOWN), "day": ("day", KNOWN),
         "awl, all": ("awl", None)}
# The mail of known pair 0 (bench/load/triplet.cpp).
KNOWN_MAIL = {"client_address": "1.0.0.1", "sender": "kgggggggg@kgggggggg-dom.example",
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


def one_size(site, storage, entries, options):
    service = storage(site, known=entries)
    service.start()
    try:
        ready, answered = first_answer(service)
        service.warm()
        loads = {name: statistics.median(
            measure(service, mix, 32, known=known or entries, seconds=options.seconds,
                    warm_up=1)["throughput"] for _ in range(options.rounds))
            for name, (mix, known) in LOADS.items()}
    finally:
        service.stop()
    print(f"scale  {service.name:9} {entries:9}  ready {ready:.2f} s, first answer {answered:.2f} "
          f"s, awl {loads['awl']:.0f}/s", file=sys.stderr)
    return {"storage": service.name, "entries": entries, "ready_seconds": ready,
            "first_answer_seconds": answered, "loads": loads}


def scale_part(site, options):
    """The section "scale" of the results."""
    return [one_size(site, storage, entries, options)
            for entries in options.entries for storage in STORAGES]
