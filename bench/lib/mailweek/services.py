"""Who is asked over the policy protocol: each service as installed, under a virtual clock."""

import os
import pathlib
import shutil

from greytest.greycache import Greycache
from greytest.paths import SOURCE
from greytest.policy_connection import PolicyConnection
from greytest.process import Process
from greytest.wait import wait_until
from mailweek.virtual_clock import VirtualClock, library

TIMEOUT = 120


class Service:
    """One daemon with an empty store in a directory of its own; a subclass starts it."""

    program = None
    user = None
    history = None  # the file in which it tells why mail waited

    def __init__(self, directory, options):
        self.directory, self.options = directory, options
        self.clock = None
        self.connection = None
        self.process = None

    @classmethod
    def missing(cls):
        """Why it cannot run here, or nothing."""
        if cls.program and not pathlib.Path(cls.program).exists():
            return f"no {cls.program}"
        return None if library() else "no libfaketime"

    def start(self):
        self.directory.mkdir()
        if self.user and os.geteuid() == 0:
            shutil.chown(self.directory, self.user)
        self.clock = VirtualClock(self.directory / "clock")
        self.spawn()
        return self

    def run(self, command, socket):
        """Starts a daemon that stays in the foreground, and connects to it."""
        self.process = Process([*self.clock.prefix(), *command], self.directory / "log",
                               user=self.user, cwd="/")
        wait_until(lambda: self._connect(socket), 60, 0.1, self.program)

    def _connect(self, socket):
        assert self.process.running(), f"{self.program} ended:\n{self.process.log()}"
        try:
            self.connection = PolicyConnection(socket, TIMEOUT)
        except OSError:
            return False
        return True

    def ask(self, at, mail, attempt):
        """The action, at that time."""
        self.clock.set(at)
        message = mail.message
        host = message.tries[attempt][1]
        return self.connection.ask(
            client_address=host.address, client_name=host.name, reverse_client_name=host.reverse,
            helo_name=host.helo, sender=message.sender, recipient=mail.recipient,
            instance=f"{mail.number:x}.{attempt:x}.0")

    def stop(self):
        """Once more does nothing."""
        if self.connection:
            self.connection.close()
        if self.process:
            self.process.stop(30)
        if self.clock:
            self.clock.close([self.process.pid] if self.process else [])
            self.clock = None


class GreycacheWeek(Service):
    """Embedded, with its defaults and its lists."""

    def spawn(self):
        self.daemon = Greycache(self.directory / "mx", **{
            "greymethod": None, "reconnect_delay": None, "loglevel": 0, **self.options.settings})
        if self.options.lists == "shipped":
            shutil.copytree(SOURCE / "lists", self.directory / "mx" / "lists", dirs_exist_ok=True)
        self.history = self.directory / "mx" / "state" / "history.sqlite"
        self.daemon.prefix = self.clock.prefix()
        self.daemon.start(60)
        self.process = self.daemon.process
        self.connection = self.daemon.connection(TIMEOUT)


class SqlgreyWeek(Service):
    """Debian's defaults and lists, but for the store: SQLite, whose clock is SQLgrey's own."""

    program = "/usr/sbin/sqlgrey"
    user = "sqlgrey"

    def spawn(self):
        settings = {"unix": self.directory / "socket", "db_type": "SQLite",
                    "db_name": self.directory / "sqlgrey.db", "admin_mail": "", "loglevel": 0}
        if os.geteuid() != 0:
            settings["user"] = settings["group"] = str(os.geteuid())
        config = self.directory / "sqlgrey.conf"
        config.write_text("".join(f"{name} = {value}\n" for name, value in settings.items()),
                          "utf-8")
        self.run([self.program, "-f", config], self.directory / "socket")


class PostgreyWeek(Service):
    """Debian's defaults and lists."""

    program = "/usr/sbin/postgrey"
    user = "postgrey"

    def spawn(self):
        database = self.directory / "db"
        database.mkdir()
        if os.geteuid() == 0:
            shutil.chown(database, self.user)
        self.run([self.program, f"--unix={self.directory}/socket", f"--dbdir={database}",
                  f"--pidfile={self.directory}/pid", "--quiet"], self.directory / "socket")


class Ideal(Service):
    """Asks no daemon: a greylister that knows who is really behind an attempt, whatever its address
    and envelope sender. What is delayed with it no greylister could let through at once, and what
    robots it lets through wait as a server would."""

    DELAY = 300

    def __init__(self, directory, options):
        super().__init__(directory, options)
        self.known, self.first = set(), {}

    @classmethod
    def missing(cls):
        return None

    def start(self):
        return self

    def ask(self, at, mail, attempt):
        message = mail.message
        unit = message.unit or (message.tries[attempt][1].address, message.sender)
        key = (unit, mail.recipient, message.sender)
        if unit in self.known or at - self.first.setdefault(key, at) >= self.DELAY:
            self.known.add(unit)
            return "dunno"
        return "defer_if_permit"


SERVICES = {"greycache": GreycacheWeek, "sqlgrey": SqlgreyWeek, "postgrey": PostgreyWeek,
            "ideal": Ideal}
