"""postgrey, as Debian's init script starts it: in the background, with its log to syslog."""

import shutil
import subprocess
import time

from greybench.load import KNOWN_AGE, WAITING_AGE, rows
from greybench.service import Daemonized, Service
from greytest.ports import free_port, listens
from greytest.wait import wait_until

# From rows of the load generator to keys and values; postgrey opens the file with an environment.
FILL = """awk -F'\\t' '{{ print $1 ".0/" $3 "@" $2 "/" $4; print "{first_seen},{last_seen}" }}' |
db5.3_load -T -t btree {path}"""


class Postgrey(Service):
    """Its defaults, but for its port and a delay so long that an early retry stays one."""

    def start_empty(self):
        database = self.directory / "db"
        database.mkdir()
        now = int(time.time())
        for kind, first_seen, last_seen in (("known-triplets", KNOWN_AGE, 60),
                                            ("waiting", WAITING_AGE, WAITING_AGE)):
            with rows(kind) as stream:
                subprocess.run(FILL.format(first_seen=now - first_seen, last_seen=now - last_seen,
                                           path=database / "postgrey.db"),
                               shell=True, stdin=stream, check=True)
        for path in [database, *database.iterdir()]:
            shutil.chown(path, "postgrey", "nogroup")
        self.port = free_port()
        self.process = Daemonized(
            ["postgrey", "--daemonize", f"--inet=127.0.0.1:{self.port}", "--delay=3600",
             f"--dbdir={database}", f"--pidfile={self.directory}/pid"], self.directory)
        wait_until(lambda: listens(self.process.pid, self.port), what="postgrey")

    def processes(self):
        return {"postgrey": self.process.pid}
