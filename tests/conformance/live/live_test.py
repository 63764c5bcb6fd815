#!/usr/bin/env python3
"""Compares greyctl replay with the real SQLgrey on fresh random traffic; prints the seed.

A part of the requests goes to each of several random configurations. The same exceptions hold as
for the recordings (tests/conformance/recordings/README.md).
"""

import argparse
import json
import pathlib
import random
import shutil
import signal
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

import run
from configurations import random_settings
from greytest.paths import program, remove_directory, temporary_directory
from real_sqlgrey import DISCRIMINATION_RULES, RealSqlgrey, missing
from recorded_config import opt_options, write_config
from traffic import LISTS, OPT_TABLES, Traffic

SKIPPED = 77  # Meson's status for it


class OurReplay:
    """greyctl replay as a partner: a line in, a line out."""

    def __init__(self, config, conf_dir):
        command = [program("greyctl"), "--config", config, "replay", *opt_options(conf_dir)]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def ask(self, at, request):
        line = json.dumps({"at": at, "request": request}) + "\n"
        self.process.stdin.write(line.encode())
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())

    def stop(self):
        self.process.stdin.close()
        self.process.stdout.close()
        self.process.wait(30)


def write_lists(conf_dir):
    """One conf_dir for both; the patterns are those of Debian's package."""
    conf_dir.mkdir()
    for name, text in LISTS.items():
        (conf_dir / name).write_text(text)
    for name in ("smtp_server.regexp", "dyn_fqdn.regexp"):
        shutil.copy(pathlib.Path("/etc/sqlgrey") / name, conf_dir / name)
    if DISCRIMINATION_RULES.exists():
        shutil.copy(DISCRIMINATION_RULES, conf_dir / "discrimination.regexp")
    for table, rows in OPT_TABLES.items():
        (conf_dir / table).write_text("".join(row + "\n" for row in rows))


def compare(directory, settings, requests, chance):
    """The differences of one configuration, as text."""
    conf_dir = directory / "lists"
    directory.mkdir()
    write_lists(conf_dir)
    (conf_dir / "sqlgrey.conf").write_text("".join(f"{k} = {v}\n" for k, v in settings.items()))
    write_config(directory / "greycache.conf", conf_dir)
    traffic = Traffic(chance, settings)
    theirs = RealSqlgrey(directory / "sqlgrey", conf_dir, settings)
    ours = OurReplay(directory / "greycache.conf", conf_dir)
    differences = []
    try:
        theirs.start(traffic.now)
        theirs.fill_opt_tables(OPT_TABLES)
        for number in range(1, requests + 1):
            at, request = traffic.next()
            outcome, action = theirs.ask(at, request)
            wanted = run.expected({"outcome": outcome, "action": action}, settings)
            answer = ours.ask(at, request)
            if not run.agree(wanted, answer):
                differences.append(f"request {number} at {at}: SQLgrey {wanted}, "
                                   f"Greycache {answer}, asked {request}")
    finally:
        theirs.stop()
        ours.stop()
    return differences


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--requests", type=int, default=300)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1 << 32))
    parser.add_argument("--configurations", type=int, default=6)
    options = parser.parse_args()
    if missing():
        print("skipped:", missing())
        return SKIPPED
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("ended by SIGTERM"))
    print(f"seed {options.seed}", flush=True)
    chance = random.Random(options.seed)
    directory = temporary_directory()
    differing = asked = 0
    try:
        for number in range(options.configurations):
            settings = random_settings(chance)
            part = options.requests // options.configurations + 1
            part = min(part, options.requests - asked)
            differences = compare(directory / str(number), settings, part, chance)
            asked, differing = asked + part, differing + len(differences)
            words = " ".join(f"{name}={value}" for name, value in settings.items())
            print(f"{part:6} requests {len(differences):4} differences: {words}", flush=True)
            print("".join(f"    {text}\n" for text in differences[:run.SHOWN]), end="", flush=True)
    finally:
        remove_directory(directory)
    print(f"{differing} differences in {asked}")
    return 1 if differing else 0


if __name__ == "__main__":
    sys.exit(main())
