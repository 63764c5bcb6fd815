"""Bytes an entry in each store, by how many entries a source has."""

from greybench.cpu import memory
from greybench.greycache_service import Embedded, Shared
from greybench.load import load

ENTRIES = 100_000
PER_SOURCE = [10, 1]


def ask_all(service, kind):
    """Brings all entries of a kind into the hot store."""
    load(service.target(), f"{kind}-once", 32, known=service.known, waiting=service.waiting,
         per_source=service.per_source)
    service.settled()


def hot_bytes(service):
    """Of Redis or of the daemon's memory, an entry."""
    found = {}
    for kind, count in (("known", service.known), ("waiting", service.waiting)):
        before = used(service)
        ask_all(service, kind)
        found[kind] = (used(service) - before) / count
    return found


def used(service):
    if isinstance(service, Shared):
        line = next(line for line in service.redis.cli("info", "memory").splitlines()
                    if line.startswith("used_memory:"))
        return int(line.partition(":")[2])
    return memory(service.daemon.process.pid)["resident"]


def one(directory, storage, per_source):
    service = storage(directory, storage.__name__.lower(), known=ENTRIES, waiting=ENTRIES,
                      per_source=per_source, loglevel=0)
    service.start()
    try:
        stored = service.stored_bytes()
        hot = hot_bytes(service)
    finally:
        service.stop()
    return {"storage": service.name, "per_source": per_source,
            "hot": hot, "stored": {table: size / ENTRIES for table, size in stored.items()}}


def sizes_part(directory):
    """The section "sizes" of the results."""
    return [one(directory, storage, per_source)
            for storage in (Embedded, Shared) for per_source in PER_SOURCE]
