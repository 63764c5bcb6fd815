"""What every measured service has: a start, a target for the load generator, processes."""

import shutil
from collections import namedtuple

import psutil

from greybench.processes import cpu_seconds, wait_for_rest
from greytest.paths import BUILD
from greytest.process import Process
from greytest.wait import wait_until

# Where servers live, and what takes their syslog.
Site = namedtuple("Site", "directory rsyslog")


class Service:
    """One service with its servers, in a directory of its own."""

    decides = True  # whether its answers depend on the mail
    has_syslog = True

    def __init__(self, site, name=None):
        self.name = name or type(self).__name__.lower()
        self.rsyslog = site.rsyslog
        self.directory = site.directory / self.name
        self.first = 0  # number of the next new attempt

    def start(self):
        """Starts it with an empty store, and prepares the known and the waiting entries."""
        shutil.rmtree(self.directory, ignore_errors=True)
        self.directory.mkdir(mode=0o755, parents=True)
        self.first = 0
        self.start_empty()

    def warm(self):
        """Asks once for all that is prepared, where the service reads entries only when asked."""

    def target(self):
        """The words that tell the load generator where it is."""
        return ["--tcp", f"127.0.0.1:{self.port}"]

    def cpu(self):
        """Processor seconds so far, by name of server."""
        pids = {**self.processes(), **({"rsyslogd": self.rsyslog.pid} if self.has_syslog else {})}
        return {name: cpu_seconds(pid) for name, pid in pids.items()}

    def settled(self):
        """Waits until nothing of earlier requests is still to be done; the seconds until all
        entries were stored."""
        if self.has_syslog:
            wait_for_rest(self.rsyslog.pid)
        return 0.0

    def lines_lost(self):
        """Of the log, so far."""
        return 0

    def stop(self):
        self.process.stop()


class Echo(Service):
    """Answers action=DUNNO, whatever is asked."""

    decides = has_syslog = False

    def start_empty(self):
        self.process = Process([BUILD / "bench/echo/policy-echo", self.directory / "policy.sock"],
                               self.directory / "echo.log")
        wait_until((self.directory / "policy.sock").exists, what="the echo server")

    def target(self):
        return ["--socket", str(self.directory / "policy.sock")]

    def processes(self):
        return {"echo": self.process.pid}


class Daemonized(psutil.Process):
    """A program that goes into the background by itself and leaves its process id in a file."""

    def __init__(self, command, directory):
        assert Process(command, directory / "start.log").wait(30) == 0, command
        path = directory / "pid"
        super().__init__(int(wait_until(lambda: path.exists() and path.read_text("ascii"))))

    def stop(self):
        self.terminate()
        self.wait(30)
