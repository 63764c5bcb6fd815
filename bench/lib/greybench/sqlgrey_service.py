"""SQLgrey on PostgreSQL, as Debian installs it: in the background, with its log to syslog."""

from greybench.greycache_service import copy_rows, own_postgres
from greybench.load import KNOWN_AGE, WAITING_AGE, rows
from greybench.service import Daemonized, Service
from greytest.ports import free_port, listens
from greytest.wait import wait_until

# Its defaults, but for its port, its database, and a delay so long that an early retry stays one.
# admin_mail is empty, so that nobody gets mail.
CONFIGURATION = """
inet = 127.0.0.1:{port}
pidfile = {directory}/pid
reconnect_delay = 60
db_type = Pg
db_name = sqlgrey
db_host = {directory}/postgres
db_user = sqlgrey
admin_mail =
"""
TABLES = ("select count(*) from pg_tables where schemaname = 'public' "
          "and tablename in ('connect', 'from_awl', 'config')")


class Sqlgrey(Service):
    """Whose tables are filled as ours."""

    def start_empty(self):
        self.postgres = own_postgres(self.directory / "postgres")
        self.postgres.psql("create role sqlgrey login")
        self.postgres.psql("create database sqlgrey owner sqlgrey")
        self.port = free_port()
        config = self.directory / "sqlgrey.conf"
        config.write_text(CONFIGURATION.format(directory=self.directory, port=self.port), "utf-8")
        self.process = Daemonized(["sqlgrey", f"--configfile={config}", "--daemonize"],
                                  self.directory)
        wait_until(lambda: listens(self.process.pid, self.port), what="SQLgrey")
        wait_until(lambda: self.postgres.psql(TABLES, "sqlgrey") == "3", what="SQLgrey's tables")
        with rows("known") as known:
            self.fill("from_awl", known, first_seen=KNOWN_AGE, last_seen=60)
        with rows("waiting") as waiting:
            self.fill("connect", waiting, first_seen=WAITING_AGE)

    def fill(self, table, stream, **ages):
        """Into a table: rows of the load generator, with times so long ago."""
        copy_rows(self.postgres, "sqlgrey", table, stream, **ages)

    def processes(self):
        return {"sqlgrey": self.process.pid, "postgresql": self.postgres.process.pid}

    def stop(self):
        super().stop()
        self.postgres.stop("immediate")
