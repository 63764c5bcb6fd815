#!/usr/bin/env python3
"""Replays the recordings with greyctl on a storage: greyctl_replay.py memory|embedded|shared"""

import argparse
import pathlib
import signal
import sys

import run
from greytest.paths import program, remove_directory, temporary_directory
from greytest.shared_servers import SharedServers
from recorded_config import opt_options, write_config


def replay_command(storage, directory, servers, folder):
    """The words that replay one recording on an empty storage."""
    settings = {"state_dir": directory / "state"}
    if servers:
        settings |= servers.fresh_settings()
    config = directory / f"{folder.name}.conf"
    write_config(config, folder, **settings)
    words = [str(program("greyctl")), "--config", str(config), "replay", *opt_options(folder)]
    # Two ways to an empty storage: a namespace in a shared one, which others use too.
    if storage != "memory":
        words += ["--store", "configured", "--namespace", "conformance"]
    return words


def replay_all(storage, directory, servers, only):
    """The differences of all recordings, printed."""
    lines = differing = 0
    for folder in run.recordings(run.HERE / "recordings", only):
        command = replay_command(storage, directory, servers, folder)
        count, differences = run.compare(folder, command)
        run.report(folder, count, differences)
        lines, differing = lines + count, differing + len(differences)
    print(f"{differing} differences in {lines}")
    return differing


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("storage", choices=["memory", "embedded", "shared"])
    parser.add_argument("--only", help="the name of one recording")
    options = parser.parse_args()
    # So that the servers are stopped when Meson's time limit ends the test.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("ended by SIGTERM"))
    directory = temporary_directory()
    servers = None
    try:
        (directory / "state").mkdir()
        if options.storage == "shared":
            servers = SharedServers(pathlib.Path(directory))
        return 1 if replay_all(options.storage, directory, servers, options.only) else 0
    finally:
        if servers:
            servers.stop()
        remove_directory(directory)


if __name__ == "__main__":
    sys.exit(main())
