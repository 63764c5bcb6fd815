"""The operator's command against a running daemon."""

import json
import os
import subprocess
import unittest

from greytest.daemon_test import DaemonTest, let_pass, main
from greytest.paths import program
from greytest.process import command_prefix
from greytest.wait import wait_until

DELAY = 1


class GreyctlTest(DaemonTest):
    def setUp(self):
        super().setUp()
        self.daemon = self.started(reconnect_delay=f"{DELAY}s")

    def said(self, *arguments):
        answer = self.daemon.ctl(*arguments)
        self.assertEqual(answer.returncode, 0, answer.stderr)
        return answer.stdout

    def test_query_asks_as_postfix_would(self):
        said = self.said("query", "client_address=203.0.113.9", "sender=alice@sender.example",
                         "recipient=bob@customer.example")
        self.assertIn("Greylisted for 1 second", said)
        let_pass(DELAY)
        self.assertIn("delayed", self.daemon.query())

    def test_show_says_what_is_known_of_an_address_and_of_a_sender(self):
        self.daemon.query()
        for what in ("203.0.113.9", "alice@sender.example", "@sender.example"):
            said = self.said("show", what)
            self.assertIn("203.0.113.9", said, what)
            self.assertIn("alice@sender.example", said, what)
            self.assertIn("bob@customer.example", said, what)
        self.assertIn("nothing is known", self.said("show", "192.0.2.77"))
        self.assertIn("nothing is known", self.said("show", "bob@sender.example"))

    def test_show_finds_senders_under_the_names_that_the_decision_gives_them(self):
        """Each sender comes twice, and is then known by another name than the one it wrote."""
        recipient = "bob@customer.example"
        senders = [
            "bounces+1234-bob=customer.example@em.sender.example",
            "list-bob=customer.example@verp.example",
            "jean-baptiste.dede@x.example",
            "a" * 70 + "@long.example",
            "SRS0=Hash=TT=orig.example=alice@forwarder.example",
            "SRS1=HAS=first.example==HAS=TT=orig.example=alice@second.example",
            "prvs=0123456789=alice@batv.example",
            "bounce-4711.deadbeef@esp.example",
            "Alice+tag@Plus.example",
            "",
        ]
        for sender in senders:
            self.daemon.query(sender=sender)
        for sender in senders:
            self.assertIn("a retry passes", self.said("show", sender or "<>"), sender)
        let_pass(DELAY)
        for sender in senders:
            self.assertIn("delayed", self.daemon.query(sender=sender), sender)
        for sender in senders:
            said = self.said("show", sender or "<>")
            self.assertRegex(said, "(from|domain)_awl .*passes at once", sender)
            self.assertNotIn("waiting", said, sender)
        self.assertNotIn("waiting", self.said("show", "203.0.113.9"))
        self.assertNotIn("waiting", self.said("show", recipient))
        for word in ("-undef-", "-undef-@-undef-"):
            self.assertIn("passes at once", self.said("show", word))

    def test_show_of_a_sender_names_its_domain_that_is_known(self):
        for name in ("a", "b", "c"):
            self.daemon.query(sender=f"{name}@group.example")
        let_pass(DELAY)
        for name in ("a", "b", "c"):
            self.daemon.query(sender=f"{name}@group.example")
        for sender in ("a@group.example", "new@group.example", "@group.example"):
            self.assertIn("domain_awl everybody@group.example: passes at once",
                          self.said("show", sender), sender)

    def test_show_of_a_recipient_tells_what_waits_for_him(self):
        self.daemon.query()
        said = self.said("show", "Bob@Customer.example")
        self.assertIn("alice@sender.example -> bob@customer.example", said)
        self.assertNotIn("as a recipient", said)

    def test_show_of_a_recipient_tells_whether_he_has_opted(self):
        self.daemon.write_config(optmethod="optout")
        self.daemon.stop()
        self.daemon.start()
        self.said("optout", "add", "customer.example")
        wait_until(lambda: "as a recipient: not greylisted (in optout_domain)"
                   in self.said("show", "bob@customer.example"), what="the row in force")
        self.assertIn("as a recipient: greylisted (in no opt table)",
                      self.said("show", "bob@other.example"))

    def test_show_of_a_whitelisted_client_names_the_line(self):
        self.daemon.write_list("clients_ip_whitelist.local", "# ours", "", "198.51.100.0/24 # us")
        self.daemon.write_list("clients_fqdn_whitelist.local", "*.trusted.example")
        wait_until(lambda: "whitelisted" in self.said("show", "198.51.100.7"), what="the lists")
        said = self.said("show", "198.51.100.7")
        self.assertIn("clients_ip_whitelist.local:3: 198.51.100.0/24", said)
        self.assertNotIn("first attempt", said)
        self.assertIn("first attempt", self.said("show", "192.0.2.7"))
        self.assertIn("clients_fqdn_whitelist.local:1: *.trusted.example",
                      self.said("show", "192.0.2.7", "mx.trusted.example"))

    def test_list_check_names_the_lines_and_says_by_its_exit_status_whether_there_are_any(self):
        self.daemon.write_list("clients_ip_whitelist.local", "# ours", "198.51.100.0/24 # us")
        said = self.said("list-check", "198.51.100.7", "mx.sender.example")
        self.assertIn("clients_ip_whitelist.local:2: 198.51.100.0/24\n", said)
        matches = json.loads(self.said("list-check", "--json", "198.51.100.7"))["matches"]
        self.assertEqual([(match["list"], match["line"]) for match in matches],
                         [("clients_ip_whitelist.local", 2)])
        for what, status in (("192.0.2.7", 1), ("192.0.2.0/24", 64)):
            self.assertEqual(self.daemon.ctl("list-check", what).returncode, status, what)

    def test_show_finds_what_is_keyed_by_a_network(self):
        self.daemon.write_config(greymethod="classc")
        self.daemon.stop()
        self.daemon.start()
        self.daemon.query()
        for what in ("203.0.113.0/24", "203.0.113", "203.0.113.77"):
            self.assertIn("alice@sender.example", self.said("show", what), what)

    def test_show_finds_what_lies_in_a_wider_network(self):
        self.daemon.query()
        self.daemon.query(client_address="2001:db8:1:2::3")
        for what in ("203.0.113.0/24", "203.0.112.0/20", "203.0.0.0/16", "203.0.0.0/8",
                     "2001:db8::/32"):
            self.assertIn("alice@sender.example", self.said("show", what), what)
        for what in ("203.0.112.0/24", "198.0.0.0/8", "2001:db9::/32"):
            self.assertIn("nothing is known", self.said("show", what), what)
        for what in ("202.0.0.0/7", "0.0.0.0/0", "::/0"):
            answer = self.daemon.ctl("show", what)
            self.assertEqual(answer.returncode, 64, what)
            self.assertIn("write a narrower network", answer.stderr)

    def test_show_refuses_what_cannot_be_searched_and_says_what_can(self):
        for what in (["neither"], ["@"], [""],
                     ["192.0.2.0/24", "mail.sender.example"]):
            answer = self.daemon.ctl("show", *what)
            self.assertNotEqual(answer.returncode, 0, what)
            self.assertIn("cannot be searched; write an ADDRESS", answer.stderr, what)

    def test_stats_count_by_outcome(self):
        self.daemon.query()
        self.daemon.query()
        self.daemon.query(sasl_username="bob")
        self.assertRegex(self.said("stats"), r"(?m)^new +1$")
        stats = self.daemon.stats()
        self.assertEqual(stats["requests"], 3)
        self.assertEqual((stats["outcomes"]["new"], stats["outcomes"]["early"]), (1, 1))

    def test_stats_show_that_the_stores_are_up_and_the_journal_empties(self):
        self.daemon.query()
        self.assertTrue(all(store["up"] for store in self.daemon.stats()["stores"]))
        wait_until(lambda: self.daemon.stats()["journal"]["for_persistent"] == 0,
                   what="an empty journal")

    def test_check_config_says_whether_it_is_good(self):
        self.assertEqual(self.daemon.ctl("check-config").returncode, 0)
        self.daemon.write_config(reconnect_delay="soon")
        answer = self.daemon.ctl("check-config")
        self.assertEqual(answer.returncode, 78)
        self.assertIn("reconnect_delay", answer.stdout + answer.stderr)

    def test_without_a_daemon_it_says_so(self):
        self.daemon.stop()
        answer = self.daemon.ctl("stats")
        self.assertEqual(answer.returncode, 69)
        self.assertIn("control.sock", answer.stderr)

    @unittest.skipUnless(os.geteuid() == 0, "needs another account")
    def test_an_account_that_may_not_ask_is_told_so(self):
        self.directory.chmod(0o755)
        for words in (["stats"], ["export"], ["import", "greycache", "-"]):
            answer = subprocess.run(
                [*command_prefix("nobody"), program("greyctl"), "--config", self.daemon.config,
                 *words], stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=20,
                check=False)
            self.assertEqual(answer.returncode, 69, answer.stdout)
            self.assertIn("(this account may not ask)", answer.stderr)

    def test_usage_errors_exit_with_64(self):
        for arguments in ([], ["no-such-command"], ["query"], ["query", "sender"], ["show"],
                          ["show", "neither"], ["explain", "--would", "a"],
                          ["history", "--outcome", "bogus"], ["history", "--limit", "0"],
                          ["history", "--client", ""], ["expect", "customer.example"],
                          ["release", "nothing"], ["optin", "add", "two words"],
                          ["report", "--days", "0"], ["forget", "nobody"], ["allow", "nobody"]):
            self.assertEqual(self.daemon.ctl(*arguments).returncode, 64, arguments)

    def test_what_is_too_long_for_a_question_is_a_wrong_command_line(self):
        for arguments in (["show", "x" * 4090], ["expect", "x" * 5000 + "@customer.example"],
                          ["history", "--sender", "ü" * 800 + "@sender.example"]):
            answer = self.daemon.ctl(*arguments)
            self.assertEqual(answer.returncode, 64, arguments)
            self.assertIn("that is too long: the daemon takes 4094 bytes", answer.stderr)

    def test_what_is_told_is_told_as_json_too(self):
        self.daemon.query(client_address="203.0.113.9")
        told = {}
        for arguments in (["show", "203.0.113.9"], ["show", "alice@sender.example"],
                          ["show", "sender.example"], ["check-config"],
                          ["source", "client_address=203.0.113.9"],
                          ["query", "client_address=198.51.100.9"], ["stats"], ["reload"],
                          ["list-check", "192.0.2.9"],
                          ["expect", "bob@customer.example"], ["optout", "add", "x.example"]):
            told[" ".join(arguments)] = json.loads(self.daemon.ctl(*arguments, "--json").stdout)
        [entry] = told["show 203.0.113.9"]["entries"]
        self.assertEqual((entry["kind"], entry["sender"], entry["recipient"], entry["src"]),
                         ("connect", "alice@sender.example", "bob@customer.example", "203.0.113.9"))
        self.assertEqual(told["show alice@sender.example"]["entries"], [entry])
        self.assertEqual(told["show sender.example"]["organisation"], "sender.example")
        self.assertTrue(told["check-config"]["good"])
        self.assertEqual(told["source client_address=203.0.113.9"]["src"], "203.0.113.9")
        self.assertIn("Greylisted", told["query client_address=198.51.100.9"]["action"])
        self.assertIn("passes at once", told["expect bob@customer.example"]["done"])
        self.assertIn("is added", told["optout add x.example"]["done"])
        self.assertEqual(told["reload"]["done"], "the configuration and the lists are read again")

    def test_an_unknown_command_is_named_with_those_that_are_known(self):
        for arguments, known in ((["frobnicate"], "stats"), (["optin", "sing"], "remove")):
            answer = self.daemon.ctl(*arguments)
            self.assertEqual(answer.returncode, 64)
            self.assertIn(f"unknown command '{arguments[-1]}'", answer.stderr)
            self.assertIn(known, answer.stderr)


if __name__ == "__main__":
    main()
