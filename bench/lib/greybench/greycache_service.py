"""Greycache on both storages."""

import sqlite3
import time

from greybench import load
from greybench.postgres_rows import PostgresRows
from greybench.service import Service
from greytest.greycache import Greycache
from greytest.postgres_server import PostgresServer
from greytest.redis_server import RedisServer
from greytest.wait import wait_until

# A long delay, so that an early retry stays one.
SETTINGS = {"greymethod": "smart", "reconnect_delay": "1h"}
# How old entries that are prepared are, in seconds.
KNOWN_AGE = 3 * 3600
WAITING_AGE = 60
SETTLE_LIMIT = 120


class GreycacheService(Service):
    """The daemon; a subclass says on what."""

    storage = {}

    def __init__(self, directory, name, known=load.KNOWN, waiting=load.WAITING,
                 per_source=load.PER_SOURCE, **settings):
        self.name = name
        super().__init__(directory)
        self.known = known
        self.waiting = waiting
        self.per_source = per_source
        self.settings = {**SETTINGS, **settings}

    def start_empty(self):
        self.daemon = Greycache(self.directory / "mx", **self.settings, **self.storage)
        # The first start makes the tables.
        self.daemon.start()
        self.daemon.stop()
        self.seed()
        self.daemon.start()

    def seed(self):
        """Writes the entries into tables that are empty; to be given by each storage."""
        raise NotImplementedError

    def rows(self, kind):
        """The entries to write."""
        return load.rows(kind, self.known if kind == "known" else self.waiting, self.per_source)

    def warm(self):
        for mix in ("known-once", "waiting-once"):
            load.load(self.target(), mix, connections=32)
        self.settled()

    def target(self):
        return ["--socket", str(self.daemon.socket)]

    def processes(self):
        return {"greycache": self.daemon.process.pid}

    def settled(self):
        begin = time.monotonic()
        wait_until(lambda: not any(self.waiting_records()), SETTLE_LIMIT, 0.01,
                   "an empty journal")
        return time.monotonic() - begin

    def waiting_records(self):
        """Records of the journal that wait for each store."""
        journal = self.daemon.stats()["journal"]
        return [journal["for_persistent"], journal.get("for_hot", 0)]

    def counters(self):
        return {"turns": self.daemon.stats()["turns"]}

    def stop(self):
        self.daemon.stop()


class Embedded(GreycacheService):
    """Memory and SQLite."""

    storage = {"storage": "embedded"}

    def seed(self):
        now = int(time.time())
        database = self.connect()
        with self.rows("known") as known, database:
            database.executemany(
                f"insert into from_awl values (?, ?, ?, {now - KNOWN_AGE}, {now - 60})",
                (line.decode("ascii").split() for line in known))
        with self.rows("waiting") as waiting, database:
            database.executemany(
                f"insert into connect values (?, ?, ?, ?, {now - WAITING_AGE})",
                (line.decode("ascii").split() for line in waiting))
        database.close()

    def connect(self):
        return sqlite3.connect(self.directory / "mx" / "state" / "greycache.sqlite", timeout=60)

    def sql(self, sql):
        """Rows of a query; {schema} stands before names of tables."""
        database = self.connect()
        with database:
            found = database.execute(sql.format(schema="")).fetchall()
        database.close()
        return found

    def stored_bytes(self):
        """By table, indices included."""
        return {table: self.sql("select sum(pgsize) from dbstat where name in (select name from "
                                f"sqlite_schema where tbl_name = '{table}')")[0][0]
                for table in ("connect", "from_awl")}

    def forget_hot(self):
        """Nothing: the memory went with the daemon."""


class Shared(GreycacheService):
    """Redis and PostgreSQL, both its own, on unix sockets, with Debian's durability."""

    def start_empty(self):
        # As Debian's redis.conf has it, and as docs/redis-keys.md advises.
        self.redis = RedisServer(self.directory / "redis", save="3600 1 300 100 60 10000",
                                 hash_max_listpack_value="512").start()
        self.postgres = PostgresServer(self.directory / "postgres", fsync="on",
                                       shared_buffers="128MB").start()
        self.postgres.create_database("grey")
        self.tables = PostgresRows(self.postgres, "grey", "greycache")
        self.storage = {"storage": "shared", "redis": self.redis.url(),
                        "database": self.postgres.url("grey")}
        super().start_empty()

    def seed(self):
        self.tables.copy("from_awl", self.rows("known"),
                       first_seen=KNOWN_AGE, last_seen=60)
        self.tables.copy("connect", self.rows("waiting"), first_seen=WAITING_AGE)

    def processes(self):
        return {**super().processes(), "redis": self.redis.process.pid,
                "postgresql": self.postgres.process.pid}

    def counters(self):
        return {**super().counters(), **self.tables.counters(), "redis commands": self.commands()}

    def sql(self, sql):
        """Rows of a query; {schema} stands before names of tables."""
        return self.tables.psql(sql.format(schema="greycache.")).splitlines()

    def stored_bytes(self):
        """By table, indices and partitions included."""
        self.sql("vacuum analyze")
        return {"from_awl": int(self.sql("select pg_total_relation_size('greycache.from_awl')")[0]),
                "connect": int(self.sql("select sum(pg_total_relation_size(relid)) "
                                        "from pg_partition_tree('greycache.connect')")[0])}

    def forget_hot(self):
        self.redis.cli("flushall")

    def commands(self):
        """Commands that Redis has done, our own questions not counted."""
        total = 0
        for line in self.redis.cli("info", "commandstats").splitlines():
            name, _, figures = line.partition(":")
            if name.startswith("cmdstat_") and name != "cmdstat_info":
                total += int(figures.split(",")[0].partition("=")[2])
        return total

    def stop(self):
        super().stop()
        self.postgres.stop("immediate")
        self.redis.stop()
