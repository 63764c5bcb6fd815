"""Waiting for a condition with a deadline."""

import os
import time

# How much longer than named we wait on a machine that other tests load: slow is not wrong.
PATIENCE = float(os.environ.get("GREYTEST_PATIENCE", "1"))


def wait_until(predicate, deadline=10.0, interval=0.02, what=""):
    """Returns the predicate's first true value; AssertionError after `deadline` seconds, times PATIENCE."""
    deadline *= PATIENCE
    end = time.monotonic() + deadline
    while True:
        value = predicate()
        if value:
            return value
        if time.monotonic() >= end:
            raise AssertionError(f"not within {deadline} s: {what or predicate}")
        time.sleep(interval)
