"""The wall clock of a service: libfaketime reads it from a file at each look."""

import calendar
import os
import time

from greytest import faketime

# A Monday's midnight.
BEGIN = calendar.timegm((2026, 3, 2, 0, 0, 0))


def library():
    """Its path, or None."""
    return faketime.library(threads=True)


class VirtualClock:
    """Stands still until it is set; time goes on for timers (CLOCK_MONOTONIC), which are real."""

    def __init__(self, path):
        self.path = path
        self._at = None
        self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        os.fchmod(self._file, 0o644)
        self.set(0)

    def set(self, at):
        """Seconds after the week's begin. The text has always the same length and is written in one
        call, so no reader sees half of it."""
        if at != self._at:
            self._at = at
            os.pwrite(self._file, time.strftime("%Y-%m-%d %H:%M:%S\n",
                                                time.gmtime(BEGIN + at)).encode(), 0)

    def prefix(self):
        """The words before a command; with TZ, since libfaketime reads the file as local time."""
        return faketime.prefix(faketime.environment(library(), self.path, NO_FAKE_STAT="1",
                                                    TZ="UTC"))

    def close(self, pids=()):
        os.close(self._file)
        for pid in pids:
            faketime.remove_traces(pid)
