"""A store that is away for longer than the journal can keep."""

import threading

from fault_test import DELAY, LONG, FaultTest
from gate import Gate
from greytest.daemon_test import let_pass, main
from greytest.policy_connection import PolicyConnection
from greytest.wait import wait_until

CHANGES = 360_000 if LONG else 24_000
CONNECTIONS = 8


def ask_first_attempts(path, number, per_source=3):
    """So many from as many senders; returns how many were greylisted."""
    greylisted = []

    def ask(begin, end):
        count = 0
        with PolicyConnection(path, timeout=30) as connection:
            for i in range(begin, end):
                source = i // per_source
                count += "Greylisted" in connection.ask(
                    client_address=f"10.{source >> 16}.{source >> 8 & 255}.{source & 255}",
                    sender=f"s{i}@d{i}.example", recipient="r@customer.example")
        greylisted.append(count)

    share = number // CONNECTIONS
    threads = [threading.Thread(target=ask, args=(i * share, (i + 1) * share))
               for i in range(CONNECTIONS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(greylisted)


class GoingWithoutTest(FaultTest):
    settings = {"greymethod": "full", "journal_max": "1m", "connect_src_throttle": "0"}

    def setUp(self):
        super().setUp()
        door = self.directory / "redis-door.sock"
        self.gate = Gate(door, self.redis.socket)
        self.second = self.greycache("mx2", redis=f"unix://{door}")
        self.second.start()

    def count(self):
        return int(self.psql("select count(distinct (src, sender_domain)) from greycache.connect"))

    def test_redis_away_for_long(self):
        known = {"client_address": "203.0.113.77", "sender": "known@before.example"}
        # The source is in Redis with all its entries.
        self.daemon.query(client_address="203.0.113.77", sender="other@before.example")
        self.gate.shut()
        self.second.process.wait_for_log("Redis is lost")
        self.assertIn("Greylisted", self.second.query(**known))
        self.assertEqual(ask_first_attempts(self.second.socket, CHANGES), CHANGES)
        self.assertIn("it goes without", self.second.log())
        journal = self.second.stats()["journal"]
        self.assertEqual(journal["state"], "disk")
        self.assertEqual(self.second.stats()["unjournalled"], 0)
        wait_until(lambda: self.count() == CHANGES + 1, 60, 0.2, "all in PostgreSQL")
        # Whoever takes it over knows that Redis went without.
        self.second.kill()
        self.second.start()
        self.gate.open()
        wait_until(self.second.is_up, 10, 0.05, "Redis in use again")
        let_pass(DELAY)
        self.assertIn("delayed", self.daemon.query(**known))
        wait_until(self.second.is_drained, 10, 0.05, "nothing waits")

    def test_postgres_away_for_long(self):
        changes = 16_000
        # Sources that Redis has with all their entries need not be read.
        for source in range(changes // 500):
            self.daemon.query(client_address=f"10.0.0.{source}", sender="first@before.example")
        wait_until(self.daemon.is_drained, 10, 0.05, "nothing waits")
        self.postgres.stop("immediate")
        self.assertEqual(ask_first_attempts(self.daemon.socket, changes, 500), changes)
        self.assertIn("PostgreSQL is lost", self.daemon.log())
        stats = self.daemon.stats()
        self.assertEqual(stats["journal"]["state"], "memory")
        self.assertEqual(stats["unjournalled"], 0)
        self.assertEqual(stats["journal"]["for_hot"], 0)
        self.postgres.start()
        wait_until(lambda: self.daemon.is_drained() and self.daemon.is_up(), 30, 0.1,
                   "all handed on")
        self.assertEqual(self.count(), changes + changes // 500)
        self.assertEqual(self.daemon.stats()["journal"]["state"], "disk")
        self.assertNotIn("it goes without", self.daemon.log())


if __name__ == "__main__":
    main()
