"""Processes of this host by what is on their command line."""

import contextlib
import os
import pathlib
import signal


def processes_of(config):
    """The ids of those that have this configuration file there."""
    found = []
    for entry in pathlib.Path("/proc").iterdir():
        try:
            if entry.name.isdigit() and str(config).encode() in (entry / "cmdline").read_bytes():
                found.append(int(entry.name))
        except OSError:
            continue
    return found


def kill_processes_of(config):
    """kill -9 of each of these: a successor that a daemon started itself is nobody's child."""
    for pid in processes_of(config):
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
