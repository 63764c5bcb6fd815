"""What a process takes of memory and descriptors while the soak goes on, and whether it grows."""

import dataclasses
import os
import pathlib
import re
import time


@dataclasses.dataclass
class Sample:
    """One look at a daemon in a calm moment. Sizes in KiB."""

    at: float  # seconds since the soak began
    pid: int
    age: float
    rss: int
    pss: int
    descriptors: int
    threads: int
    journal: int
    cpu: float  # seconds of processor time since its start


def kib(text, name):
    return int(re.search(rf"^{name}:\s+(\d+)", text, re.MULTILINE)[1])


def process_age(pid):
    """Seconds since its start, and its processor time."""
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text("ascii").rsplit(")", 1)[1].split()
    ticks = os.sysconf("SC_CLK_TCK")
    return (time.clock_gettime(time.CLOCK_BOOTTIME) - int(fields[19]) / ticks,
            (int(fields[11]) + int(fields[12])) / ticks)


def sample(daemon, began):
    """Of a daemon that runs."""
    proc = pathlib.Path(f"/proc/{daemon.process.pid}")
    rollup = (proc / "smaps_rollup").read_text("ascii")
    age, cpu = process_age(daemon.process.pid)
    state = pathlib.Path(daemon.settings["state_dir"])
    journal = sum(path.stat().st_size for path in state.glob("journal.sqlite*"))
    return Sample(time.monotonic() - began, daemon.process.pid, age, kib(rollup, "Rss"),
                  kib(rollup, "Pss"), len(os.listdir(proc / "fd")), len(os.listdir(proc / "task")),
                  journal // 1024, cpu)


def longest_lived(samples):
    """The samples of the process that lived longest."""
    lives = {}
    for look in samples:
        lives.setdefault(look.pid, []).append(look)
    return max(lives.values(), key=lambda looks: looks[-1].age, default=[])


def median(values):
    return sorted(values)[len(values) // 2]


def growth(samples, name):
    """Medians of the second and of the last quarter of a life: its first is for filling up."""
    looks = longest_lived(samples)
    quarter = len(looks) // 4
    if quarter == 0:
        return None
    before = median([getattr(look, name) for look in looks[quarter:2 * quarter]])
    return before, median([getattr(look, name) for look in looks[-quarter:]])


def is_flat(samples, name, part, room):
    """Whether the last quarter is above the second by no more than a part of it and some room."""
    pair = growth(samples, name)
    return pair is not None and pair[1] <= pair[0] * (1 + part) + room
