"""What the daemon has answered for, it still knows after it ended in any way."""

import unittest

from greytest.daemon_test import STORAGE, DaemonTest, let_pass, main
from greytest.wait import wait_until

DELAY = 1


class DurabilityTest(DaemonTest):
    def setUp(self):
        super().setUp()
        self.daemon = self.started(reconnect_delay=f"{DELAY}s")

    def fill(self):
        """A known sender, a known domain, and one that waits."""
        senders = ("alice@known.example", "ann@domain.example", "ben@domain.example")
        for sender in senders:
            self.daemon.query(sender=sender)
        let_pass(DELAY)
        for sender in senders:
            self.assertIn("delayed", self.daemon.query(sender=sender))
        self.daemon.query(sender="waits@waiting.example")

    def assert_all_known(self):
        let_pass(DELAY)
        for sender, outcome in (("alice@known.example", "from auto-whitelisted"),
                                ("new@domain.example", "domain auto-whitelisted"),
                                ("waits@waiting.example", "delayed"),
                                ("stranger@known.example", "Greylisted")):
            self.assertIn(outcome, self.daemon.query(sender=sender), sender)

    def test_entries_survive_sigterm(self):
        self.fill()
        self.assertEqual(self.daemon.stop(), 0)
        self.daemon.start()
        self.assert_all_known()

    def test_entries_survive_kill_9_right_after_the_answer(self):
        self.fill()
        self.daemon.kill()
        self.daemon.start()
        self.assert_all_known()

    def test_no_acknowledged_entry_is_lost_by_kill_9_in_the_middle_of_a_stream(self):
        senders = [f"s{number}@domain{number}.example" for number in range(500)]
        with self.daemon.connection() as connection:
            for sender in senders:
                self.assertIn("Greylisted", connection.ask(sender=sender))
        self.daemon.kill()
        self.daemon.start()
        let_pass(DELAY)
        with self.daemon.connection() as connection:
            for sender in senders:
                self.assertIn("delayed", connection.ask(sender=sender), sender)

    @unittest.skipUnless(STORAGE == "shared", "only the shared storage has a Redis")
    def test_a_flushed_redis_warms_itself_from_postgresql(self):
        self.fill()
        wait_until(lambda: self.servers.psql("select count(*) from greycache.connect") != "0",
                   what="the entries in PostgreSQL")
        wait_until(lambda: self.servers.psql("select count(*) from greycache.domain_awl") != "0",
                   what="the entries in PostgreSQL")
        self.servers.redis_cli("flushdb")
        self.assert_all_known()

    @unittest.skipUnless(STORAGE == "shared", "only the shared storage is shared")
    def test_a_second_host_knows_what_the_first_one_has_seen(self):
        self.fill()
        names = ("storage", "redis", "database", "reconnect_delay")
        shared = {name: self.daemon.settings[name] for name in names}
        self.daemon = self.started("mx2", **shared)
        self.assert_all_known()


if __name__ == "__main__":
    main()
