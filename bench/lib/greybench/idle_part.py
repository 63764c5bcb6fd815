"""What a daemon takes that nobody asks: wake-ups a second, memory."""

import pathlib
import sys
import time

import psutil

from greybench.greycache_service import STORAGES
from greybench.processes import cpu_seconds

SECONDS = 30


def wakes(pid):
    """Times that its threads have gone to sleep so far."""
    total = 0
    for status in pathlib.Path(f"/proc/{pid}/task").glob("*/status"):
        words = status.read_text("ascii").split()
        total += int(words[words.index("voluntary_ctxt_switches:") + 1])
    return total


def idle(site, storage):
    service = storage(site, known=0)
    service.start()
    try:
        pid = service.daemon.process.pid
        time.sleep(5)
        before, spent = wakes(pid), cpu_seconds(pid)
        time.sleep(SECONDS)
        memory = psutil.Process(pid).memory_full_info()
        row = {"storage": service.name, "wakes": (wakes(pid) - before) / SECONDS,
               "cpu_ms": (cpu_seconds(pid) - spent) * 1000 / SECONDS,
               "resident_megabytes": memory.rss / 1e6, "own_megabytes": memory.uss / 1e6}
        print("idle  " + "  ".join(f"{name} {value}" for name, value in row.items()),
              file=sys.stderr)
        return row
    finally:
        service.stop()


def idle_part(site, options):  # pylint: disable=unused-argument
    """The section "idle" of the results."""
    return [idle(site, storage) for storage in STORAGES]
