"""The base of fault tests: servers of its own, a load, a fault, and the line of the matrix."""

import contextlib
import json
import os
import random
import sys
import time
import unittest

from greytest.book import RIPE, Ages
from greytest.entries_file import ask_file
from greytest.expecting import Operator
from greytest.failure import has_failed, tell_logs
from greytest.greycache import Greycache
from greytest.load import Load, Plan
from greytest.paths import remove_directory, temporary_directory
from greytest.postgres_server import PostgresServer
from greytest.processes import kill_processes_of
from greytest.redis_server import RedisServer
from greytest.wait import wait_until
from greytest.ways import PolicyWay

# The long form is for scripts/fault-matrix.
LONG = os.environ.get("GREYFAULT_LONG") == "1"
KILLS = 50 if LONG else 5
SECONDS = 8.0 if LONG else 2.0  # how long a lasting fault lasts
RATE = 200.0 if LONG else 60.0  # requests a second of each connection
CONNECTIONS = 4
REPORT = os.environ.get("GREYFAULT_REPORT")

DELAY = 1  # reconnect_delay
RETRIES = RIPE + 0.5  # beyond reconnect_delay, until a load asks retries
# Of each kind that there is: organisations, own users who write, everybody else.
PLAN = Plan(pooled=0.25, letters=0.1)
SAMPLES = 20
REQUEST_TIMEOUT = 1.0
ALLOWED = 0.05  # beyond request_timeout
WAKES = 4  # of threads, until an answer is here: the daemon's, its store's, and the client's own


