"""Waiting for a condition with a deadline."""

import time


def wait_until(predicate, deadline=10.0, interval=0.02, what=""):
    """Returns the predicate's first true value; AssertionError after `deadline` seconds."""
    end = time.monotonic() + deadline
    while True:
        value = predicate()
        if value:
            return value
        if time.monotonic() >= end:
            raise AssertionError(f"not within {deadline} s: {what or predicate}")
        time.sleep(interval)
