"""Sources with very many entries, and ages that change: nobody known waits, nobody waits for them."""

import os
import sqlite3
import time

from greytest.daemon_test import STORAGE, DaemonTest, main
from greytest.policy_request import policy_request
from greytest.wait import wait_until

SOURCE = "203.0.113.66"
KNOWN = "from auto-whitelisted"
BATCH = 100
DAY = 86400


def sender(number):
    return f"s{number}@d{number}.example"


class LargeSourceTest(DaemonTest):
    def put(self, daemon, count, age=60, source=SOURCE):
        """So many known senders of a source, each of a domain of its own, last seen `age` s ago."""
        if STORAGE == "shared":
            there = "select to_regclass('greycache.from_awl') is not null"
            wait_until(lambda: self.servers.psql(there).strip() == "t", what="the tables")
            self.servers.psql(
                "insert into greycache.from_awl (src, sender_domain, sender_name, first_seen, last_seen)"
                f" select '{source}', 'd' || n || '.example', 's' || n,"
                f" now() - interval '{age + 900} s', now() - interval '{age} s'"
                f" from generate_series(0, {count - 1}) as n")
            # Nobody hears of rows that are written by hand (docs/decisions/0047-absent-from-postgresql.md).
            self.servers.redis_cli("hincrby", "grey:{epoch}", "n", "1")
            return
        # Nobody else writes there while the daemon runs (docs/decisions/0007-certainly-absent.md).
        daemon.stop()
        last = int(time.time()) - age
        rows = [(source, f"d{n}.example", f"s{n}", last - 900, last) for n in range(count)]
        with sqlite3.connect(daemon.directory / "state" / "greycache.sqlite", timeout=20) as file:
            file.executemany("insert into from_awl values (?, ?, ?, ?, ?)", rows)
        daemon.start()

    def ask_all(self, daemon, requests):
        """Pipelined; the answers, in order."""
        answers = []
        with daemon.connection(timeout=30) as connection:
            for begin in range(0, len(requests), BATCH):
                batch = requests[begin:begin + BATCH]
                connection.send(b"".join(batch))
                answers += [connection.read_reply() for _ in batch]
        return answers

    def request(self, number, address=SOURCE, **more):
        return policy_request(client_address=address, sender=sender(number), **more)

    def waiting(self, daemon, count, address=SOURCE):
        """First attempts that wait."""
        requests = [policy_request(client_address=address, sender=f"w{number}@flood.example",
                                   recipient=f"r{number}@customer.example")
                    for number in range(count)]
        for answer in self.ask_all(daemon, requests):
            self.assertIn("Greylisted", answer)

    def test_all_known_senders_of_large_sources_pass(self):
        daemon = self.started()
        for source, count in ((SOURCE, 4000), ("203.0.113.67", 20_000)):
            self.put(daemon, count, source=source)
            for _ in range(2):
                numbers = range(0, count, 5)
                answers = self.ask_all(daemon, [self.request(n, source) for n in numbers])
                unknown = [n for n, answer in zip(numbers, answers) if KNOWN not in answer]
                self.assertEqual(unknown, [])
        self.assertEqual(daemon.stats()["outcomes"]["in_doubt"], 0)

    def test_a_neighbour_makes_nobody_wait_again(self):
        daemon = self.started(max_entries_per_source="500", reconnect_delay="1s")
        mine = {"client_address": SOURCE, "sender": "me@mine.example"}
        self.assertIn("Greylisted", daemon.query(**mine))
        self.put(daemon, 300)
        self.waiting(daemon, 600)
        wait_until(lambda: "delayed" in daemon.query(**mine), what="the retry to pass")
        self.assertIn(KNOWN, daemon.query(**mine))
        self.assertIn(KNOWN, self.ask_all(daemon, [self.request(7)])[0])

    def test_a_source_of_300000_rows_holds_up_nobody(self):
        daemon = self.started()
        self.put(daemon, 300_000)
        self.put(daemon, 5, source="203.0.113.70")
        requests = []
        for number in range(300):
            requests += [self.request(number * 1000), self.request(number % 5, "203.0.113.70"),
                         self.request(number, f"198.51.{number % 200}.1"),
                         policy_request(client_address=SOURCE, sender=f"new{number}@new.example")]
        answers = self.ask_all(daemon, requests)
        for begin, wanted in enumerate((KNOWN, KNOWN, "Greylisted", "Greylisted")):
            for answer in answers[begin::4]:
                self.assertIn(wanted, answer)
        self.assertEqual(daemon.stats()["outcomes"]["in_doubt"], 0)
        self.assertNotIn("lost", daemon.log())
        if STORAGE == "shared":
            self.assertLess(int(self.servers.redis_cli("hlen", "grey:{%s}" % SOURCE)), 4002)

    def test_names_that_are_hard_to_take_apart_cost_little(self):
        daemon = self.started(reconnect_delay="1s")
        one = {"client_address": SOURCE, "sender": "one@evil.example"}
        daemon.query(**one)
        wait_until(lambda: "delayed" in daemon.query(**one), what="one to be known")
        victim = "user--" + ".-" * 12 + "@customer.example"
        self.ask_all(daemon, [
            policy_request(client_address=SOURCE, recipient=victim,
                           sender=f"user--{'-' * 50}q{number}@evil.example")
            for number in range(1900)])
        other = {"client_address": SOURCE, "sender": "other@evil.example"}
        daemon.query(**other)
        time.sleep(2.1)
        before = self.seconds_of(daemon)
        self.assertIn("delayed", daemon.query(**other))
        self.assertIn("domain auto", daemon.query(client_address=SOURCE, sender="x@evil.example"))
        self.assertLess(self.seconds_of(daemon) - before, 0.3)

    @staticmethod
    def seconds_of(daemon):
        """Processor time that the daemon has used."""
        with open(f"/proc/{daemon.process.pid}/stat", encoding="ascii") as file:
            fields = file.read().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def test_ages_that_are_raised_or_lowered_count_at_once_and_after_a_restart(self):
        daemon = self.started(awl_age="60d", reconnect_delay="1s")
        self.put(daemon, 3, age=70 * DAY)
        # The source is at hand then, without those who are over.
        self.assertIn("Greylisted", self.ask_all(daemon, [self.request(9)])[0])
        self.assertIn("Greylisted", self.ask_all(daemon, [self.request(0)])[0])
        daemon.write_config(awl_age="90d")
        daemon.reload()
        wait_until(lambda: KNOWN in self.ask_all(daemon, [self.request(1)])[0],
                   what="a sender who is known by the raised age")
        daemon.stop()
        daemon.write_config(awl_age="60d")
        daemon.start()
        self.assertIn(KNOWN, self.ask_all(daemon, [self.request(1)])[0])
        self.assertIn("Greylisted", self.ask_all(daemon, [self.request(2)])[0])
        daemon.stop()
        daemon.write_config(awl_age="90d")
        daemon.start()
        self.assertIn(KNOWN, self.ask_all(daemon, [self.request(2, recipient="x@y.example")])[0])


if __name__ == "__main__":
    main()
