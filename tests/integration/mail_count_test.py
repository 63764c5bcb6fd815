"""What was answered is counted by day, process and outcome, and outlives the daemon."""

import sqlite3

from greytest.daemon_test import STORAGE, DaemonTest, let_pass, main
from greytest.wait import wait_until

DELAY = 1


class MailCountTest(DaemonTest):
    def setUp(self):
        super().setUp()
        self.daemon = self.started(reconnect_delay=f"{DELAY}s", group_domain_level="0")
        if STORAGE == "shared":
            self.database = self.servers.database
        wait_until(self.table_is_there, 20, 0.1, "the table")

    def psql(self, sql):
        """A second daemon's settings make another database the latest."""
        return self.servers.postgres.psql(sql, self.database)

    def table_is_there(self):
        if STORAGE == "shared":
            return self.psql("select to_regclass('greycache.mail_count')").strip() != ""
        try:
            return self.counts() == {}
        except sqlite3.OperationalError:
            return False

    def counts(self):
        """By outcome, all days and processes together."""
        sql = "select outcome, sum(mails) from {} group by outcome"
        if STORAGE == "shared":
            lines = self.psql(sql.format("greycache.mail_count")).split()
            return {name: int(mails) for name, mails in (line.split("|") for line in lines)}
        path = self.daemon.settings["state_dir"] / "greycache.sqlite"
        database = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
        try:
            return dict(database.execute(sql.format("mail_count")).fetchall())
        finally:
            database.close()

    def wait_for(self, **counts):
        wait_until(lambda: self.counts() == counts, 20, 0.1, f"{counts} in the store")

    def test_counts_are_written_within_seconds(self):
        self.daemon.query()
        self.daemon.query()
        self.daemon.query(sasl_username="bob")
        self.wait_for(new=1, early=1, not_applicable=1)

    def test_counts_add_up_over_restarts_and_a_takeover(self):
        self.daemon.query()
        self.daemon.stop()
        self.assertEqual(self.counts(), {"new": 1})
        self.daemon.start()
        let_pass(DELAY)
        self.daemon.query()
        self.daemon.take_over()
        self.daemon.query(recipient="other@customer.example")
        self.wait_for(new=1, reconnect=1, from_awl=1)

    def test_kill_9_loses_what_was_counted_last_and_nothing_else(self):
        self.daemon.query()
        self.wait_for(new=1)
        self.daemon.query(sender="b@x.example")
        self.daemon.kill()
        self.daemon.start()
        self.assertIn(self.counts()["new"], (1, 2))
        self.daemon.query(sender="c@x.example")
        wait_until(lambda: self.counts()["new"] in (2, 3), 20, 0.1, "counts that go on")

    def test_hosts_that_share_the_storage_count_for_themselves(self):
        if STORAGE != "shared":
            self.skipTest("one host has all of it")
        shared = {name: self.daemon.settings[name] for name in ("storage", "redis", "database")}
        other = self.started("mx2", **shared)
        self.daemon.query(sender="a@one.example")
        other.query(sender="b@two.example")
        self.wait_for(new=2)
        hosts = self.psql("select count(distinct host) from greycache.mail_count")
        self.assertEqual(hosts.strip(), "2")


if __name__ == "__main__":
    main()
