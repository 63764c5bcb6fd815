"""kill -9 of each part while own users' mail teaches: what was answered is known."""

import contextlib

from fault_test import KILLS, FaultTest
from greytest.daemon_test import main
from greytest.wait import wait_until

ANNA = "anna@customer.example"
BETWEEN = 20  # mails of the user's between two kills


class CorrespondentTest(FaultTest):
    settings = {"correspondent_limit": "100000"}

    def setUp(self):
        super().setUp()
        self.number = 0
        self.answered = []

    def write_some(self):
        """Mails of an own user; those whose answer came are in the book."""
        for _ in range(BETWEEN):
            self.number += 1
            name = f"b{self.number}"
            with contextlib.suppress(OSError, EOFError, AssertionError):
                action = self.daemon.query(client_address="192.0.2.7", sasl_username="anna", sender=ANNA,
                                           recipient=f"{name}@shop.example")
                if action == "dunno":
                    self.answered.append(name)

    def check(self, what):
        wait_until(self.daemon.is_up, 20, 0.05, f"{what}: stores up")
        wait_until(self.daemon.is_drained, 20, 0.05, f"{what}: journal handed on")
        table = "greycache.correspondent" if self.storage == "shared" else "correspondent"
        known = set(self.psql(f"select sender_name from {table}").split())
        self.assertGreater(len(self.answered), BETWEEN)
        self.assertEqual([name for name in self.answered if name not in known], [])
        waiting = [name for name in self.answered[::7]
                   if "Greylisted" in self.daemon.query(client_address="203.0.113.5", recipient=ANNA,
                                                        sender=f"{name}@shop.example")]
        self.assertEqual(waiting, [])

    def test_daemon(self):
        for _ in range(KILLS):
            self.write_some()
            self.daemon.kill()
            self.daemon.start()
        self.write_some()
        self.check("daemon killed")

    def test_servers(self):
        for _ in range(KILLS):
            self.write_some()
            self.redis.kill()
            self.postgres.kill()
            self.write_some()
            self.redis.start()
            self.postgres.start()
        self.check("servers killed")


class EmbeddedCorrespondentTest(CorrespondentTest):
    storage = "embedded"
    test_servers = None


if __name__ == "__main__":
    main()
