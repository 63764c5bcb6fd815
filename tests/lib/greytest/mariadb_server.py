"""A private MariaDB server on a unix socket."""

import os
import pathlib
import shutil
import subprocess

from greytest.process import Process, command_prefix
from greytest.wait import wait_until

PROGRAM = pathlib.Path("/usr/sbin/mariadbd")


def installed():
    return PROGRAM.exists() and shutil.which("mariadb-install-db") is not None


class MariadbServer:
    """One server in a directory of its own, with a root of its own that needs no password."""

    def __init__(self, directory):
        self.directory = directory
        self.socket = directory / "mariadb.sock"
        self.user = "mysql" if os.geteuid() == 0 else None
        directory.mkdir()
        if self.user:
            shutil.chown(directory, self.user, self.user)
        subprocess.run(
            command_prefix(self.user) +
            ["mariadb-install-db", "--no-defaults", f"--datadir={directory}/data",
             "--auth-root-authentication-method=normal", "--skip-test-db"],
            check=True, cwd="/", stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=120)

    def start(self):
        self.process = Process(
            [PROGRAM, "--no-defaults", f"--datadir={self.directory}/data",
             f"--socket={self.socket}", f"--pid-file={self.directory}/pid", "--skip-networking",
             "--innodb-flush-log-at-trx-commit=0", "--innodb-buffer-pool-size=32M"],
            self.directory / "mariadb.log", user=self.user, cwd="/")
        wait_until(self._answers, 60, what=f"MariaDB in {self.directory}")
        return self

    def _run(self, sql, database="", *options):
        return subprocess.run(
            ["mariadb", "--no-defaults", f"--socket={self.socket}", "--user=root", "--batch",
             *options, "--execute", sql, *([database] if database else [])],
            capture_output=True, text=True, timeout=60, check=False)

    def _answers(self):
        if not self.process.running():
            raise AssertionError("MariaDB ended:\n" + self.process.log())
        return self._run("select 1").returncode == 0

    def sql(self, sql, database="", *options):
        """What `mysql --batch` prints; errors are an AssertionError."""
        answer = self._run(sql, database, *options)
        assert answer.returncode == 0, answer.stderr
        return answer.stdout

    def create_database(self, name, user, password):
        """A database, and a user who may do everything in it."""
        self.sql(f"create database {name}; "
                 f"grant all on {name}.* to '{user}'@'localhost' identified by '{password}'")

    def stop(self):
        return self.process.stop(30)
