#!/usr/bin/env python3
"""The soak: soak.py MINUTES REPORT. Exits with 1 where anything was not as it must be."""

import argparse
import collections
import os
import pathlib
import random
import subprocess
import sys
import time

from greytest.book import Ages, lacking
from greytest.entries_file import ask_file
from greytest.greycache import Greycache
from greytest.load import Load, Plan
from greytest.paths import BUILD, remove_directory, temporary_directory
from greytest.postgres_server import PostgresServer
from greytest.redis_server import RedisServer
from greytest.ways import HelperConnection, PolicyWay
from small_disk import mount_small
from soak_faults import Host, SoakFaults, wait_whole
from soak_report import write_report
from soak_samples import growth, is_flat, longest_lived, sample

STORAGES = ("shared", "embedded")
RATE = 20.0  # requests a second on each connection, of which each daemon has two
LOOK_EVERY = 5.0
KEPT = 15.0  # seconds that a connection lasts, as smtpd's do
MARGIN = 25.0  # an entry that ends so soon is not looked for


class Soak:
    """Servers, daemons, loads, and what was seen of them."""

    def __init__(self, minutes, seed):
        self.length = minutes * 60
        self.seed = seed
        self.chance = random.Random(seed)
        awl = int(min(180, max(60, self.length / 10)))
        self.ages = Ages(delay=3, connect=60, awl=awl, refresh=10)
        self.directory = temporary_directory()
        self.mounts = []
        self.loads = []
        self.times, self.whole = collections.Counter(), {}
        self.samples = {storage: [] for storage in STORAGES}
        self.redis_memory = []
        self.lost, self.trouble = [], []
        self.looked_for = 0
        self.told = set()

    def start(self):
        self.redis = RedisServer(self.directory / "redis").start()
        self.postgres = PostgresServer(self.directory / "postgres").start()
        self.postgres.create_database("grey")
        self.daemons = [self.daemon(storage).start() for storage in STORAGES]
        self.began = time.monotonic()
        plan = Plan(early=0.4, retry=0.9, retry_within=self.ages.connect / 4, known=0.7,
                    known_within=self.ages.awl / 2, null=0.1)
        self.loads = [Load(self.ways_to(daemon), self.ages, plan, RATE, f"{self.seed}/{number}")
                      for number, daemon in enumerate(self.daemons)]

    @staticmethod
    def ways_to(daemon):
        """One connection is direct, one by policy-helper."""
        return [PolicyWay([daemon.socket], kept=KEPT),
                PolicyWay([daemon.helper_command()], connect=HelperConnection, kept=KEPT)]

    def daemon(self, storage):
        state = self.directory / storage / "small"
        if mount_small(state, 16):
            self.mounts.append(state)
        return Greycache(self.directory / storage, **{
            "storage": storage, "state_dir": state, "redis": self.redis.url(),
            "database": self.postgres.url("grey"), "reconnect_delay": f"{self.ages.delay}s",
            "max_connect_age": f"{self.ages.connect}s", "awl_age": f"{self.ages.awl}s",
            "awl_refresh": f"{self.ages.refresh}s", "db_cleandelay": "10s", "loglevel": "1",
            "group_domain_level": "0", "request_timeout": "1s"})

    def stop(self):
        for load in self.loads:
            load.stop()
        for daemon in getattr(self, "daemons", []):
            daemon.stop()
        self.postgres.stop("immediate")
        self.redis.stop()
        for mount in self.mounts:
            subprocess.run(["umount", "-l", str(mount)], check=False)
        remove_directory(self.directory)

    def run(self):
        """Faults with calm whiles between, until the time is over."""
        hosts = [Host(daemon, load) for daemon, load in zip(self.daemons, self.loads)]
        faults = SoakFaults(self.redis, self.postgres, hosts, 4.0, self.chance)
        calm = 8.0 if self.length >= 1200 else 5.0
        self.rest(self.ages.delay + calm)
        rotation = []
        while self.elapsed() < self.length - calm:
            if not rotation:
                rotation = faults.all()
                self.chance.shuffle(rotation)
            lives_long = 0.25 <= self.elapsed() / self.length < 0.75
            fault = next((each for each in rotation if not (lives_long and each.ends_daemon)), None)
            if fault is None:
                rotation = []
                continue
            rotation.remove(fault)
            self.disturb(fault)
            self.rest(calm)
            if sum(self.times.values()) % 6 == 0:
                self.compare()
        self.compare()

    def elapsed(self):
        return time.monotonic() - self.began

    def disturb(self, fault):
        """Does it, and waits until all is whole again."""
        hit = [load for load, is_hit in zip(self.loads, (fault.hits_shared, fault.hits_embedded))
               if is_hit]
        print(f"{self.elapsed():7.1f} s  {fault.name}", file=sys.stderr)
        for problem in set(self.found_so_far()) - self.told:
            print(problem, file=sys.stderr)
            self.told.add(problem)
        for load in hit:
            load.fault = fault.name
        fault.do()
        self.times[fault.name] += 1
        try:
            longest = max(wait_whole(daemon, 60) for daemon in self.daemons)
            self.whole[fault.name] = max(self.whole.get(fault.name, 0.0), longest)
        except AssertionError as error:
            self.trouble.append(f"{fault.name}: {error}")
        # What was asked while a store was away may still be on its way.
        time.sleep(1.2)
        for load in self.loads:
            load.fault = "none"

    def rest(self, seconds):
        """A calm while, with looks at the daemons towards its end."""
        end = time.monotonic() + seconds
        time.sleep(max(0.0, seconds - LOOK_EVERY / 2))
        for storage, daemon in zip(STORAGES, self.daemons):
            self.samples[storage].append(sample(daemon, self.began))
        info = self.redis.cli("info", "memory")
        self.redis_memory.append(int(info.partition("used_memory:")[2].split()[0]))
        time.sleep(max(0.0, end - time.monotonic()))

    def compare(self):
        """Whether each store has what its daemon acknowledged."""
        state = self.daemons[1].settings["state_dir"]
        stores = (lambda sql: self.postgres.psql(sql, "grey"), lambda sql: ask_file(state, sql))
        for load, psql in zip(self.loads, stores):
            standing = load.book.standing(MARGIN)
            self.looked_for += sum(map(len, standing))
            self.lost += self.missing(standing, psql)

    def missing(self, standing, psql):
        """What is still not there when the journal has had time to be handed on."""
        end = time.monotonic() + MARGIN - 5
        while (gone := lacking(standing, psql)) and time.monotonic() < end:
            time.sleep(0.3)
        return gone

    def lives(self):
        """The samples of the daemon that lived longest, of each storage."""
        return {storage: longest_lived(samples) for storage, samples in self.samples.items()}

    def found_so_far(self):
        """What was not as it must be, but for what grew."""
        found = [f"lost: {entry}" for entry in self.lost] + self.trouble
        for storage, load in zip(STORAGES, self.loads):
            found += [f"{storage}: {each}"
                      for each in load.book.forgotten + load.book.wrong + load.trouble]
            found += [f"{storage}: late: {each}" for each in load.late]
        return found

    def problems(self):
        """All that was not as it must be."""
        found = self.found_so_far()
        for storage in STORAGES:
            found += [f"{storage}: {name} grew: {growth(self.samples[storage], name)}"
                      for name, part, room in (("pss", 0.1, 2048), ("descriptors", 0, 3),
                                               ("threads", 0, 0))
                      if self.length >= 600 and not is_flat(self.samples[storage], name, part, room)]
        return found

    def verdict(self):
        found = self.problems()
        answers = sum(load.answers_of_all().total() for load in self.loads)
        forgotten = sum(len(load.book.forgotten) for load in self.loads)
        wrong = sum(len(load.book.wrong) for load in self.loads) + forgotten
        flat = "memory, descriptors and threads flat" if self.length >= 600 else \
            "too short to say whether memory is flat"
        return (f"{'Passed' if not found else 'Failed'}: {sum(self.times.values())} faults, {answers} "
                f"answers, {wrong} wrong of which {forgotten} forgot an entry; {self.looked_for} times "
                f"an entry was looked for in its store, {len(self.lost)} lost; "
                f"{sum(len(load.late) for load in self.loads)} late; "
                f"{flat if not any('grew' in each for each in found) else 'something grew'}.")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("minutes", type=float)
    parser.add_argument("report", type=pathlib.Path)
    given = parser.parse_args()
    soak = Soak(given.minutes, int(os.environ.get("GREYFAULT_SEED", random.randrange(10**6))))
    try:
        soak.start()
        soak.run()
    finally:
        soak.stop()
    given.report.write_text(write_report(soak, BUILD), "utf-8")
    print(soak.verdict())
    for problem in soak.problems()[:20]:
        print(problem)
    return 1 if soak.problems() else 0


if __name__ == "__main__":
    sys.exit(main())
