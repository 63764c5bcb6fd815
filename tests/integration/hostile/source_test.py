"""A source that fills its own entries, sources without end, and patterns that run away."""

import time

from greytest.daemon_test import STORAGE, main
from greytest.policy_request import policy_request
from hostile import HostileTest

ATTEMPTS = 20_000
BATCH = 200
MOST = 1000


class SourceTest(HostileTest):
    def ask_many(self, requests):
        """Pipelined, BATCH at a time; the answers by kind."""
        counts = {}
        with self.daemon.connection(timeout=30) as connection:
            for begin in range(0, len(requests), BATCH):
                batch = requests[begin:begin + BATCH]
                connection.send(b"".join(batch))
                for _ in batch:
                    kind = connection.read_reply().partition(" ")[2][:10]
                    counts[kind] = counts.get(kind, 0) + 1
        return counts

    def attempts(self, address="203.0.113.66"):
        return [policy_request(client_address=address, sender=f"s{number}@flood.example",
                               recipient=f"r{number % 100}@customer.example")
                for number in range(ATTEMPTS)]

    def test_a_source_that_fills_its_own_entries(self):
        self.begin(self.started(max_entries_per_source=MOST))
        # One rule for both storages: without connect_src_throttle nobody is throttled.
        self.assertEqual(self.ask_many(self.attempts()), {"Greylisted": ATTEMPTS})
        if STORAGE == "shared":
            self.assertLess(int(self.servers.redis_cli("hlen", "grey:{203.0.113.66}")),
                            2 * MOST + BATCH)
        self.assertIn("Greylisted", self.daemon.query(client_address="203.0.113.67"))
        self.end(memory=30_000)

    def test_a_source_that_is_throttled(self):
        self.begin(self.started(connect_src_throttle="5"))
        counts = self.ask_many(self.attempts())
        self.assertEqual(counts["Greylisted"], 5, counts)
        self.assertEqual(counts["Throttling"], ATTEMPTS - 5, counts)
        if STORAGE == "shared":
            self.assertLess(int(self.servers.redis_cli("hlen", "grey:{203.0.113.66}")), 20)
        # The rows that waited to be written into the history.
        self.end(memory=20_000)

    def test_sources_without_end(self):
        daemon = self.started(memory_entries="5000")
        self.begin(daemon)
        counts = self.ask_many([
            policy_request(client_address=f"10.{number >> 16}.{number >> 8 & 255}.{number & 255}",
                           sender=f"s{number}@flood.example") for number in range(ATTEMPTS)])
        self.assertEqual(counts, {"Greylisted": ATTEMPTS})
        self.end(memory=30_000)


class PatternTest(HostileTest):
    def test_a_pattern_that_runs_away(self):
        daemon = self.greycache(discrimination="on", loglevel="4")
        daemon.write_list("discrimination.regexp", r"helo_name =~ ^(a+)+$",
                          r"sender =~ ^(([a-z])+.)+[A-Z]$", r"client_name =~ ^(x+x+)+$")
        self.begin(daemon.start())
        begin = time.monotonic()
        with self.daemon.connection() as connection:
            for _ in range(500):
                connection.ask(helo_name="a" * 500 + "!", sender="a" * 60 + "@x.example",
                               client_name="x" * 500 + "!")
        self.assertLess(time.monotonic() - begin, 15)
        for line in (1, 2, 3):
            self.daemon.process.wait_for_log(f"discrimination.regexp:{line}: the pattern runs away")
        self.assertEqual(self.daemon.log().count("runs away"), 3)
        self.end(memory=3000)

    def test_a_whitelist_pattern_that_runs_away(self):
        daemon = self.greycache()
        daemon.write_list("clients_fqdn_whitelist", r"/^(([a-z])+.)+[0-9]([a-z])+$/")
        self.begin(daemon.start())
        with self.daemon.connection() as connection:
            for _ in range(500):
                self.assertIn("Greylisted", connection.ask(client_name="a" * 300))
        self.end(memory=2000)


if __name__ == "__main__":
    main()
