"""CPU seconds and memory of processes, from /proc."""

import os
import pathlib
import time

TICKS = os.sysconf("SC_CLK_TCK")


def children(pid):
    """The processes below one, itself included."""
    found = [pid]
    for task in pathlib.Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            for child in task.read_text("ascii").split():
                found += children(int(child))
        except OSError:
            pass
    return found


def cpu_seconds(pid):
    """User and system time of a process, of those below it, and of those that have ended there."""
    total = 0
    for process in children(pid):
        try:
            text = pathlib.Path(f"/proc/{process}/stat").read_text("utf-8")
        except OSError:
            continue
        fields = text.rsplit(")", 1)[1].split()
        total += sum(int(ticks) for ticks in fields[11:15])
    return total / TICKS


def busy_seconds():
    """Of all processors since the start of the machine, what a hypervisor took included."""
    line = pathlib.Path("/proc/stat").read_text("ascii").partition("\n")[0]
    user, nice, system, _idle, _wait, *rest = (int(ticks) for ticks in line.split()[1:])
    return (user + nice + system + sum(rest[:3])) / TICKS


def wait_for_quiet(longest=60, share=0.06, span=1.0):
    """Until what was started has done its work: vacuums and checkpoints follow a filling. False
    where the machine stays busy with more than that share of one processor."""
    end = time.monotonic() + longest
    while time.monotonic() < end:
        before = busy_seconds()
        time.sleep(span)
        if busy_seconds() - before <= share * span:
            return True
    return False


def memory(pid):
    """Resident and private memory of one process in bytes."""
    sizes = {}
    for line in pathlib.Path(f"/proc/{pid}/smaps_rollup").read_text("ascii").splitlines()[1:]:
        name, size, *_ = line.split()
        sizes[name.rstrip(":")] = 1024 * int(size)
    return {"resident": sizes["Rss"],
            "private": sizes["Private_Clean"] + sizes["Private_Dirty"]}