class FaultTest(unittest.TestCase):
    """Each test has its own Redis, a database of the class's PostgreSQL and one daemon, "mx1", and
    puts a load on it."""

    storage = "shared"
    own_postgres = False  # a PostgreSQL for each test: none is left as it was
    _postgres = None
    delay = DELAY
    daemon_class = Greycache
    redis_options = {}
    settings = {}

    def setUp(self):
        self.seed = int(os.environ.get("GREYFAULT_SEED", random.randrange(10**6)))
        self.chance = random.Random(self.seed)
        print(f"seed: GREYFAULT_SEED={self.seed}", file=sys.stderr)
        self.directory = temporary_directory()
        self.addCleanup(remove_directory, self.directory)
        if self.storage == "shared":
            self.start_servers()
        self.daemon = self.greycache("mx1")
        self.start_daemon()
        self.load = self.operator = None
        self.figures = {}  # further ones for the report

    def start_daemon(self):
        self.daemon.start()

    def start_servers(self):
        self.redis = self.make_redis()
        self.addCleanup(self.redis.stop)
        self.redis.start()
        self.postgres = self.postgres_of_test() if self.own_postgres else self.postgres_of_class()
        self.postgres.create_database("grey")

    def postgres_of_test(self):
        postgres = self.make_postgres(self.directory / "postgres")
        self.addCleanup(postgres.stop, "immediate")
        return postgres.start()

    @classmethod
    def postgres_of_class(cls):
        """Started for the first test; the database of the test before is gone."""
        if cls._postgres is None:
            directory = temporary_directory()
            cls.addClassCleanup(remove_directory, directory)
            cls._postgres = cls.make_postgres(directory / "postgres")
            cls.addClassCleanup(cls._postgres.stop, "immediate")
            cls._postgres.start()
        cls._postgres.psql("drop database if exists grey with (force)")
        return cls._postgres

    def tearDown(self):
        if not has_failed(self):
            return
        tell_logs(self.directory)
        # Nobody knows in what state it is.
        type(self)._postgres = None

    def make_redis(self):
        return RedisServer(self.directory / "redis", **self.redis_options)

    @staticmethod
    def make_postgres(directory):
        return PostgresServer(directory)

    def greycache(self, name, **settings):
        servers = {"redis": self.redis.url(), "database": self.postgres.url("grey")} \
            if self.storage == "shared" else {}
        daemon = self.daemon_class(self.directory / name, **{
            "storage": self.storage, **servers,
            "reconnect_delay": f"{self.delay}s", "group_domain_level": "0", "greymethod": "organisation",
            "request_timeout": f"{REQUEST_TIMEOUT:.0f}s", **self.settings, **settings})
        self.addCleanup(kill_processes_of, daemon.config)
        self.addCleanup(daemon.stop)
        return daemon

    def psql(self, sql):
        """What a query finds in the persistent store, as psql prints it."""
        if self.storage == "shared":
            return self.postgres.psql(sql, "grey")
        return ask_file(self.daemon.settings["state_dir"], sql)

    @contextlib.contextmanager
    def environment(self, **variables):
        """For the programs that start meanwhile."""
        os.environ.update(variables)
        try:
            yield
        finally:
            for name in variables:
                del os.environ[name]

    def begin_load(self, *daemons, plan=PLAN):
        """Asks for long enough that retries come before the fault."""
        daemons = daemons or (self.daemon,)
        self.load = self.load_on(daemons, plan)
        self.operator = Operator(daemons[0], self.load.book)
        self.addCleanup(self.operator.stop)
        self.wait_for_retries()

    def wait_for_retries(self):
        """Until the load asks those of the first attempts that it begins with now."""
        time.sleep(self.delay + RETRIES)

    def load_on(self, daemons, plan):
        """First attempts and retries at any of the daemons: the one often here, the other there."""
        sockets = [daemon.socket for daemon in daemons]
        ways = [PolicyWay(sockets, f"{self.seed}/{number}") for number in range(CONNECTIONS)]
        load = Load(ways, Ages(self.delay), plan, RATE, self.seed)
        self.addCleanup(load.stop)
        return load

    def lasts(self):
        """The time of a lasting fault."""
        time.sleep(SECONDS)

    def short_pause(self):
        """A random moment."""
        time.sleep(self.chance.uniform(0.05, 0.6))

    def finish(self, line, done, daemons=None, whole_within=20.0, longest=REQUEST_TIMEOUT + ALLOWED):
        """Waits until all is whole, ends the load, compares, and reports the line.

        No answer may take longer than `longest` seconds.
        """
        begin = time.monotonic()
        daemons = daemons or [self.daemon]
        for daemon in daemons:
            wait_until(daemon.is_up, whole_within, 0.05, f"{line}: stores up")
        whole = time.monotonic() - begin
        self.wait_for_retries()
        self.load.stop()
        self.operator.stop()
        for daemon in daemons:
            wait_until(daemon.is_drained, whole_within, 0.05, f"{line}: journal handed on")
        lost = self.load.book.lost(self.psql)
        self.report(line, done, lost, whole, daemons)
        self.assertEqual(lost, [], "lost")
        self.assert_served(self.load, longest)
        for daemon in daemons:
            self.assert_let_through(daemon, self.load.book)

    def assert_let_through(self, daemon, book):
        """Whom own users wrote to, and what an operator expects, passes at its first attempt."""
        letters, expected = book.letters(), book.expectations()
        self.assertTrue(expected, "the load was no load")
        self.assertEqual(bool(letters), self.load.plan.letters > 0)
        for letter in self.chance.sample(letters, min(SAMPLES, len(letters))):
            self.assertIn("correspondent", daemon.query(**letter.answer()), letter)
        for recipient in self.chance.sample(expected, min(SAMPLES, len(expected))):
            wait_until(lambda rcpt=recipient: "expected" in daemon.query(
                client_name="unknown", client_address="203.0.113.6", recipient=rcpt), 3, 0.1,
                f"{recipient} to be expected")

    def assert_served(self, load, longest=REQUEST_TIMEOUT + ALLOWED):
        """Nothing was forgotten or answered wrongly, and no answer took longer than `longest`."""
        self.assertEqual(load.book.forgotten, [], "forgotten")
        self.assertEqual(load.book.wrong + load.trouble, [])
        self.assertGreater(load.answers_of_all()["delayed"], 0, "the load was no load")
        # What the machine itself took from a thread that only sleeps is not the daemon's.
        self.assertLess(load.longest_of_all(), longest + WAKES * load.slack.longest)

    def report(self, line, done, lost, whole, daemons):
        write_figures({
            "fault": line, "storage": self.storage, "done": done, "seed": self.seed,
            **figures_of(self.load), "lost": len(lost), "whole_s": round(whole, 1),
            "allowed_ms": round((REQUEST_TIMEOUT + ALLOWED) * 1000),
            "unjournalled": sum(daemon.stats()["unjournalled"] for daemon in daemons),
            **self.figures})


def figures_of(load):
    """What a load has seen."""
    answers = load.answers_of_all()
    return {
        "answers": dict(sorted(answers.items())),
        "rate": round(sum(answers.values()) / (load.ended - load.began)),
        "p50_ms": round(load.percentile(0.5) * 1000, 1),
        "p99_ms": round(load.percentile(0.99) * 1000, 1),
        "longest_ms": round(load.longest_of_all() * 1000),
        "slack_ms": round(load.slack.longest * 1000),
        "acknowledged": load.book.acknowledged, "forgotten": len(load.book.forgotten)}


def write_figures(figures):
    """One line of the matrix, for write_matrix.py."""
    text = json.dumps(figures)
    print(text, file=sys.stderr)
    if REPORT:
        with open(REPORT, "a", encoding="utf-8") as report:
            report.write(text + "\n")
