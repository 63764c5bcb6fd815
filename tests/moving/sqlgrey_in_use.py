"""Debian's real SQLgrey on one of its databases, under mail, and what it then knows."""

import contextlib
import pathlib
import random
import sqlite3
import subprocess
import time

from greytest.mariadb_server import MariadbServer
from greytest.postgres_server import PostgresServer
from greytest.wait import wait_until
from real_sqlgrey import RealSqlgrey
from traffic import LISTS, Traffic

# Outcomes of a request that lets the mail in since its sender is known.
KNOWN = ("domain_awl", "from_awl", "reconnect")
DAY = 86400


class SqliteFile:
    """SQLgrey's own default, under a clock that the test sets."""

    def __init__(self, directory):
        self.path = directory / "sqlgrey" / "sqlgrey.db"

    def settings(self):
        return {}

    def sql(self, statement):
        with contextlib.closing(sqlite3.connect(f"file:{self.path}?mode=rw", timeout=30,
                                                uri=True)) as database, database:
            return database.execute(statement).fetchall()

    def stop(self):
        pass


class Postgres:
    """As db_dsn names it."""

    def __init__(self, directory):
        self.server = PostgresServer(directory / "postgres", timezone="America/New_York").start()
        self.server.psql("create role sqlgrey login password 'secret'")
        self.server.psql("create database sqlgrey owner sqlgrey")

    def settings(self):
        return {"db_dsn": f"DBI:Pg:dbname=sqlgrey;host={self.server.directory}",
                "db_user": "sqlgrey", "db_pass": "secret"}

    def sql(self, statement):
        return [line.split("|") for line in
                self.server.psql(statement, "sqlgrey").splitlines()]

    def dump(self, table):
        """As the page says: psql --csv."""
        return subprocess.run(
            ["psql", "-X", "--csv", "-h", str(self.server.directory), "-U", "postgres", "-c",
             f"select * from {table}", "sqlgrey"],
            capture_output=True, text=True, timeout=60, check=True).stdout

    suffix = "csv"
    zone = "America/New_York"

    def stop(self):
        self.server.stop()


class Mariadb:
    """By a DSN with mysql_socket."""

    def __init__(self, directory):
        self.server = MariadbServer(directory / "mariadb").start()
        self.server.create_database("sqlgrey", "sqlgrey", "secret")

    def settings(self):
        return {"db_dsn": f"DBI:mysql:database=sqlgrey;mysql_socket={self.server.socket}",
                "db_user": "sqlgrey", "db_pass": "secret"}

    def sql(self, statement):
        return [line.split("\t") for line in
                self.server.sql(statement, "sqlgrey", "--skip-column-names").splitlines()]

    def dump(self, table):
        return self.server.sql(f"select * from {table}", "sqlgrey")

    suffix = "tsv"
    zone = "UTC"

    def stop(self):
        self.server.stop()


class SqlgreyInUse:
    """One daemon, and the mails that it was asked about. With `clock` its time is the test's;
    a server has one of its own."""

    def __init__(self, directory, store, clock, settings):
        self.clock = clock
        self.lists = directory / "sqlgrey-lists"
        self.lists.mkdir()
        for name, text in LISTS.items():
            (self.lists / name).write_text(text)
        # The pattern files of Debian's package, which it would look for here.
        for name in ("smtp_server.regexp", "dyn_fqdn.regexp"):
            (self.lists / name).write_bytes(pathlib.Path("/etc/sqlgrey", name).read_bytes())
        self.daemon = Started(directory / "sqlgrey", self.lists,
                              {**settings, **store.settings()}, store)
        self.now = 0
        self.mails = []

    def start(self):
        self.daemon.start(int(time.time()))
        return self

    @property
    def config(self):
        return self.daemon.directory / "sqlgrey.conf"

    def ask(self, request):
        self.mails.append(request)
        return self.daemon.ask(self.now if self.clock else int(time.time()), request)

    def mail(self, requests, seed):
        """So many requests of random traffic, which end about now."""
        chance = random.Random(seed)
        traffic = Traffic(chance, {"reconnect_delay": 5, "max_connect_age": 24, "awl_age": 60})
        if self.clock:
            traffic.now = int(time.time()) - 20 * DAY
        for _ in range(requests):
            self.now, request = traffic.next()
            if self.clock and self.now > time.time() - 60:
                break
            self.ask(request)
        self.now = int(time.time())
        if not self.clock:
            # Its seconds are whole ones, and its delay is none.
            time.sleep(2.05)
            for request in [mail for mail in self.different_mails() if chance.random() < 0.5]:
                self.ask(request)

    def different_mails(self):
        """The last request of each, in order."""
        def key(mail):
            return tuple(mail[name] for name in ("client_address", "client_name", "sender",
                                                 "recipient"))
        return list({key(mail): mail for mail in self.mails}.values())

    def stop(self):
        self.daemon.stop()


class Started(RealSqlgrey):
    """The same, and it waits for the tables of any database."""

    def __init__(self, directory, conf_dir, settings, store):
        self.store = store
        super().__init__(directory, conf_dir, settings)

    def _has_tables(self):
        try:
            self.store.sql("select count(*) from optout_email")
            return True
        except (AssertionError, sqlite3.OperationalError):
            return False

    def fill_opt_tables(self, tables):
        for table, rows in tables.items():
            for row in rows:
                self.store.sql(f"insert into {table} values ('{row}')")
