"""Debian's real postgrey under mail, and what it then knows. The time is each request's own."""

import os
import pathlib
import shutil

from greytest.policy_connection import PolicyConnection
from greytest.process import Process
from greytest.wait import wait_until

PROGRAM = pathlib.Path("/usr/sbin/postgrey")


def missing():
    """Why it cannot run here, or nothing."""
    if not PROGRAM.exists():
        return "no /usr/sbin/postgrey"
    return None if shutil.which("db5.3_dump") else "no db5.3_dump"


class PostgreyInUse:
    """One daemon in a directory of its own; its options are in a file as Debian's."""

    def __init__(self, directory, *options, clients="", recipients=""):
        self.directory = directory
        self.database = directory / "db"
        self.defaults = directory / "default"
        self.socket = directory / "postgrey.sock"
        self.options = options
        directory.mkdir()
        self.database.mkdir()
        (directory / "whitelist_clients").write_text(clients)
        (directory / "whitelist_recipients").write_text(recipients)
        self.defaults.write_text(f'POSTGREY_OPTS="--inet=10023 {" ".join(options)}"\n')
        self.user = "postgrey" if os.geteuid() == 0 else None
        for path in (directory, self.database):
            if self.user:
                shutil.chown(path, self.user, "nogroup")

    def start(self):
        account = [] if self.user else [f"--user={os.geteuid()}", f"--group={os.getegid()}"]
        self.process = Process(
            [PROGRAM, f"--unix={self.socket}", f"--dbdir={self.database}", "--group=nogroup",
             f"--whitelist-clients={self.directory}/whitelist_clients",
             f"--whitelist-recipients={self.directory}/whitelist_recipients", *self.options,
             *account],
            self.directory / "postgrey.log", cwd="/")
        wait_until(self._connect, 30, 0.1, "postgrey")
        return self

    def _connect(self):
        if not self.process.running():
            raise AssertionError("postgrey ended:\n" + self.process.log())
        try:
            self.connection = PolicyConnection(self.socket, 20)
        except OSError:
            return False
        return True

    def ask(self, at, **attributes):
        """The action at that time; the client's script for tests names it so."""
        return self.connection.ask(policy_test_time=str(at), **attributes)

    def stop(self):
        self.connection.close()
        self.process.stop()
