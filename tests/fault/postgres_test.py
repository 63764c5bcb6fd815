"""A PostgreSQL that hangs, restarts, takes no writes, or has another schema."""

import time
from dataclasses import replace

from fault_test import PLAN, SECONDS, FaultTest
from greytest.daemon_test import let_pass, main
from greytest.wait import wait_until


class PostgresTest(FaultTest):
    def test_stopped(self):
        self.begin_load()
        self.postgres.pause()
        self.lasts()
        self.postgres.resume()
        self.finish("PostgreSQL hangs", f"SIGSTOP of all its processes for {SECONDS:.0f} s")

    def test_strangers_are_greylisted_though_it_answers_nothing(self):
        """It certainly lacks them (docs/decisions/0047-absent-from-postgresql.md)."""
        numbers = iter(range(1, 250))

        def stranger():
            return {"client_address": f"198.51.{next(numbers)}.1", "client_name": "unknown",
                    "sender": "s@stranger.example"}

        def needs_no_reading():
            before = self.daemon.stats()["sources_loaded"]
            self.daemon.query(**stranger())
            return self.daemon.stats()["sources_loaded"] == before

        wait_until(needs_no_reading, 20, 0.2, "all sources to be known")
        in_doubt = self.daemon.stats()["outcomes"]["in_doubt"]
        self.postgres.pause()
        mails = [stranger() for _ in range(50)]
        for mail in mails:
            self.assertIn("Greylisted", self.daemon.query(**mail))
        let_pass(self.delay)
        for mail in mails:
            self.assertIn("delayed", self.daemon.query(**mail))
        self.postgres.resume()
        self.assertEqual(self.daemon.stats()["outcomes"]["in_doubt"], in_doubt)
        passed = "select count(*) from greycache.from_awl where sender_domain = 'stranger.example'"
        wait_until(lambda: self.psql(passed) == "50", 20, 0.1, "PostgreSQL to have them")

    def test_restarted(self):
        self.begin_load()
        for mode in ("fast", "immediate"):
            self.postgres.stop(mode)
            self.short_pause()
            self.postgres.start()
        self.finish("PostgreSQL restarted", "stop fast and start, stop immediate and start")

    def test_read_only(self):
        self.begin_load()
        self.psql("alter system set default_transaction_read_only = on")
        self.psql("select pg_reload_conf()")
        self.daemon.process.wait_for_log("PostgreSQL takes no changes")
        # A source that nobody knows yet is read all the same, so that it is not in doubt.
        self.assertIn("Greylisted", self.daemon.query(client_address="203.0.113.77"))
        self.lasts()
        self.psql("alter system reset default_transaction_read_only")
        self.psql("select pg_reload_conf()")
        self.finish("PostgreSQL read-only", f"takes no writes, as a standby, for {SECONDS:.0f} s")

    def test_missing_table(self):
        self.begin_load()
        self.psql("alter table greycache.from_awl rename to gone")
        self.daemon.process.wait_for_log("PostgreSQL needs an administrator")
        self.lasts()
        self.psql("alter table greycache.gone rename to from_awl")
        self.finish("PostgreSQL lacks a table", f"from_awl renamed for {SECONDS:.0f} s")

    def test_constraint(self):
        """What PostgreSQL refuses is left out, and holds nothing else up."""
        self.begin_load()
        for table in ("connect", "from_awl"):
            self.psql(f"alter table greycache.{table} add constraint no_poison "
                      "check (sender_name <> 'poison')")
        for number in range(20):
            self.short_pause()
            action = self.daemon.query(client_address=f"203.0.113.{number}",
                                       sender=f"poison@d{number}.example")
            self.assertIn("Greylisted", action)
        self.assertIn("no_poison", self.daemon.log())
        self.finish("PostgreSQL refuses rows", "a constraint that 20 rows of others do not meet")

    def test_newer_schema(self):
        self.begin_load()
        self.daemon.kill()
        self.psql("insert into greycache.schema_version values (1000, 'future')")
        self.daemon.start()
        self.daemon.process.wait_for_log("1000")
        self.lasts()
        self.psql("delete from greycache.schema_version where version = 1000")
        self.finish("PostgreSQL with a newer schema", f"version 1000 for {SECONDS:.0f} s")

    def test_older_schema(self):
        # It has no table of correspondents. What is expected the daemon knows and gives back.
        self.begin_load(plan=replace(PLAN, letters=0.0))
        self.daemon.kill()
        self.psql("drop function greycache.make_connect_partitions(date, integer); "
                  "drop function greycache.drop_connect_partitions(timestamptz); "
                  "drop table greycache.set_aside, greycache.schema_addition, "
                  "greycache.correspondent, greycache.standing, greycache.history; "
                  "drop function greycache.tend_history(timestamptz, integer); "
                  "drop table greycache.expectation, greycache.expectation_version, "
                  "greycache.mail_count, greycache.stand_in; "
                  "drop function greycache.expectation_changed(); "
                  "delete from greycache.schema_version where version >= 3")
        for table in ("connect", "from_awl", "domain_awl", "optin_domain", "optin_email",
                      "optout_domain", "optout_email"):
            self.psql(f"alter table greycache.{table} drop constraint {table}_sound")
        self.daemon.start()
        self.finish("PostgreSQL with an older schema", "version 2 at start: migrated")

    def test_absent_at_start(self):
        self.daemon.stop()
        self.postgres.stop()
        self.redis.cli("flushall")
        begin = time.monotonic()
        self.daemon.start()
        self.assertLess(time.monotonic() - begin, 3)
        self.assertEqual(self.daemon.query(client_address="203.0.113.77").lower(), "dunno")
        # The log is written beside the answers.
        self.daemon.process.wait_for_log("PostgreSQL is lost")
        self.assertEqual(self.daemon.log().count("PostgreSQL is lost"), 1)
        self.postgres.start()
        self.begin_load()
        self.finish("PostgreSQL absent at start", "the daemon starts, answers in doubt, recovers")


if __name__ == "__main__":
    main()
