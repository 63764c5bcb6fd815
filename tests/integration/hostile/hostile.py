"""The base of tests with hostile input: what the daemon takes up, and a client that asks beside."""

import os
import pathlib
import resource
import time

from greytest.book import Ages
from greytest.daemon_test import STORAGE, DaemonTest
from greytest.load import Load
from greytest.wait import wait_until
from greytest.ways import PolicyWay

BUDGET = 1.05  # request_timeout, and what its check may be late


def raise_descriptor_limit(wanted):
    """Of this process. False where we may not."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft < wanted <= hard or soft < wanted and os.geteuid() == 0:
        try:
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, max(wanted, hard)))
        except (OSError, ValueError):
            return False
    return resource.getrlimit(resource.RLIMIT_NOFILE)[0] >= wanted


class Footprint:
    """What a process has of memory (kB), descriptors and processor time (s)."""

    def __init__(self, pid):
        status = pathlib.Path(f"/proc/{pid}/status").read_text("ascii").split("\n")
        sizes = dict(line.split(":", 1) for line in status if ":" in line)
        self.memory = int(sizes["VmRSS"].split()[0])
        self.descriptors = len(os.listdir(f"/proc/{pid}/fd"))
        times = pathlib.Path(f"/proc/{pid}/stat").read_text("ascii").rsplit(")", 1)[1].split()
        self.processor = (int(times[11]) + int(times[12])) / os.sysconf("SC_CLK_TCK")


class HostileTest(DaemonTest):
    """Call begin() before the attack and end() after it."""

    budget = BUDGET

    def begin(self, daemon):
        # Something of everything has been used once before it is measured.
        for number in range(50):
            daemon.query(client_address=f"192.0.2.{number}", sender=f"w{number}@warm.example")
        if STORAGE == "shared":
            # What Redis has lost is read from PostgreSQL.
            self.servers.redis_cli("flushall")
            daemon.query(client_address="192.0.2.1", sender="w1@warm.example")
        self.daemon = daemon
        self.before = self.settled_footprint()
        # A client that behaves well, and asks all the time over one connection.
        self.neighbour = Load([PolicyWay([daemon.socket])], Ages(daemon.delay), rate=50)
        self.addCleanup(self.neighbour.stop)
        wait_until(lambda: self.neighbour.times, 20, what="the neighbour's first answer")

    def settled_footprint(self):
        """Once the stores have everything, and no file or connection is opened any more."""
        wait_until(lambda: self.daemon.stats()["journal"]["for_persistent"] == 0, 20,
                   what="an empty journal")
        found = self.footprint()
        for _ in range(80):
            time.sleep(0.25)
            before, found = found, self.footprint()
            if before.descriptors == found.descriptors:
                return found
        raise AssertionError("the daemon opens one descriptor after another")

    def footprint(self):
        return Footprint(self.daemon.process.pid)

    def end(self, memory):
        """The neighbour was served in time, descriptors are back, and but for `memory` kB memory."""
        neighbour = self.neighbour
        wait_until(lambda: len(neighbour.times) > 10, 20, what="answers to the neighbour")
        neighbour.stop()
        # It may be throttled as others are, or exempted; it may not be forgotten or left alone.
        self.assertEqual(neighbour.book.forgotten + neighbour.trouble, [])
        self.assertEqual(neighbour.answers_of_all()["no answer"], 0)
        self.assertLess(neighbour.longest_of_all(), self.budget + neighbour.slack.longest)
        wait_until(lambda: self.footprint().descriptors <= self.before.descriptors, 20,
                   what="descriptors given back")
        self.wait_for_memory(self.before.memory + memory)
        after = self.footprint()
        print(f"memory {self.before.memory} -> {after.memory} kB, neighbour {len(neighbour.times)} "
              f"answers, longest {neighbour.longest_of_all() * 1000:.0f} ms, "
              f"slack {neighbour.slack.longest * 1000:.0f} ms")
        self.assertNotEqual(self.daemon.query(sender="after@attack.example"), "")
        self.assertTrue(self.daemon.process.running(), self.daemon.log())

    def wait_for_memory(self, most):
        if os.environ.get("GREYTEST_SANITIZED"):
            return
        try:
            wait_until(lambda: self.footprint().memory <= most, 20, 0.2)
        except AssertionError:
            self.fail(f"{self.footprint().memory} kB of memory, where {self.before.memory} were before")
