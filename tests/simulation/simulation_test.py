#!/usr/bin/env python3
"""Plays all stories, many seeds, and some seeds twice; usage: simulation_test.py SIMULATE."""
import os
import subprocess
import sys
from pathlib import Path

SEEDS = 2000
# The same each time until an hour of scripts/simulate finds nothing more that is not in open_stories.
FIRST = 2000
TWICE = 60
STORIES = Path(__file__).parent / "stories"


def begin(simulate: str, *words: str) -> subprocess.Popen:
    return subprocess.Popen([simulate, *words], stdout=subprocess.PIPE, text=True)


def main() -> int:
    simulate = sys.argv[1]
    processes = max(2, os.cpu_count() or 2)
    running = [begin(simulate, "--twice", *map(str, sorted(STORIES.glob("*.story")))),
               begin(simulate, "--twice", "--from", "1", "--seeds", str(TWICE))]
    for number in range(processes):
        running.append(begin(simulate, "--from", str(FIRST + number), "--step", str(processes),
                             "--seeds", str(SEEDS // processes)))
    well = True
    for process in running:
        output, _ = process.communicate()
        print(output, end="")
        well = well and process.returncode == 0
    return 0 if well else 1


if __name__ == "__main__":
    sys.exit(main())
