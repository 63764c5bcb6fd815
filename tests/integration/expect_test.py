"""Expectations: what an operator lets through passes at once, on every host, whatever dies."""

import json
import re
import shlex
import time

from greytest.daemon_test import STORAGE, DaemonTest, let_pass, main
from greytest.wait import wait_until

# On every MX within two seconds; a loaded machine gets some more.
SOON = 5.0


class ExpectCase(DaemonTest):
    def expected(self, daemon, **attributes):
        """Whether mail passes as expected; otherwise it must be greylisted."""
        action = daemon.query(**attributes)
        if "expected by Greycache" in action:
            return True
        self.assertIn("Greylisted for", action)
        return False

    def said(self, daemon, *arguments):
        answer = daemon.ctl(*arguments)
        self.assertEqual(answer.returncode, 0, answer.stderr)
        return answer.stdout

    def refused(self, daemon, *arguments):
        answer = daemon.ctl(*arguments)
        self.assertNotEqual(answer.returncode, 0, answer.stdout)
        return answer.stderr

    def soon(self, daemon, wanted, **attributes):
        begin = time.monotonic()
        wait_until(lambda: self.expected(daemon, **attributes) == wanted, SOON, 0.02,
                   f"expected: {wanted}")
        return time.monotonic() - begin


class ExpectTest(ExpectCase):
    def setUp(self):
        super().setUp()
        self.daemon = self.knowing(self.started(reconnect_delay="10m"))

    def test_mail_passes_at_its_first_attempt_until_it_is_taken_back(self):
        self.assertFalse(self.expected(self.daemon))
        said = self.said(self.daemon, "expect", "Bob@customer.example", "--for", "1h",
                         "--why", "ticket 4711")
        self.assertRegex(said, r"^mail of everybody to bob@customer.example passes at once until ")
        self.assertTrue(self.expected(self.daemon))
        self.assertTrue(self.expected(self.daemon, sender="never@seen.example"))
        self.assertFalse(self.expected(self.daemon, recipient="carol@customer.example"))
        self.assertIn("ticket 4711", self.said(self.daemon, "expect", "--list"))
        self.said(self.daemon, "expect", "--remove", "bob@customer.example")
        self.assertFalse(self.expected(self.daemon))
        self.assertEqual(self.said(self.daemon, "expect", "--list"), "nothing is expected\n")

    def test_senders_and_domains(self):
        self.said(self.daemon, "expect", "@customer.example", "--from", "@shop.example")
        self.said(self.daemon, "expect", "bob@customer.example", "--from", "<>")
        for sender, recipient, wanted in (
                ("bounce@em1.shop.example", "carol@customer.example", True),
                ("a@workshop.example", "carol@customer.example", False),
                ("", "bob@customer.example", True), ("", "carol@customer.example", False)):
            self.assertEqual(self.expected(self.daemon, sender=sender, recipient=recipient),
                             wanted, (sender, recipient))
        rows = json.loads(self.said(self.daemon, "expect", "--list", "--json"))
        self.assertEqual([(row["recipient"], row["sender"]) for row in rows],
                         [("@customer.example", "@shop.example"), ("bob@customer.example", "<>")])

    def test_it_ends_by_itself(self):
        self.said(self.daemon, "expect", "bob@customer.example", "--for", "3s")
        self.assertTrue(self.expected(self.daemon))
        let_pass(3)
        self.assertFalse(self.expected(self.daemon))

    def test_one_mail_is_released_and_no_other(self):
        self.assertIn("Greylisted", self.daemon.query())
        said = self.said(self.daemon, "release", "someone@sender.example", "bob@customer.example")
        self.assertIn("passes at its next attempt", said)
        self.assertTrue(self.expected(self.daemon, sender="someone@sender.example"))
        self.assertFalse(self.expected(self.daemon, sender="other@sender.example"))
        self.assertIn("greyctl release SENDER RECIPIENT",
                      self.refused(self.daemon, "release", "22222222"))

    def test_a_mail_is_released_by_the_reference_in_its_reply(self):
        reference = re.search(r"\(ref (\w+)\)", self.daemon.query(sender="Other@sender.example"))[1]
        # The history is written beside the requests.
        wait_until(lambda: self.daemon.ctl("release", reference).returncode == 0, 20, 0.1,
                   "the mail in the history")
        self.assertIn(f"released by {reference}", self.said(self.daemon, "expect", "--list"))
        self.assertFalse(self.expected(self.daemon, sender="third@sender.example"))
        self.assertTrue(self.expected(self.daemon, sender="other@sender.example"))
        wait_until(lambda: "somebody has let it through" in self.said(self.daemon, "explain", reference),
                   20, 0.1, "the story of a mail that was let through")

    def test_would_says_that_somebody_lets_it_through(self):
        self.said(self.daemon, "expect", "bob@customer.example")
        self.assertIn("outcome expected: somebody lets it through",
                      self.said(self.daemon, "explain", "--would", "client_address=203.0.113.9",
                                "sender=alice@sender.example", "recipient=bob@customer.example"))

    def test_it_leaves_no_entry_and_is_counted_and_logged(self):
        self.said(self.daemon, "expect", "bob@customer.example", "--for", "3s")
        self.assertTrue(self.expected(self.daemon))
        let_pass(3)
        self.assertFalse(self.expected(self.daemon))
        self.assertEqual(self.daemon.stats()["outcomes"]["expected"], 1)
        self.assertRegex(self.daemon.log(), r"grey: expected: [0-9.]+\([0-9.]+\), \S+ -> "
                                            r"bob@customer.example ref \w{8}\n")
        self.assertIn("conf: mail of everybody to bob@customer.example passes", self.daemon.log())

    def test_what_makes_no_sense_is_refused(self):
        for arguments in (["expect"], ["release"], ["release", ""],
                          ["expect", "bob@customer.example", "--for", "0"]):
            self.assertEqual(self.daemon.ctl(*arguments).returncode, 64, arguments)
        self.assertIn("@ before it", self.refused(self.daemon, "expect", "customer.example"))
        self.assertIn("1s to 366d", self.refused(self.daemon, "expect", "bob@customer.example",
                                                 "--for", "2y"))
        self.assertIn("write one address", self.refused(self.daemon, "expect", "a@b.c, d@e.f"))

    def test_words_that_are_empty_or_contradict_are_refused(self):
        for arguments, words in (
                (["bob@customer.example", "--from", ""], "--from is empty"),
                (["bob@customer.example", "--from="], "--from"),
                (["", "--from", "a@b.example"], "needs a RECIPIENT"),
                (["--list", "--remove", "bob@customer.example"], "exclude"),
                (["--list", "bob@customer.example"], "exclude"),
                (["--remove", "bob@customer.example", "--for", "1h"], "exclude")):
            answer = self.daemon.ctl("expect", *arguments)
            self.assertEqual(answer.returncode, 64, arguments)
            self.assertIn(words, answer.stderr, arguments)
        self.assertEqual(self.said(self.daemon, "expect", "--list"), "nothing is expected\n")
        self.said(self.daemon, "expect", "bob@customer.example", "--why", "")

    def test_what_explain_advises_is_taken(self):
        for sender in ("o'neil@sender.example", "-c@sender.example", "a b@sender.example", "",
                       "m\u00fcller@sender.example", "root", "@sender.example", "a..b@sender.example",
                       "a" * 300 + "@sender.example"):
            reference = re.search(r"\(ref (\w+)\)", self.daemon.query(sender=sender))[1]
            wait_until(lambda: f"mail {reference}" in self.said(self.daemon, "explain", reference),
                       20, 0.1, "the mail in the history")
            lines = re.findall(r": (greyctl .*)$", self.said(self.daemon, "explain", reference), re.M)
            # Whoever is allowed is not expected any more.
            self.assertEqual(lines.pop(), "greyctl allow mail.sender.example")
            for line in lines:
                words = shlex.split(line)
                self.assertEqual(words[0], "greyctl")
                self.said(self.daemon, *words[1:])
            if lines:
                self.assertTrue(self.expected(self.daemon, sender=sender), sender)
        self.said(self.daemon, "allow", "mail.sender.example")

    def test_kill_restart_reload_and_takeover(self):
        self.said(self.daemon, "expect", "bob@customer.example")
        self.daemon.kill()
        self.daemon.start()
        self.assertTrue(self.expected(self.daemon))
        self.assertEqual(self.daemon.ctl("reload").returncode, 0)
        self.assertTrue(self.expected(self.daemon))
        self.daemon.take_over()
        self.assertTrue(self.expected(self.daemon))

    def test_a_takeover_that_fails_forgets_nothing(self):
        self.said(self.daemon, "expect", "bob@customer.example")
        self.daemon.write_config(socket="/nowhere/at/all.sock")
        successor = self.daemon.successor()
        self.addCleanup(successor.stop)
        successor.wait(15)
        self.assertTrue(self.daemon.process.running())
        self.assertTrue(self.expected(self.daemon))


