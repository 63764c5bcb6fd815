#!/usr/bin/env python3
"""Plays all stories and many seeds, some twice, and tries the patches of old faults; usage: simulation_test.py SIMULATE."""
import os
import shutil
import subprocess
import sys
from pathlib import Path

SEEDS = 2000
# The same each time until an hour of scripts/simulate finds nothing more that is not in open_stories.
FIRST = 2000
TWICE = 60
STORIES = Path(__file__).parent / "stories"
OLD_FAULTS = Path(__file__).parent / "old_faults"


def begin(simulate: str, *words: str) -> subprocess.Popen:
    return subprocess.Popen([simulate, *words], stdout=subprocess.PIPE, text=True)


def old_faults_apply() -> bool:
    """A patch that does not shows nothing any more."""
    if shutil.which("git") is None:
        return True
    return all([subprocess.run(["git", "apply", "--check", str(patch)], check=False,
                               cwd=OLD_FAULTS.parents[2]).returncode == 0
                for patch in sorted(OLD_FAULTS.glob("*.patch"))])


def main() -> int:
    simulate = sys.argv[1]
    processes = max(2, os.cpu_count() or 2)
    running = [begin(simulate, "--twice", *map(str, sorted(STORIES.glob("*.story")))),
               begin(simulate, "--twice", "--from", "1", "--seeds", str(TWICE))]
    for number in range(processes):
        running.append(begin(simulate, "--from", str(FIRST + number), "--step", str(processes),
                             "--seeds", str(SEEDS // processes)))
    well = old_faults_apply()
    for process in running:
        output, _ = process.communicate()
        print(output, end="")
        well = well and process.returncode == 0
    return 0 if well else 1


if __name__ == "__main__":
    sys.exit(main())
