"""Senders and recipients on a whitelist, as Postfix, the operator and the log see them."""

import json

from greytest.daemon_test import DaemonTest, main
from greytest.wait import wait_until

SHOP = {"client_address": "198.51.100.7", "client_name": "out.shop.example",
        "sender": "news@em.shop.example"}


class AddressWhitelistsTest(DaemonTest):
    def setUp(self):
        super().setUp()
        self.daemon = self.greycache()

    def serve(self, **lists):
        for name, lines in lists.items():
            self.daemon.write_list(name.replace("_local", ".local"), *lines)
        self.daemon.start()

    def check_passes(self, **attributes):
        self.assertIn("X-Greylist: whitelisted by", self.daemon.query(**attributes))

    def check_waits(self, **attributes):
        self.assertIn("Greylisted", self.daemon.query(**attributes))

    def said(self, *words, status=0):
        answer = self.daemon.ctl(*words)
        self.assertEqual(answer.returncode, status, answer.stdout + answer.stderr)
        return answer.stdout

    def test_without_the_lists_everybody_waits_as_in_sqlgrey(self):
        self.serve()
        for recipient in ("postmaster@customer.example", "abuse@customer.example", "postmaster"):
            self.check_waits(recipient=recipient)

    def test_a_recipient_passes_from_whomever_and_the_log_says_so(self):
        self.serve(recipients_whitelist=["postmaster@", "abuse@"],
                   recipients_whitelist_local=["@open.example"])
        for recipient in ("PostMaster@customer.example", "abuse@customer.example", "postmaster",
                          "bob@a.open.example"):
            self.check_passes(recipient=recipient)
        self.check_waits(recipient="bob@customer.example")
        self.assertIn("whitelist: alice@sender.example, 203.0.113.9(mail.sender.example) -> "
                      "PostMaster@customer.example", self.daemon.log())

    def test_local_lists_take_effect_by_themselves(self):
        self.serve()
        self.check_waits(sender="a@friend.example")
        self.daemon.write_list("senders_whitelist.local", "@friend.example")
        wait_until(lambda: "whitelisted" in self.daemon.query(sender="a@friend.example"),
                   what="the list in force")
        self.assertIn("senders_whitelist.local: read again", self.daemon.log())
        (self.daemon.directory / "lists" / "senders_whitelist.local").unlink()
        wait_until(lambda: "whitelisted" not in self.daemon.query(sender="a@friend.example"),
                   what="the list gone")

    def test_a_line_that_requires_the_organisation_lets_no_stranger_through(self):
        self.serve(senders_whitelist_local=["@shop.example require = organisation"])
        self.check_passes(**SHOP)
        for stranger in ({"client_name": "unknown"}, {"client_name": "mx.spam.example"},
                         {"client_name": "198-51-100-7.shop.example"}):
            self.check_waits(**{**SHOP, **stranger})

    def test_why_is_told_and_by_which_line(self):
        self.serve(recipients_whitelist=["# ours", "postmaster@"],
                   senders_whitelist_local=["@shop.example require = organisation"])
        words = [f"{name}={value}" for name, value in SHOP.items()]
        said = self.said("explain", "--would", *words, "recipient=bob@customer.example")
        self.assertIn("outcome whitelisted: the sender is on a whitelist: "
                      "senders_whitelist.local:1: @shop.example require = organisation", said)
        said = self.said("explain", "--would", "client_address=192.0.2.1", "sender=a@b.example",
                         "recipient=postmaster@customer.example")
        self.assertIn("the recipient is on a whitelist: recipients_whitelist:2: postmaster@", said)
        said = self.said("show", "postmaster@customer.example")
        self.assertIn("as a recipient: whitelisted, and not greylisted", said)
        said = self.said("show", "news@shop.example")
        self.assertIn("as a sender: whitelisted, and not greylisted where the client's "
                      "organisation is the sender's", said)
        matches = json.loads(self.said("list-check", "--json", "news@shop.example", "198.51.100.7",
                                       "out.spam.example"))["matches"]
        self.assertIn(("senders_whitelist.local", False),
                      [(match["list"], match["counts"]) for match in matches])

    def test_check_config_warns_of_senders_that_can_be_forged(self):
        self.daemon.write_config()
        self.daemon.write_list("senders_whitelist.local", "@a.example require = organisation")
        self.assertNotIn("forged", self.said("check-config"))
        self.daemon.write_list("senders_whitelist.local", "@a.example", "b@b.example",
                               "@c.example require = organisation")
        self.assertIn("warning: senders_whitelist.local: 2 of its entries count whoever the client "
                      "is, and senders can be forged", self.said("check-config"))
        self.daemon.write_list("recipients_whitelist.local", "customer.example")
        self.assertIn('recipients_whitelist.local:1: "customer.example" is no entry; write',
                      self.said("check-config", status=78))

    def test_a_whitelisted_mail_leaves_no_entry(self):
        self.serve(senders_whitelist_local=["@friend.example"])
        self.check_passes(sender="a@friend.example")
        self.assertIn("nothing is known", self.said("show", "203.0.113.9"))


if __name__ == "__main__":
    main()
