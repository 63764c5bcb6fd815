"""Whom an operator lets through: for a while on every host, for good by a line of a list."""

import json
import time

from greytest.daemon_test import STORAGE, DaemonTest, let_pass, main
from greytest.wait import wait_until

SOON = 5.0


class AllowCase(DaemonTest):
    def said(self, daemon, *arguments):
        answer = daemon.ctl(*arguments)
        self.assertEqual(answer.returncode, 0, answer.stderr)
        return answer.stdout

    def passes(self, daemon, **attributes):
        return "Greylisted for" not in daemon.query(**attributes)

    def soon(self, daemon, wanted, **attributes):
        begin = time.monotonic()
        wait_until(lambda: self.passes(daemon, **attributes) == wanted, SOON, 0.02,
                   f"let through: {wanted}")
        return time.monotonic() - begin


class AllowTest(AllowCase):
    def setUp(self):
        super().setUp()
        self.daemon = self.knowing(self.started(reconnect_delay="10m"))

    def test_a_client_is_let_through_for_a_while(self):
        for whom in ("203.0.113.9", "203.0.113.0/24", "mail.sender.example", "sender.example"):
            self.assertFalse(self.passes(self.daemon))
            said = self.said(self.daemon, "allow", whom, "--for", "2h", "--why", "ticket 4711")
            self.assertIn(f"mail of the client {whom} passes at once until", said)
            self.assertTrue(self.passes(self.daemon))
            self.assertIn("ticket 4711", self.said(self.daemon, "expect", "--list"))
            rows = json.loads(self.said(self.daemon, "expect", "--list", "--json"))
            self.assertEqual([(row["client"], row["recipient"], row["sender"]) for row in rows],
                             [(whom, None, None)])
            self.said(self.daemon, "allow", "--remove", whom)
            self.assertFalse(self.passes(self.daemon))

    def test_a_client_whose_name_is_not_verified_is_none_of_that_name(self):
        self.said(self.daemon, "allow", "sender.example", "--for", "2h")
        self.assertFalse(self.passes(self.daemon, client_name="unknown"))
        self.assertFalse(self.passes(self.daemon, client_name="mail.notsender.example"))

    def test_a_sender_is_let_through_whomever_he_writes_to(self):
        self.said(self.daemon, "allow", "@sender.example", "--for", "2h")
        for recipient in ("bob@customer.example", "carol@other.example"):
            self.assertTrue(self.passes(self.daemon, recipient=recipient,
                                        sender="x@em1.sender.example"))
        self.assertFalse(self.passes(self.daemon, sender="x@workshop.example"))

    def test_it_ends_by_itself_and_survives_a_kill(self):
        self.said(self.daemon, "allow", "203.0.113.9", "--for", "1h")
        self.said(self.daemon, "allow", "198.51.100.7", "--for", "2s")
        self.daemon.kill()
        self.daemon.start()
        wait_until(lambda: self.daemon.ctl("expect", "--list").returncode == 0, 20, 0.05)
        self.assertTrue(self.passes(self.daemon))
        let_pass(2)
        wait_until(lambda: not self.passes(self.daemon, client_address="198.51.100.7"), SOON)

    def test_for_good_it_is_a_line_of_a_list(self):
        self.assertFalse(self.passes(self.daemon))
        said = self.said(self.daemon, "allow", "203.0.113.9", "--why", "ticket 4711")
        self.assertIn("clients_ip_whitelist.local:2", said)
        self.soon(self.daemon, True)
        again = self.daemon.ctl("allow", "203.0.113.9")
        self.assertEqual(again.returncode, 1)
        self.assertIn("let through already", again.stderr)
        self.said(self.daemon, "allow", "*.pool.example", "--json")
        self.soon(self.daemon, True, client_address="198.51.100.7", client_name="a.pool.example")
        said = self.said(self.daemon, "allow", "@shop.example")
        self.assertIn("senders_whitelist.local:2", said)
        self.soon(self.daemon, True, client_address="198.51.100.8", sender="a@shop.example")

    def test_what_was_let_through_is_taken_back_wherever_it_is(self):
        self.said(self.daemon, "allow", "203.0.113.9")
        self.soon(self.daemon, True)
        said = self.said(self.daemon, "allow", "203.0.113.9", "--remove")
        self.assertIn("clients_ip_whitelist.local:2", said)
        self.assertNotIn("not expected", said)
        self.soon(self.daemon, False)
        for span in ([], ["--for", "1h"]):
            self.said(self.daemon, "allow", "mail.sender.example", *span)
        said = json.loads(self.said(self.daemon, "allow", "mail.sender.example", "--remove",
                                    "--json"))["done"]
        self.assertIn("clients_fqdn_whitelist.local:2", said)
        self.assertIn("is expected no more", said)
        self.soon(self.daemon, False)
        self.said(self.daemon, "allow", "10.16.0.0/12")
        self.assertIn(":2", self.said(self.daemon, "allow", "10.16.0.0/12", "--remove"))
        said = self.said(self.daemon, "allow", "203.0.113.9", "--remove")
        self.assertIn("has no line", said)

    def test_a_line_that_is_not_for_it_to_take_out_is_told(self):
        self.daemon.write_list("clients_ip_whitelist", "# shipped", "203.0.113.9")
        self.daemon.write_list("clients_fqdn_whitelist.local", "*.sender.example")
        self.said(self.daemon, "allow", "203.0.113.9", "--for", "1h")
        answer = self.daemon.ctl("allow", "203.0.113.9", "--remove")
        self.assertEqual(answer.returncode, 1)
        self.assertIn("is expected no more", answer.stdout)
        self.assertIn("clients_ip_whitelist:2", answer.stderr)
        answer = self.daemon.ctl("allow", "mail.sender.example", "--remove")
        self.assertEqual(answer.returncode, 1)
        self.assertIn("clients_fqdn_whitelist.local:1", answer.stderr)

    def test_without_the_daemon_a_line_is_taken_out_all_the_same(self):
        self.said(self.daemon, "allow", "203.0.113.9")
        self.daemon.stop()
        answer = self.daemon.ctl("allow", "203.0.113.9", "--remove")
        self.assertEqual(answer.returncode, 69)
        self.assertIn("clients_ip_whitelist.local:2", answer.stdout)
        self.assertIn("does greycache run?", answer.stderr)

    def test_what_would_let_half_the_world_through_is_refused_and_the_widest_is_said(self):
        for network, widest in (("0.0.0.0/0", 12), ("::/0", 32), ("10.0.0.0/8", 12)):
            answer = self.daemon.ctl("allow", network)
            self.assertEqual(answer.returncode, 64, network)
            self.assertIn(f"is a /{widest}", answer.stderr)
        for arguments in (["*.com"], ["*.co.uk"], ["@co.uk"], ["co.uk", "--for", "1h"],
                          ["@com", "--for", "1h"]):
            answer = self.daemon.ctl("allow", *arguments)
            self.assertEqual(answer.returncode, 64, arguments)
            self.assertIn("is a public suffix", answer.stderr)
        self.assertEqual(list((self.daemon.directory / "lists").iterdir()), [])
        self.assertEqual(self.said(self.daemon, "expect", "--list"), "nothing is expected\n")

    def test_a_name_is_taken_as_logs_have_it(self):
        for span in ([], ["--for", "1h"]):
            said = self.said(self.daemon, "allow", "<News@Shop.example>", *span)
            self.assertIn("ews@", said)
            self.said(self.daemon, "allow", "Mail.sender.example.", *span)
            self.said(self.daemon, "allow", "[203.0.113.9]", *span)
        lists = self.daemon.directory / "lists"
        self.assertIn("\nnews@shop.example\n", (lists / "senders_whitelist.local").read_text())
        self.assertIn("\nmail.sender.example\n",
                      (lists / "clients_fqdn_whitelist.local").read_text())
        for whom in ("<news@shop.example>", "mail.sender.example.", "[203.0.113.9]"):
            self.assertIn("taken out", self.said(self.daemon, "allow", whom, "--remove"))

    def test_a_name_is_shown_as_it_was_written(self):
        for span in ([], ["--for", "1h"]):
            self.assertIn("jörg@bücher.example ",
                          self.said(self.daemon, "allow", "jörg@bücher.example", *span))
        again = self.daemon.ctl("allow", "jörg@bücher.example")
        self.assertIn("jörg@bücher.example is let through already", again.stderr)
        removed = self.said(self.daemon, "allow", "jörg@bücher.example", "--remove")
        self.assertEqual(removed.count("jörg@bücher.example "), 2, removed)

    def test_what_makes_no_sense_is_a_wrong_command_line(self):
        for arguments in ([], [""], ["203.0.113.9", "--for", "0"], ["203.0.113.9", "--for", "2y"],
                          ["nobody"], ["<>"],
                          ["--remove", "203.0.113.9", "--for", "1h"]):
            self.assertEqual(self.daemon.ctl("allow", *arguments).returncode, 64, arguments)
        answer = self.daemon.ctl("allow", "203.0.113.0/25", "--for", "1h")
        self.assertIn("an IPv4 /24 or /16", answer.stderr)


class SharedAllowTest(AllowCase):
    """Two hosts on one PostgreSQL."""

    def setUp(self):
        super().setUp()
        if STORAGE != "shared":
            self.skipTest("one host only")
        settings = {**self.servers.fresh_settings(), "reconnect_delay": "10m"}
        self.first = self.knowing(self.started("mx1", **settings))
        self.second = self.knowing(self.started("mx2", **settings))

    def test_for_a_while_it_is_every_host_within_two_seconds(self):
        took = []
        for number in range(3):
            whom = f"203.0.113.{number}"
            self.assertFalse(self.passes(self.second, client_address=whom))
            self.said(self.first, "allow", whom, "--for", "1h")
            took.append(self.soon(self.second, True, client_address=whom))
        self.assertLess(sorted(took)[-2], 2.0)


if __name__ == "__main__":
    main()
