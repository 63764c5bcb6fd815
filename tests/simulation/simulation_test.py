#!/usr/bin/env python3
"""Plays all stories, new seeds with each commit, some twice, and tries the patches of old faults; usage: simulation_test.py SIMULATE."""
import os
import shutil
import subprocess
import sys
import zlib
from pathlib import Path

# A sanitizer takes twenty times as long for one.
SEEDS = 200 if os.environ.get("GREYTEST_SANITIZED") else 2000
TWICE = 60
HERE = Path(__file__).parent
STORIES = HERE / "stories"
OLD_FAULTS = HERE / "old_faults"


def begin(simulate: str, *words: str) -> subprocess.Popen:
    return subprocess.Popen([simulate, *words], stdout=subprocess.PIPE, text=True)


def first_seed() -> int:
    """New ones with each commit, and the same for everybody who tests it; without git always the same."""
    answer = subprocess.run(["git", "rev-parse", "HEAD"], check=False, cwd=HERE, stdout=subprocess.PIPE,
                            stderr=subprocess.DEVNULL) if shutil.which("git") else None
    commit = answer.stdout if answer is not None else b""
    return 20_000_000_000 + zlib.crc32(commit) * SEEDS


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
    first = first_seed()
    print(f"new seeds: {SEEDS} from {first}", flush=True)
    running = [begin(simulate, "--twice", *map(str, sorted(STORIES.glob("*.story")))),
               begin(simulate, "--twice", "--from", "1", "--seeds", str(TWICE))]
    for number in range(processes):
        running.append(begin(simulate, "--from", str(first + number), "--step", str(processes),
                             "--seeds", str(SEEDS // processes)))
    well = old_faults_apply()
    for process in running:
        output, _ = process.communicate()
        print(output, end="")
        well = well and process.returncode == 0
    return 0 if well else 1


if __name__ == "__main__":
    sys.exit(main())
