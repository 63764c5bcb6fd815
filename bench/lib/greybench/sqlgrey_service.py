"""SQLgrey on PostgreSQL, as Debian packages it."""

from greybench import load
from greybench.greycache_service import KNOWN_AGE, WAITING_AGE
from greybench.postgres_rows import PostgresRows
from greybench.service import Service
from greytest.postgres_server import PostgresServer
from greytest.process import Process
from greytest.wait import wait_until

# Its defaults, but where it listens, its database, and a delay so long that an early retry stays
# one. admin_mail is empty, so that nobody gets mail.
CONFIGURATION = """
unix = {directory}/policy.sock
reconnect_delay = 60
db_type = Pg
db_name = sqlgrey
db_host = {directory}/postgres
db_user = sqlgrey
admin_mail =
"""


class Sqlgrey(Service):
    """Its log goes to a file, as standard error does."""

    name = "sqlgrey"

    def start_empty(self):
        self.postgres = PostgresServer(self.directory / "postgres", fsync="on",
                                       shared_buffers="128MB").start()
        self.postgres.psql("create role sqlgrey login")
        self.postgres.psql("create database sqlgrey owner sqlgrey")
        config = self.directory / "sqlgrey.conf"
        config.write_text(CONFIGURATION.format(directory=self.directory), "utf-8")
        socket = self.directory / "policy.sock"
        self.process = Process(["sqlgrey", f"--configfile={config}"],
                               self.directory / "sqlgrey.log")
        wait_until(socket.exists, what="SQLgrey")
        self.tables = PostgresRows(self.postgres, "sqlgrey", "public")
        wait_until(self.has_tables, what="tables of SQLgrey")
        self.tables.copy("from_awl", load.rows("known"),
                       first_seen=KNOWN_AGE, last_seen=60)
        self.tables.copy("connect", load.rows("waiting"), first_seen=WAITING_AGE)

    def has_tables(self):
        found = self.tables.psql("select count(*) from pg_tables where schemaname = 'public' "
                                 "and tablename in ('connect', 'from_awl', 'config')")
        return int(found) == 3

    def processes(self):
        return {"sqlgrey": self.process.pid, "postgresql": self.postgres.process.pid}

    def counters(self):
        return self.tables.counters()

    def stop(self):
        self.process.stop()
        self.postgres.stop("immediate")
