"""Greycache on both storages."""

import contextlib
import shutil
import sqlite3
import subprocess
import time

from greybench.load import KNOWN, KNOWN_AGE, WAITING_AGE, load, rows
from greybench.processes import wait_for_rest
from greybench.service import Service
from greytest.greycache import Greycache
from greytest.paths import SOURCE
from greytest.postgres_server import PostgresServer
from greytest.redis_server import RedisServer
from greytest.wait import wait_until

COLUMNS = {"from_awl": "src, sender_domain, sender_name",
           "connect": "src, sender_domain, sender_name, rcpt"}
# What the log costs: `as installed` is to syslog.
LOGS = {"": ("syslog", {}), "-file": ("stderr", {}), "-no-log": ("stderr", {"loglevel": 0})}


def own_postgres(directory):
    """With Debian's durability and memory."""
    return PostgresServer(directory, fsync="on", shared_buffers="128MB").start()


def psql_words(postgres, database):
    return ["psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-h", str(postgres.directory),
            "-U", "postgres", "-d", database]


def copy_rows(postgres, database, table, stream, **ages):
    """Fills a table by COPY; `ages` are its columns of time, in seconds before now."""
    def defaults(change):
        postgres.psql(f"alter table {table} " + ", ".join(
            f"alter {column} {change.format(age)}" for column, age in ages.items()), database)
    defaults("set default now() - interval '{} s'")
    subprocess.run([*psql_words(postgres, database), "-c",
                    f"copy {table} ({COLUMNS[table]}) from stdin"], stdin=stream, check=True)
    defaults("drop default")


class GreycacheService(Service):
    """The daemon with the lists that it is installed with; a subclass says on what."""

    def __init__(self, site, log="", known=KNOWN, **settings):
        super().__init__(site, type(self).__name__.lower() + log)
        self.known = known
        self.has_syslog = not log
        self.log_to, changes = LOGS[log]
        # A delay so long that an early retry stays one.
        self.settings = {"greymethod": None, "reconnect_delay": "1h", **settings, **changes}

    def start_empty(self):
        self.daemon = Greycache(self.directory / "mx", **self.settings, **self.storage())
        self.daemon.log_to = self.log_to
        shutil.copytree(SOURCE / "lists", self.directory / "mx" / "lists", dirs_exist_ok=True)
        # The first start makes the tables.
        self.daemon.start()
        self.daemon.stop()
        with rows("known", self.known) as known:
            self.fill("from_awl", known, first_seen=KNOWN_AGE, last_seen=60)
        with rows("waiting") as waiting:
            self.fill("connect", waiting, first_seen=WAITING_AGE)
        self.daemon.start()

    def warm(self):
        for mix in ("known-once", "waiting-once"):
            load(self.target(), mix, 32)
        self.settled()

    def target(self):
        return ["--socket", str(self.daemon.socket)]

    def processes(self):
        return {"greycache": self.daemon.process.pid}

    def settled(self):
        begin = time.monotonic()
        wait_until(lambda: not any(self.daemon.stats()["journal"].get(reader, 0)
                                   for reader in ("for_persistent", "for_hot")),
                   120, 0.01, "an empty journal")
        stored = time.monotonic() - begin
        wait_for_rest(self.daemon.process.pid)  # it may still write its log
        super().settled()
        return stored

    def lines_lost(self):
        return self.daemon.stats()["log_lines_dropped"]

    def stop(self):
        self.daemon.stop()


class Embedded(GreycacheService):
    """Memory and SQLite."""

    def storage(self):
        return {"storage": "embedded"}

    def database(self):
        path = self.directory / "mx" / "state" / "greycache.sqlite"
        return contextlib.closing(sqlite3.connect(path, timeout=60))

    def fill(self, table, stream, **ages):
        """Into a table: rows of the load generator, with times so long ago."""
        times = "".join(f", {int(time.time()) - age}" for age in ages.values())
        places = ", ".join("?" * len(COLUMNS[table].split(",")))
        with self.database() as database, database:
            database.executemany(
                f"insert into {table} ({COLUMNS[table]}, {', '.join(ages)}) "
                f"values ({places}{times})", (line.decode("ascii").split() for line in stream))

    def forget_hot(self):
        """Nothing: the memory went with the daemon."""


class Shared(GreycacheService):
    """Redis and PostgreSQL, both its own, on unix sockets, with Debian's durability."""

    def storage(self):
        # As Debian's redis.conf has it, and as docs/redis-keys.md advises.
        self.redis = RedisServer(self.directory / "redis", save="3600 1 300 100 60 10000",
                                 hash_max_listpack_value="512").start()
        self.postgres = own_postgres(self.directory / "postgres")
        self.postgres.create_database("grey")
        self.postgres.psql("alter database grey set search_path = greycache")
        return {"storage": "shared", "redis": self.redis.url(),
                "database": self.postgres.url("grey")}

    def fill(self, table, stream, **ages):
        """Into a table: rows of the load generator, with times so long ago."""
        copy_rows(self.postgres, "grey", table, stream, **ages)

    def processes(self):
        return {**super().processes(), "redis": self.redis.process.pid,
                "postgresql": self.postgres.process.pid}

    def forget_hot(self):
        self.redis.cli("flushall")

    def stop(self):
        super().stop()
        self.postgres.stop("immediate")
        self.redis.stop()


STORAGES = (Embedded, Shared)
