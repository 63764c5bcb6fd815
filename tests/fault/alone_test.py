"""Two MX, of which one alone has lost Redis: what it acknowledges is known to the other."""

import time

from fault_test import DELAY, SECONDS, FaultTest
from greytest.daemon_test import let_pass, main
from greytest.wait import wait_until

SENDER = {"client_address": "203.0.113.77", "client_name": "unknown", "sender": "first@there.example"}
ROWS = "select count(*) from greycache.stand_in"


class AloneTest(FaultTest):
    """mx2 is a user of Redis of its own, whose password is changed there."""

    def setUp(self):
        super().setUp()
        self.set_password("right")
        self.second = self.greycache("mx2", redis=f"unix://mx2:right@{self.redis.socket}?db=0")
        self.second.start()
        for daemon in (self.daemon, self.second):
            wait_until(daemon.is_up, 20, 0.05, "the stores in use")
        # What the other has of it in Redis is a whole source.
        self.daemon.query(**{**SENDER, "sender": "other@here.example"})

    def set_password(self, password):
        self.redis.cli("acl", "setuser", "mx2", "on", "resetpass", f">{password}", "~*", "&*",
                       "+@all")

    def lose_redis(self):
        self.set_password("changed")
        self.redis.cli("client", "kill", "user", "mx2", check=False)
        self.second.process.wait_for_log("Redis is lost")
        self.daemon.process.wait_for_log("goes without Redis: what is not known there is asked", 5)
        self.assertEqual(self.psql(ROWS), "1")
        self.assertEqual(self.hosts_without(), 1)
        self.assertIn("Redis                  away at ", self.daemon.ctl("stats").stdout)

    def hosts_without(self):
        return self.daemon.stats()["redis"]["hosts_without"]

    def redis_is_back(self):
        self.set_password("right")
        wait_until(self.second.is_up, 20, 0.05, "Redis to be used again")
        self.daemon.process.wait_for_log("goes without Redis no longer")
        self.assertEqual(self.psql(ROWS), "0")
        self.assertEqual(self.hosts_without(), 0)

    def mail(self, daemon, **attributes):
        """Another mail of the sender."""
        return daemon.query(**{**SENDER, "recipient": f"r{time.monotonic_ns()}@customer.example",
                               **attributes})

    def test_first_attempt_there_and_retry_here_and_the_next_mail(self):
        self.lose_redis()
        self.assertIn("Greylisted", self.second.query(**SENDER))
        let_pass(DELAY)
        self.assertIn("delayed", self.daemon.query(**SENDER))
        self.wait_until_stored()
        # Known by the retry here, it is known there.
        self.assertIn("auto-whitelisted", self.mail(self.second))
        self.redis_is_back()
        self.assertIn("auto-whitelisted", self.mail(self.daemon))
        self.assertIn("auto-whitelisted", self.mail(self.second))

    def test_known_there_passes_here_at_once(self):
        self.lose_redis()
        self.assertIn("Greylisted", self.second.query(**SENDER))
        let_pass(DELAY)
        self.assertIn("delayed", self.second.query(**SENDER))
        self.wait_until_stored()
        self.assertIn("auto-whitelisted", self.mail(self.daemon))

    def test_first_attempt_there_and_retry_here_of_an_organisation(self):
        # Its unit is whole in Redis, too.
        pool = {"client_name": "out.pool.example", "sender": "first@shop.example"}
        self.daemon.query(**{**pool, "sender": "other@shop.example"})
        self.lose_redis()
        self.assertIn("Greylisted", self.second.query(**pool))
        let_pass(DELAY)
        self.assertIn("delayed", self.daemon.query(**pool, client_address="198.51.100.7"))

    def test_first_attempt_here_and_retry_there(self):
        self.lose_redis()
        self.assertIn("Greylisted", self.daemon.query(**SENDER))
        let_pass(DELAY)
        self.assertIn("delayed", self.second.query(**SENDER))
        self.wait_until_stored()
        self.assertIn("auto-whitelisted", self.mail(self.daemon))

    def test_killed_and_started_again_before_redis_is_back(self):
        self.lose_redis()
        self.assertIn("Greylisted", self.second.query(**SENDER))
        self.wait_until_stored("connect")
        self.second.kill()
        let_pass(DELAY)
        self.assertIn("delayed", self.daemon.query(**SENDER))
        self.wait_until_stored()
        self.second.start()
        self.assertIn("auto-whitelisted", self.mail(self.second))
        self.assertEqual(self.psql(ROWS), "1")
        self.redis_is_back()

    def test_killed_and_never_back(self):
        self.lose_redis()
        self.assertIn("Greylisted", self.second.query(**SENDER))
        let_pass(DELAY)
        self.assertIn("delayed", self.second.query(**SENDER))
        self.wait_until_stored()
        self.second.kill()
        self.psql("update greycache.stand_in set seen = seen - interval '599 seconds'")
        self.daemon.process.wait_for_log("all sources are read again")
        wait_until(lambda: self.psql(ROWS) == "0", 5, 0.05, "the row to go")
        wait_until(lambda: self.hosts_without() == 0, 5, 0.05, "mx1 to know that")
        # Redis alone is asked again, and has read it from PostgreSQL.
        self.assertIn("auto-whitelisted", self.mail(self.daemon))
        self.assertEqual(self.daemon.log().count("all sources are read again"), 1)

    def test_postgresql_away_too(self):
        """Redis is believed as it is where nobody else can be asked."""
        self.lose_redis()
        before = self.daemon.stats()["outcomes"]["in_doubt"]
        self.postgres.stop("immediate")
        # The first of them finds that out.
        self.assertIn("Greylisted", self.daemon.query(**SENDER))
        self.daemon.process.wait_for_log("PostgreSQL is lost")
        self.assertIn("Greylisted", self.daemon.query(**{**SENDER, "sender": "b@there.example"}))
        self.assertEqual(self.daemon.stats()["outcomes"]["in_doubt"], before)
        self.assertEqual(self.hosts_without(), 0)
        self.postgres.start()
        wait_until(lambda: self.hosts_without() == 1, 20, 0.05, "mx1 to ask PostgreSQL again")

    def test_load_on_both(self):
        self.lose_redis()
        self.begin_load(self.daemon, self.second)
        self.lasts()
        self.redis_is_back()
        self.finish("one MX without Redis", f"its password changed for {SECONDS + DELAY + 1.6:.0f} s;"
                    " first attempts and retries at either", [self.daemon, self.second])

    def wait_until_stored(self, table="from_awl"):
        found = f"select count(*) from greycache.{table} where sender_name = 'first'"
        wait_until(lambda: self.psql(found) == "1", 5, 0.02, "PostgreSQL to have it")


if __name__ == "__main__":
    main()
