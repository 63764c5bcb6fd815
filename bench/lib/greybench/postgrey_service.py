"""postgrey, as Debian packages it."""

import pathlib
import shutil
import subprocess
import time

from greybench import load
from greybench.greycache_service import KNOWN_AGE, WAITING_AGE
from greybench.service import Service
from greytest.process import Process
from greytest.wait import wait_until

FILL = pathlib.Path(__file__).with_name("fill_postgrey.pl")


class Postgrey(Service):
    """Its defaults, but a delay so long that an early retry stays one."""

    name = "postgrey"

    def start_empty(self):
        self.database = self.directory / "db"
        self.database.mkdir()
        now = int(time.time())
        self.fill("known-triplets", now - KNOWN_AGE, now - 60)
        self.fill("waiting", now - WAITING_AGE, now - WAITING_AGE)
        for path in [self.database, *self.database.iterdir()]:
            shutil.chown(path, "postgrey", "nogroup")
        self.run()

    def fill(self, kind, first_seen, last_seen):
        with load.rows(kind) as stream:
            subprocess.run(["perl", FILL, self.database, str(first_seen), str(last_seen)],
                           stdin=stream, check=True)

    def run(self):
        socket = self.directory / "policy.sock"
        self.process = Process(
            ["postgrey", f"--unix={socket}", "--socketmode=0666", "--delay=3600",
             f"--dbdir={self.database}", f"--pidfile={self.directory}/pid"],
            self.directory / "postgrey.log")
        wait_until(lambda: socket.exists() and socket.stat().st_mode & 0o002, what="postgrey")

    def processes(self):
        return {"postgrey": self.process.pid}

    def stop(self):
        self.process.stop()
