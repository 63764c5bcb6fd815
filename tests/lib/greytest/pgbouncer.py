"""A private PgBouncer on a unix socket, before a PostgreSQL server."""

import shutil
import subprocess

from greytest.postgres_server import give_to_server
from greytest.process import Process
from greytest.wait import wait_until


def installed():
    """Whether this host has one."""
    return shutil.which("pgbouncer") is not None


class PgBouncer:
    """One pool a database, with the accounts of the server and without passwords."""

    def __init__(self, directory, postgres, mode, size, **options):
        """`size` is how many connections to the server it has for a database; `options` are
        settings of pgbouncer.ini."""
        self.directory = directory
        self.process = None
        give_to_server(directory)
        settings = {"unix_socket_dir": directory, "listen_addr": "", "auth_type": "any",
                    "pool_mode": mode, "default_pool_size": size, "max_client_conn": 200,
                    "admin_users": "postgres", **options}
        self._lines = [f"{name} = {value}\n" for name, value in settings.items()]
        self._write(postgres)

    def _write(self, postgres):
        (self.directory / "pgbouncer.ini").write_text(
            f"[databases]\n* = host={postgres.directory} user=postgres\n[pgbouncer]\n"
            + "".join(self._lines), "utf-8")

    def lead_to(self, postgres):
        """From now on to another server; clients keep their connections."""
        self._write(postgres)
        self.psql("reload", "pgbouncer")
        self.psql("reconnect", "pgbouncer")

    def start(self):
        self.process = Process(["pgbouncer", self.directory / "pgbouncer.ini"],
                               self.directory / "pgbouncer.log", user="postgres", cwd="/")
        wait_until(self._answers, what=f"PgBouncer in {self.directory}")
        return self

    def _answers(self):
        if not self.process.running():
            raise AssertionError("PgBouncer ended:\n" + self.process.log())
        return self._psql("show version", "pgbouncer").returncode == 0

    def url(self, database):
        """The value of greycache's `database` setting."""
        return f"postgresql:///{database}?host={self.directory}&port=6432&user=postgres"

    def _psql(self, sql, database):
        return subprocess.run(
            ["psql", "-X", "-q", "-A", "-t", "-h", str(self.directory), "-p", "6432",
             "-U", "postgres", "-d", database, "-c", sql],
            capture_output=True, text=True, timeout=60, check=False)

    def psql(self, sql, database):
        """What psql prints that asks through it."""
        answer = self._psql(sql, database)
        assert answer.returncode == 0, answer.stderr
        return answer.stdout.rstrip("\n")

    def stop(self):
        return self.process.stop() if self.process else None
