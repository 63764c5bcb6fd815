"""Processor time of processes, and when they rest."""

import contextlib
import sys
import time

import psutil


def cpu_seconds(pid):
    """User and system time of a process, of those below it, and of those that have ended there."""
    total = 0
    process = psutil.Process(pid)
    for one in [process, *process.children(recursive=True)]:
        with contextlib.suppress(psutil.NoSuchProcess):
            total += sum(one.cpu_times()[:4])
    return total


def wait_for_rest(pid, longest=10):
    """Until a process has taken no processor time for a moment."""
    end = time.monotonic() + longest
    before = None
    while (now := cpu_seconds(pid)) != before and time.monotonic() < end:
        before = now
        time.sleep(0.1)


def wait_for_quiet(longest=60, percent=3):
    """Until what was started has done its work: vacuums and checkpoints follow a filling."""
    end = time.monotonic() + longest
    while psutil.cpu_percent(1) > percent:
        if time.monotonic() > end:
            print("the machine is busy with something else: throughput is noise", file=sys.stderr)
            return
