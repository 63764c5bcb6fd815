"""The base of tests with hostile input: what the daemon takes up, and a client that asks beside."""

import os
import pathlib
import resource
import threading
import time

from greytest.daemon_test import DaemonTest
from greytest.wait import wait_until

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


class Neighbour:
    """A client that behaves well, and asks all the time over one connection.

    It also measures how late a thread of this test runs that only sleeps: what is not the daemon's.
    """

    PAUSE = 0.02

    def __init__(self, daemon):
        self.connection = daemon.connection(timeout=15)
        self.longest = self.slack = 0.0
        self.answers = 0
        self.trouble = None
        self._over = threading.Event()
        self._threads = [threading.Thread(target=target, daemon=True)
                         for target in (self._ask, self._sleep)]
        for thread in self._threads:
            thread.start()

    def _ask(self):
        try:
            while not self._over.is_set():
                begin = time.monotonic()
                self.connection.ask(client_address=f"192.0.2.{self.answers % 200}",
                                    sender=f"n{self.answers}@neighbour.example")
                self.longest = max(self.longest, time.monotonic() - begin)
                self.answers += 1
                time.sleep(self.PAUSE)
        except (OSError, EOFError) as error:
            self.trouble = repr(error)

    def _sleep(self):
        while not self._over.is_set():
            begin = time.monotonic()
            time.sleep(self.PAUSE)
            self.slack = max(self.slack, time.monotonic() - begin - self.PAUSE)

    def end(self):
        self._over.set()
        for thread in self._threads:
            thread.join()
        self.connection.close()


class HostileTest(DaemonTest):
    """Call begin() before the attack and end() after it."""

    budget = BUDGET

    def begin(self, daemon):
        # Something of everything has been used once before it is measured.
        for number in range(50):
            daemon.query(client_address=f"192.0.2.{number}", sender=f"w{number}@warm.example")
        self.daemon = daemon
        self.before = self.settled_footprint()
        self.neighbour = Neighbour(daemon)
        self.addCleanup(self.neighbour.end)

    def settled_footprint(self):
        """Once the stores have everything, and no file or connection is opened any more."""
        wait_until(lambda: self.daemon.stats()["journal"]["for_persistent"] == 0, 20,
                   what="an empty journal")
        found = self.footprint()
        for _ in range(40):
            time.sleep(0.5)
            before, found = found, self.footprint()
            if before.descriptors == found.descriptors:
                return found
        raise AssertionError("the daemon opens one descriptor after another")

    def footprint(self):
        return Footprint(self.daemon.process.pid)

    def end(self, memory):
        """The neighbour was served in time, descriptors are back, and but for `memory` kB memory."""
        wait_until(lambda: self.neighbour.answers > 10 or self.neighbour.trouble, 20,
                   what="answers to the neighbour")
        self.neighbour.end()
        self.assertIsNone(self.neighbour.trouble)
        self.assertLess(self.neighbour.longest, self.budget + self.neighbour.slack)
        wait_until(lambda: self.footprint().descriptors <= self.before.descriptors, 20,
                   what="descriptors given back")
        self.wait_for_memory(self.before.memory + memory)
        after = self.footprint()
        print(f"memory {self.before.memory} -> {after.memory} kB, neighbour {self.neighbour.answers} "
              f"answers, longest {self.neighbour.longest * 1000:.0f} ms, "
              f"slack {self.neighbour.slack * 1000:.0f} ms")
        self.assertNotEqual(self.daemon.query(sender="after@attack.example"), "")
        self.assertTrue(self.daemon.process.running(), self.daemon.log())

    def wait_for_memory(self, most):
        if os.environ.get("GREYTEST_SANITIZED"):
            return
        try:
            wait_until(lambda: self.footprint().memory <= most, 20, 0.2)
        except AssertionError:
            self.fail(f"{self.footprint().memory} kB of memory, where {self.before.memory} were before")
