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


if __name__ == "__main__":
    main()
