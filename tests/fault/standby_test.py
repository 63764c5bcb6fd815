"""PostgreSQL with a streaming standby: the primary is killed and the standby promoted."""

import re
import time

from fault_test import FaultTest
from greytest.daemon_test import main
from greytest.wait import wait_until


class StandbyTest(FaultTest):
    own_postgres = True

    def setUp(self):
        super().setUp()
        self.primary = self.postgres
        self.standby = self.primary.standby(self.directory / "standby")
        self.addCleanup(self.standby.stop, "immediate")
        self.standby.start()
        self.assertEqual(self.standby.psql("select pg_is_in_recovery()"), "t")
        self.daemon.stop()
        hosts = f"{self.primary.directory},{self.standby.directory}"
        self.daemon = self.greycache(
            "mx2", database=f"postgresql:///grey?host={hosts}&user=postgres"
                            "&target_session_attrs=read-write")
        self.daemon.start()

    def promote_standby(self):
        self.standby.psql("select pg_promote()")
        # From now on the book is compared with this one.
        self.postgres = self.standby

    def finish_at_standby(self, *words):
        begin = time.monotonic()
        wait_until(self.daemon.is_up, 30, 0.05, "the new primary in use")
        self.figures["whole_s"] = round(time.monotonic() - begin, 1)
        self.finish(*words)
        self.assertIn("it gets again what the journal has kept", self.daemon.log())

    def test_primary_killed(self):
        self.begin_load()
        # What the primary takes from here on never reaches the standby.
        self.standby.psql("alter system set primary_conninfo = 'host=/nowhere'")
        self.standby.psql("select pg_reload_conf()")
        self.lasts()
        self.primary.kill()
        self.daemon.process.wait_for_log("PostgreSQL is lost")
        behind = len(self.load.book.lost(lambda sql: self.standby.psql(sql, "grey")))
        self.assertGreater(behind, 100)
        self.figures["behind"] = behind
        self.promote_standby()
        self.finish_at_standby("PostgreSQL primary killed, standby behind",
                               "kill -9, the standby cut off before and then promoted")

    def test_an_expectation_that_the_standby_lacks(self):
        """It was acknowledged, and the daemon that knows it gives it to the new primary."""
        wait_until(self.daemon.is_up, 20, 0.05, "the stores in use")
        self.standby.psql("alter system set primary_conninfo = 'host=/nowhere'")
        self.standby.psql("select pg_reload_conf()")
        self.standby.psql("select pg_terminate_backend(pid) from pg_stat_wal_receiver")
        answer = self.daemon.ctl("expect", "bob@customer.example")
        self.assertEqual(answer.returncode, 0, answer.stderr)
        rows = "select recipient from greycache.expectation"
        self.assertEqual(self.primary.psql(rows, "grey"), "bob@customer.example")
        time.sleep(1.5)
        self.primary.kill()
        self.promote_standby()
        wait_until(lambda: self.standby.psql(rows, "grey") == "bob@customer.example", 30, 0.1,
                   "the expectation in the new primary")
        self.assertIn("expected by", self.daemon.query(sender="first@time.example",
                                                       recipient="bob@customer.example"))

    def test_primary_becomes_read_only(self):
        """As a primary that was demoted and goes on as a standby."""
        self.begin_load()
        self.primary.psql("alter system set default_transaction_read_only = on")
        self.primary.psql("select pg_reload_conf()")
        # Lost, where a connection that had asked for something else looks for another server first.
        wait_until(lambda: re.search("PostgreSQL (takes no changes|is lost: .*read-only)",
                                     self.daemon.process.log()), what="a primary that takes none")
        self.promote_standby()
        self.finish_at_standby("PostgreSQL primary demoted", "read-only; the standby promoted")

    def test_daemon_killed_between(self):
        """What it acknowledged to the old primary is in its journal after a kill, too."""
        self.begin_load()
        self.standby.psql("alter system set primary_conninfo = 'host=/nowhere'")
        self.standby.psql("select pg_reload_conf()")
        self.lasts()
        self.primary.kill()
        self.daemon.kill()
        self.promote_standby()
        self.daemon.start()
        self.finish_at_standby("PostgreSQL primary and daemon killed",
                               "kill -9 of both, the standby cut off before and then promoted")


if __name__ == "__main__":
    main()
