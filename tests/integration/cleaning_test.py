"""The removal of expired entries beside requests."""

import subprocess

from greytest.daemon_test import DaemonTest, main
from greytest.wait import wait_until


class CleaningTest(DaemonTest):
    def session(self, sql):
        """A session of another user that runs the statements and stays in its transaction."""
        process = subprocess.Popen(
            ["psql", "-X", "-q", "-d", self.servers.postgres.url(self.servers.database), "-c",
             f"begin; {sql}; select pg_sleep(60)"], stdout=subprocess.DEVNULL)
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)

    def waiting_locks(self):
        return int(self.servers.psql("select count(*) from pg_locks where not granted"))

    def test_a_removal_that_must_wait_keeps_no_source_waiting(self):
        daemon = self.started(db_cleandelay="1s", request_timeout="2s",
                              database_timeout="20s")
        wait_until(lambda: self.servers.psql("select to_regclass('greycache.opt_version')"), 30,
                   0.02, "the tables")
        # Reading goes on beside this lock, deleting waits for it until its own time limit.
        self.session("lock table greycache.from_awl in share mode")
        wait_until(lambda: self.waiting_locks() > 0, 30, 0.02, "a removal that waits")
        self.assertIn("Greylisted", daemon.query(client_address="203.0.113.77"))
        self.assertEqual(daemon.stats()["outcomes"]["in_doubt"], 0)

    def test_a_removal_that_fails_is_told_and_tried_again(self):
        daemon = self.started(db_cleandelay="1s")
        wait_until(lambda: self.servers.psql("select to_regclass('greycache.opt_version')"), 30,
                   0.02, "the tables")
        self.servers.psql("create function greycache.refuse() returns trigger language plpgsql as"
                          " $$ begin raise 'refused for a test'; end $$;"
                          "create trigger refuse before delete on greycache.from_awl"
                          " for each statement execute function greycache.refuse()")
        daemon.process.wait_for_log("cleaning fails: ", 20)
        self.assertIn("refused for a test", daemon.log())
        self.assertEqual(daemon.stats()["background_failing"]["cleaning"], 1)
        wait_until(lambda: daemon.stats()["background_failures"]["cleaning"] >= 2, 20, 0.1,
                   "another attempt")
        self.assertEqual(daemon.log().count("cleaning fails"), 1)
        self.assertTrue(all(store["up"] for store in daemon.stats()["stores"]))
        self.servers.psql("drop trigger refuse on greycache.from_awl")
        daemon.process.wait_for_log("cleaning succeeds again", 20)
        self.assertEqual(daemon.stats()["background_failing"]["cleaning"], 0)


if __name__ == "__main__":
    main()
