#!/usr/bin/env python3
"""Plays all stories, new seeds, and some seeds twice; usage: simulation_test.py SIMULATE."""
import os
import subprocess
import sys
import zlib
from pathlib import Path

SEEDS = 2000
TWICE = 60
STORIES = Path(__file__).parent / "stories"


def first_seed() -> int:
    """Others for each commit, and the same again for the same: who tests a commit once more sees
    what was seen."""
    try:
        commit = subprocess.run(["git", "rev-parse", "HEAD"], cwd=STORIES.parent, check=False,
                                stdout=subprocess.PIPE, stderr=subprocess.DEVNULL).stdout
    except FileNotFoundError:  # nor is there a checkout, as a rule
        commit = b""
    return SEEDS * (1 + zlib.crc32(commit))


def begin(simulate: str, *words: str) -> subprocess.Popen:
    return subprocess.Popen([simulate, *words], stdout=subprocess.PIPE, text=True)


def main() -> int:
    simulate = sys.argv[1]
    first = first_seed()
    processes = max(2, os.cpu_count() or 2)
    running = [begin(simulate, "--twice", *map(str, sorted(STORIES.glob("*.story")))),
               begin(simulate, "--twice", "--from", "1", "--seeds", str(TWICE))]
    for number in range(processes):
        running.append(begin(simulate, "--from", str(first + number), "--step", str(processes),
                             "--seeds", str(SEEDS // processes)))
    well = True
    for process in running:
        output, _ = process.communicate()
        print(output, end="")
        well = well and process.returncode == 0
    return 0 if well else 1


if __name__ == "__main__":
    sys.exit(main())
