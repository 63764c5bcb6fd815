"""What it costs to look whether the recipient wrote to the sender: the daemon's processor time at a
thousand first attempts a second, nobody of whom was written to."""

import statistics
import sys

from greybench.greycache_service import STORAGES
from greybench.history_part import daemon_us


def correspondents_part(site, options):
    """The section "correspondents" of the results."""
    section = []
    for storage in STORAGES:
        took = {word: [] for word in ("off", "address")}
        for _ in range(options.rounds):
            for word, each in took.items():
                each.append(daemon_us(site, storage, correspondents=word))
        row = {"storage": storage.__name__.lower(),
               **{f"{word}_us": statistics.median(each) for word, each in took.items()}}
        print("correspondents  " + "  ".join(f"{name} {value}" for name, value in row.items()),
              file=sys.stderr)
        section.append(row)
    return section
