"""The base of tests that run a daemon, on the storage that GREYTEST_STORAGE names."""

import os
import signal
import sys
import time
import unittest

from greytest.failure import has_failed, tell_logs
from greytest.greycache import Greycache
from greytest.paths import remove_directory, temporary_directory
from greytest.processes import kill_processes_of
from greytest.shared_servers import SharedServers
from greytest.wait import wait_until

STORAGE = os.environ.get("GREYTEST_STORAGE", "embedded")


class DaemonTest(unittest.TestCase):
    """Each test has its own directory and empty databases; the servers are the program's."""

    servers = None
    daemon_class = Greycache
    place = "/tmp"  # of the directory

    @classmethod
    def setUpClass(cls):
        if STORAGE == "shared" and DaemonTest.servers is None:
            directory = temporary_directory()
            unittest.addModuleCleanup(remove_directory, directory)
            DaemonTest.servers = SharedServers(directory)
            unittest.addModuleCleanup(DaemonTest.servers.stop)

    def setUp(self):
        self.directory = temporary_directory(base=self.place)
        self.addCleanup(remove_directory, self.directory)

    def tearDown(self):
        if has_failed(self):
            tell_logs(self.directory)

    def greycache(self, name="mx1", **settings):
        """A daemon, not started, on an empty storage; it is stopped at the end of the test."""
        storage = self.servers.fresh_settings() if STORAGE == "shared" else {}
        daemon = self.daemon_class(self.directory / name, **{**storage, **settings})
        self.addCleanup(kill_processes_of, daemon.config)
        self.addCleanup(daemon.stop)
        return daemon

    def started(self, name="mx1", **settings):
        """The same, started, and its stores in use: its first answer is not in doubt."""
        daemon = self.greycache(name, **settings).start()
        if STORAGE == "shared":
            wait_until(daemon.is_up, 20, 0.05, "the stores in use")
        return daemon

    def knowing(self, daemon):
        """The daemon, once it knows what is expected, and reads sources: of a mail of its own, since
        one that another daemon deferred comes back here."""
        wait_until(lambda: daemon.ctl("expect", "--list").returncode == 0, 20, 0.05,
                   "the first reading")
        self.warmed = getattr(self, "warmed", 0) + 1
        recipient = f"warm{self.warmed}@up.example"
        wait_until(lambda: "Greylisted" in daemon.query(client_address="203.0.113.77",
                                                        recipient=recipient),
                   20, 0.05, "the first decision")
        return daemon


def let_pass(seconds):
    """Sleeps until every entry made so far is over `seconds` old, counted in whole seconds."""
    time.sleep(seconds + 1.05 - time.time() % 1)


def main():
    """unittest.main() that cleans up when Meson's time limit ends the test with SIGTERM.

    Exits with 77, which Meson counts as skipped, where every test was.
    """
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("ended by SIGTERM"))
    result = unittest.main(module="__main__", verbosity=2, exit=False).result
    if result.wasSuccessful() and result.skipped and len(result.skipped) == result.testsRun:
        sys.exit(77)
    sys.exit(not result.wasSuccessful())