class SharedExpectTest(ExpectCase):
    """Two hosts on one PostgreSQL."""

    def setUp(self):
        super().setUp()
        if STORAGE != "shared":
            self.skipTest("one host only")
        self.settings = {**self.servers.fresh_settings(), "reconnect_delay": "10m"}
        self.number = self.servers.number
        self.first = self.knowing(self.started("mx1", **self.settings))
        self.second = self.knowing(self.started("mx2", **self.settings))

    def psql(self, sql):
        """On the database of both hosts."""
        return self.servers.postgres.psql(sql, f"grey{self.number}")

    def restore(self):
        """Makes the servers as they were, for the tests behind."""
        if not self.servers.postgres.process.running():
            self.servers.postgres.start()

    def test_every_host_knows_within_two_seconds(self):
        took = []
        for _ in range(3):
            self.said(self.first, "expect", "bob@customer.example")
            took.append(self.soon(self.second, True))
            self.said(self.second, "expect", "--remove", "bob@customer.example")
            took.append(self.soon(self.first, False))
        self.assertLess(sorted(took)[-2], 2.0)

    def test_what_two_hosts_say_in_one_second_holds_in_the_order_in_which_it_was_said(self):
        for number in range(10):
            bob = f"bob{number}@customer.example"
            self.said(self.first, "expect", bob)
            self.assertIn("is expected no more", self.said(self.second, "expect", "--remove", bob))
            self.said(self.first, "expect", bob)
            self.assertTrue(self.expected(self.first, recipient=bob))
            self.soon(self.second, True, recipient=bob)
            self.assertTrue(self.expected(self.first, recipient=bob))

    def test_redis_flushed(self):
        self.said(self.first, "expect", "bob@customer.example")
        self.servers.redis.cli("flushdb", database=self.number)
        self.assertTrue(self.expected(self.first))
        self.soon(self.second, True)

    def test_postgres_killed_and_started_again(self):
        self.addCleanup(self.restore)
        self.said(self.first, "expect", "bob@customer.example")
        self.soon(self.second, True)
        self.servers.postgres.kill()
        self.assertTrue(self.expected(self.first))
        self.assertTrue(self.expected(self.second))
        error = self.refused(self.first, "expect", "carol@customer.example")
        self.assertIn("nothing was remembered", error)
        self.assertIn("Try again once the store is back", error)
        self.servers.postgres.start()
        wait_until(lambda: self.first.ctl("expect", "carol@customer.example").returncode == 0, 20,
                   0.2, "the store is back")
        self.assertTrue(self.expected(self.first))
        wait_until(self.second.is_up, 20, 0.05, "the stores in use")
        self.soon(self.second, True, recipient="carol@customer.example")

    def remember_two(self):
        """One that counts and one that was taken back."""
        self.version = self.psql("select version from greycache.expectation_version")
        self.said(self.first, "expect", "bob@customer.example")
        self.said(self.first, "expect", "gone@customer.example")
        self.said(self.first, "expect", "--remove", "gone@customer.example")

    def lose_last_commits(self):
        """As a standby that is promoted without them."""
        self.psql("set session_replication_role = replica; set search_path = greycache; "
                          "update expectation set removed = false, made_at = made_at - '1m'::"
                          "interval where recipient like 'gone%'; "
                          "delete from expectation where recipient like 'bob%'; "
                          f"update expectation_version set version = {self.version}")

    def wait_for_rows(self):
        rows = "select recipient, removed from greycache.expectation order by 1"
        wait_until(lambda: self.psql(rows) == "bob@customer.example|f\n"
                                                      "gone@customer.example|t", SOON)

    def test_the_last_commits_lost_and_every_daemon_killed(self):
        self.second.kill()
        self.remember_two()
        self.first.kill()
        self.lose_last_commits()
        self.first.start()
        self.wait_for_rows()
        self.second.start()
        self.soon(self.second, True)
        self.assertFalse(self.expected(self.second, recipient="gone@customer.example"))

    def test_a_store_that_has_lost_its_last_commits_gets_them_again(self):
        self.remember_two()
        self.soon(self.second, True)
        self.lose_last_commits()
        self.wait_for_rows()
        third = self.knowing(self.started("mx3", **self.settings))
        self.assertTrue(self.expected(third))
        self.assertFalse(self.expected(third, recipient="gone@customer.example"))

    def test_a_start_without_the_store_is_in_doubt_until_it_is_there(self):
        self.addCleanup(self.restore)
        self.said(self.first, "expect", "bob@customer.example")
        self.first.stop()
        self.second.stop()
        self.servers.postgres.stop("immediate")
        self.first.start()
        self.assertTrue(self.expected(self.first))
        self.assertNotIn("Greylisted", self.first.query(recipient="carol@customer.example"))
        self.assertIn("not known", self.refused(self.first, "expect", "--list"))
        self.servers.postgres.start()
        self.knowing(self.first)
        self.assertTrue(self.expected(self.first))


if __name__ == "__main__":
    main()
