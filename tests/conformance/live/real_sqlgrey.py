"""The real SQLgrey of Debian's package, with SQLite and under a clock that a test sets."""

import contextlib
import os
import pathlib
import re
import shutil
import sqlite3
import time

from greytest import faketime
from greytest.policy_connection import PolicyConnection
from greytest.process import Process
from greytest.wait import wait_until

PROGRAM = pathlib.Path("/usr/sbin/sqlgrey")
# SQLgrey reads these rules from here, wherever conf_dir is (fault B3).
DISCRIMINATION_RULES = pathlib.Path("/etc/sqlgrey/discrimination.regexp")

# What its log says of a request, by outcome; of several lines the first of this list counts.
OUTCOMES = [
    ("whitelisted", r"whitelist: .*\) -> "),
    ("inactive", r"optin: greylisting inactive for "),
    ("unsuspicious", r"conf: Discrimination verdict: Dont Greylist"),
    ("domain_awl", r"grey: domain awl match: "),
    ("from_awl", r"grey: from awl match: "),
    ("early", r"grey: early reconnect: "),
    ("reconnect", r"grey: reconnect ok: "),
    ("throttled", r"grey: throttling: "),
    ("new", r"grey: new: "),
]


def missing():
    """Why it cannot run here, or nothing."""
    if not PROGRAM.exists():
        return "no /usr/sbin/sqlgrey"
    return None if faketime.library(threads=False) else "no libfaketime"


class RealSqlgrey:
    """One daemon in a directory of its own; all its requests come over one connection."""

    def __init__(self, directory, conf_dir, settings):
        """`settings` are those of sqlgrey.conf that a test chooses."""
        self.directory = directory
        self.clock = directory / "clock"
        self.socket = directory / "sqlgrey.sock"
        self.database = directory / "sqlgrey.db"
        self.log_path = directory / "sqlgrey.log"
        self.process = None
        self.connection = None
        self._read = 0
        directory.mkdir()
        # It gives up root, and refuses to run as it.
        self.user = "sqlgrey" if os.geteuid() == 0 else None
        if self.user:
            shutil.chown(directory, self.user, self.user)
        ours = {
            "conf_dir": conf_dir, "loglevel": 3, "unix": self.socket, "db_type": "SQLite",
            "db_name": self.database, "admin_mail": "", "clean_method": "sync",
            # Cleans with every request, so that nothing that has expired counts.
            "db_cleandelay": -1, **settings,
        }
        if not self.user:
            ours["user"] = ours["group"] = str(os.geteuid())
        text = "".join(f"{name} = {value}\n" for name, value in ours.items())
        (directory / "sqlgrey.conf").write_text(text)

    def start(self, at):
        self.set_clock(at)
        environment = faketime.environment(faketime.library(threads=False), self.clock, TZ="UTC")
        command = [*faketime.prefix(environment), PROGRAM, "-f", self.directory / "sqlgrey.conf"]
        self.process = Process(command, self.log_path, user=self.user, cwd="/")
        wait_until(self._connect, 30, 0.1, "the real SQLgrey")
        wait_until(self._has_tables, 30, 0.1, "SQLgrey's tables")
        return self

    def _open_database(self):
        """SQLgrey's file; never made here, since it would be root's."""
        return contextlib.closing(
            sqlite3.connect(f"file:{self.database}?mode=rw", timeout=30, uri=True))

    def _has_tables(self):
        try:
            with self._open_database() as database:
                return database.execute("select count(*) from optout_email").fetchone()
        except sqlite3.OperationalError:
            return None

    def fill_opt_tables(self, tables):
        """Rows by the name of the table."""
        with self._open_database() as database, database:
            for table, rows in tables.items():
                database.executemany(f"insert into {table} values (?)", [(row,) for row in rows])

    def _connect(self):
        if not self.process.running():
            raise AssertionError("SQLgrey ended:\n" + self.process.log())
        try:
            self.connection = PolicyConnection(self.socket, 60)
        except OSError:
            return False
        return True

    def set_clock(self, at):
        """A frozen time; in one step, since it is read at any moment."""
        fresh = self.clock.with_suffix(".new")
        fresh.write_text(time.strftime("%Y-%m-%d %H:%M:%S\n", time.gmtime(at)))
        fresh.chmod(0o644)
        fresh.replace(self.clock)

    def ask(self, at, request):
        """(outcome, action) at that time."""
        self.set_clock(at)
        lines = "".join(f"{name}={value}\n" for name, value in request.items())
        self.connection.send((lines + "\n").encode())
        action = self.connection.read_reply()
        return self._outcome(), action

    def _outcome(self):
        """From what it has logged since the last request: it logs before it answers."""
        with open(self.log_path, "rb") as log:
            log.seek(self._read)
            text = log.read().decode("utf-8", "replace")
            self._read = log.tell()
        for outcome, pattern in OUTCOMES:
            if re.search(pattern, text):
                return outcome
        raise AssertionError(f"no outcome in SQLgrey's log:\n{text}")

    def stop(self):
        if self.connection:
            self.connection.close()
        if self.process:
            self.process.stop()
            faketime.remove_traces(self.process.pid)
