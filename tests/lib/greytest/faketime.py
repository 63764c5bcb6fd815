"""libfaketime: programs whose wall clock a test sets; their timers (CLOCK_MONOTONIC) are real."""

import glob
import pathlib


def library(threads):
    """For programs with threads, or without; None where it is not installed."""
    name = "libfaketimeMT.so.1" if threads else "libfaketime.so.1"
    found = sorted(glob.glob(f"/usr/lib/*/faketime/{name}"))
    return found[0] if found else None


def environment(preloaded, clock, **more):
    """Of a program that reads the time from the file `clock` at each look."""
    return {"LD_PRELOAD": preloaded, "FAKETIME_TIMESTAMP_FILE": str(clock),
            "FAKETIME_NO_CACHE": "1", "FAKETIME_DONT_FAKE_MONOTONIC": "1", **more}


def prefix(variables):
    """The words before a command. By env(1), so that only the program itself is preloaded:
    libfaketime's semaphore belongs to the account that it has."""
    return ["env", *(f"{name}={value}" for name, value in variables.items())]


def remove_traces(pid):
    """What libfaketime leaves behind where a signal ends its process."""
    for name in ("faketime_shm_{}", "sem.faketime_sem_{}"):
        pathlib.Path("/dev/shm", name.format(pid)).unlink(missing_ok=True)
