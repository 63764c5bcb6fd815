"""Several MX by a PgBouncer with few connections to the server, in each of its modes."""

import unittest
from dataclasses import replace

from fault_test import PLAN, FaultTest
from greytest.daemon_test import main
from greytest.pgbouncer import PgBouncer, installed
from greytest.wait import wait_until

POOL = 3  # connections to the server
CONNECTIONS = 4  # of a daemon
SETTINGS = ("search_path", "statement_timeout", "lock_timeout", "jit",
            "idle_in_transaction_session_timeout", "plan_cache_mode", "enable_seqscan")


@unittest.skipUnless(installed(), "needs Debian's pgbouncer")
class PoolerTest(FaultTest):
    # Cleaning is a transaction of several round trips: it shall come in between.
    settings = {"db_cleandelay": "1s"}

    def setUp(self):
        self.in_doubt_before = {}
        super().setUp()

    def start_daemon(self):
        """Each test starts those that it wants."""

    def pooler(self, mode, size):
        pooler = PgBouncer(self.directory / f"bouncer-{mode}", self.postgres, mode, size).start()
        self.addCleanup(pooler.stop)
        return pooler

    def behind(self, pooler, count):
        """So many daemons that reach PostgreSQL through it."""
        daemons = [self.greycache(f"mx{number + 2}", database=pooler.url("grey")).start()
                   for number in range(count)]
        for daemon in daemons:
            self.decides(daemon)
        return daemons

    def decides(self, daemon):
        """While it connects a busy machine may leave the first in doubt: they are not counted."""
        wait_until(lambda: "Greylisted" in daemon.query(client_address="203.0.113.1",
                                                        client_name="unknown"),
                   20, what="its first decision")
        self.in_doubt_before[daemon] = daemon.stats()["outcomes"]["in_doubt"]

    def assert_none_in_doubt(self, daemons):
        for daemon in daemons:
            log = daemon.log()
            self.assertNotRegex(log, "PostgreSQL is (lost|busy)")
            self.assertNotIn("PostgreSQL needs", log)
            self.assertEqual(daemon.stats()["outcomes"]["in_doubt"], self.in_doubt_before[daemon])

    def all_by(self, mode, pooler, daemons):
        """All that asks PostgreSQL: writing, cleaning, and reading a source for nearly each mail."""
        self.daemon = daemons[0]
        self.begin_load(*daemons, plan=replace(PLAN, sources=20_000))
        self.lasts()
        self.finish(f"PgBouncer, pool_mode = {mode}",
                    f"{len(daemons)} MX, {pooler} connections to the server", daemons)
        self.assert_none_in_doubt(daemons)

    def test_transaction_mode(self):
        pooler = self.pooler("transaction", POOL)
        defaults = [self.psql(f"show {name}") for name in SETTINGS]
        daemons = self.behind(pooler, 3)
        self.all_by("transaction", POOL, daemons)
        self.assertEqual(self.psql("select count(*) <= 3 from pg_stat_activity "
                                   "where application_name = 'greycache'"), "t")
        # Whoever else gets one of these connections finds it as it was.
        for _ in range(2 * POOL):
            self.assertEqual([pooler.psql(f"show {name}", "grey") for name in SETTINGS], defaults)
            self.assertEqual(pooler.psql("select count(*) from pg_prepared_statements", "grey"), "0")
            self.assertEqual(pooler.psql("select count(*) from pg_listening_channels()", "grey"), "0")

    def test_session_mode(self):
        self.all_by("session", 2 * CONNECTIONS,
                     self.behind(self.pooler("session", 2 * CONNECTIONS), 2))

    def test_session_mode_with_connections_for_one(self):
        pooler = self.pooler("session", CONNECTIONS)
        first, = self.behind(pooler, 1)
        in_use = "select count(*) from pg_stat_activity where application_name = 'greycache'"
        wait_until(lambda: self.psql(in_use) == str(CONNECTIONS), 20,
                   what="that it has cleaned and written its history")
        second = self.greycache("mx9", database=pooler.url("grey"), database_timeout="1s").start()
        second.process.wait_for_log("a pooler without a free connection to the server?", 20)
        self.assert_none_in_doubt([first])

    def test_failover_behind_it(self):
        """No connection of the daemon ends; the server behind it is another."""
        standby = self.postgres.standby(self.directory / "standby").start()
        self.addCleanup(standby.stop, "immediate")
        pooler = self.pooler("transaction", POOL)
        daemon, = self.behind(pooler, 1)
        standby.psql("select pg_promote()")
        pooler.lead_to(standby)
        # Whoever notices first may be in doubt for a moment.
        daemon.query(client_address="203.0.113.2", client_name="unknown")
        daemon.process.wait_for_log("it gets again what the journal has kept")
        wait_until(daemon.is_up, what="PostgreSQL to be up")
        self.assertIn("Greylisted", daemon.query(client_address="203.0.113.3", client_name="unknown"))
        wait_until(daemon.is_drained, what="the journal handed on")
        waiting = standby.psql("select src from greycache.connect", "grey").split()
        self.assertLessEqual({"203.0.113.1", "203.0.113.3"}, set(waiting))

    def test_statement_mode(self):
        pooler = self.pooler("statement", POOL)
        daemon = self.greycache("mx2", database=pooler.url("grey")).start()
        daemon.process.wait_for_log("set pool_mode = transaction (or session) there")
        self.assertIn("PostgreSQL needs an administrator", daemon.log())


if __name__ == "__main__":
    main()
