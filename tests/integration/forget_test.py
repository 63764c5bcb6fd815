"""What an operator has had forgotten counts no more, on every host, and leaves the stores."""

import json
import time

from greytest.daemon_test import STORAGE, DaemonTest, let_pass, main
from greytest.entries_file import ask_file
from greytest.wait import wait_until

SOON = 5.0
# Behind it what is seen counts again, and the stores are being emptied.
MARGIN = 6
TABLES = ("connect", "from_awl", "domain_awl")


class ForgetCase(DaemonTest):
    def said(self, daemon, *arguments):
        answer = daemon.ctl(*arguments)
        self.assertEqual(answer.returncode, 0, answer.stderr)
        return answer.stdout

    def passes(self, daemon, **attributes):
        """Whether the mail passes since its sender is known; otherwise it must be greylisted."""
        action = daemon.query(**attributes)
        if "auto-whitelisted" in action:
            return True
        self.assertIn("Greylisted for", action)
        return False

    def make_known(self, daemon, **attributes):
        self.assertFalse(self.passes(daemon, **attributes))
        let_pass(1)
        self.assertIn("delayed", daemon.query(**attributes))
        self.assertTrue(self.passes(daemon, **attributes))

    def soon_new(self, daemon, **attributes):
        """When the mail is a first attempt again, or comes back to one that another host has seen since."""
        def is_new():
            action = daemon.query(**attributes)
            if "auto-whitelisted" in action:
                return False
            self.assertRegex(action, "Greylisted for|delayed ")
            return True

        begin = time.monotonic()
        wait_until(is_new, SOON, 0.02, "forgotten")
        return time.monotonic() - begin

    def rows(self, daemon, src):
        """Entries in the persistent store."""
        sql = " + ".join(f"(select count(*) from greycache.{table} where src = '{src}')"
                         for table in TABLES)
        if STORAGE == "shared":
            found = self.servers.postgres.psql("select " + sql, f"grey{self.number}")
        else:
            found = ask_file(daemon.settings["state_dir"], "select " + sql)
        return int(found)


class ForgetTest(ForgetCase):
    def setUp(self):
        super().setUp()
        self.daemon = self.knowing(self.started(reconnect_delay="1s", awl_refresh="0",
                                                greymethod="classc"))
        self.number = self.servers.number if STORAGE == "shared" else None

    def test_who_was_known_is_new_and_becomes_known_again(self):
        self.make_known(self.daemon)
        said = self.said(self.daemon, "forget", "203.0.113.9", "--why", "ticket 4711")
        self.assertIn("is forgotten: the next mail is a first attempt", said)
        self.assertFalse(self.passes(self.daemon))
        self.assertIn("nothing is known", self.said(self.daemon, "show", "203.0.113.9"))
        let_pass(MARGIN)
        self.make_known(self.daemon)
        listed = json.loads(self.said(self.daemon, "forget", "--list", "--json"))
        self.assertEqual({row["name"] for row in listed}, {"203.0.113", "203.0.113.9"})
        self.assertEqual({row["why"] for row in listed}, {"ticket 4711"})

    def test_what_the_list_shows_is_taken_back_by_that_name(self):
        self.said(self.daemon, "forget", "198.51.100.77")
        self.said(self.daemon, "forget", "bounces+1234-bob=customer.example@em.sender.example")
        self.said(self.daemon, "forget", "--source", "odd name")
        self.assertLess(4, len(self.forgotten_names()))
        # One may take others with it, as it did when it was forgotten.
        while names := self.forgotten_names():
            said = self.said(self.daemon, "forget", names[0], "--remove")
            self.assertIn("is forgotten no more", said, names[0])
        self.assertEqual(self.said(self.daemon, "forget", "--list"), "nothing is forgotten\n")

    def forgotten_names(self):
        return [row["name"] for row in json.loads(self.said(self.daemon, "forget", "--list", "--json"))]

    def test_why_that_cannot_be_kept_is_a_wrong_command_line(self):
        for command in (["forget", "192.0.2.1"], ["expect", "bob@customer.example"],
                        ["allow", "192.0.2.1"], ["allow", "192.0.2.1", "--for", "1h"]):
            for why in ("a\nb", "x" * 201, "x" * 100_000):
                answer = self.daemon.ctl(*command, "--why", why)
                self.assertEqual(answer.returncode, 64, (command, why[:5], answer.stderr))
                self.assertIn("--why", answer.stderr)

    def test_who_was_forgotten_is_known_again_when_it_is_taken_back(self):
        self.make_known(self.daemon)
        self.said(self.daemon, "forget", "203.0.113.9")
        self.assertFalse(self.passes(self.daemon))
        said = self.said(self.daemon, "forget", "203.0.113.9", "--remove")
        self.assertIn("is forgotten no more; what is deleted already stays deleted", said)
        self.assertTrue(self.passes(self.daemon))
        self.assertEqual(self.said(self.daemon, "forget", "--list"), "nothing is forgotten\n")
        let_pass(MARGIN + 1)
        self.assertTrue(self.passes(self.daemon))

    def test_a_sender_is_forgotten_and_others_of_the_network_are_not(self):
        self.make_known(self.daemon, sender="alice@one.example")
        self.make_known(self.daemon, sender="bob@two.example")
        self.said(self.daemon, "forget", "@one.example")
        self.assertFalse(self.passes(self.daemon, sender="alice@one.example"))
        self.assertTrue(self.passes(self.daemon, sender="bob@two.example"))
        self.said(self.daemon, "forget", "Bob@two.example")
        self.assertFalse(self.passes(self.daemon, sender="bob@two.example"))

    def test_a_part_of_a_network_is_forgotten_with_the_source_that_it_lies_in(self):
        self.make_known(self.daemon)
        said = self.said(self.daemon, "forget", "203.0.113.0/25")
        self.assertIn("of 203.0.113.0/25 and of its network 203.0.113 is forgotten", said)
        self.assertFalse(self.passes(self.daemon))

    def test_what_waits_is_forgotten_and_does_not_hide_what_comes_after(self):
        self.assertFalse(self.passes(self.daemon))
        self.said(self.daemon, "forget", "203.0.113")
        let_pass(1)
        self.assertFalse(self.passes(self.daemon))
        let_pass(MARGIN)
        self.assertFalse(self.passes(self.daemon))
        let_pass(1)
        self.assertIn("delayed", self.daemon.query())

    def test_it_leaves_the_stores(self):
        self.make_known(self.daemon)
        self.make_known(self.daemon, client_address="198.51.100.9")
        wait_until(lambda: self.rows(self.daemon, "203.0.113") > 0, 20, 0.1, "written")
        self.said(self.daemon, "forget", "203.0.113.9")
        wait_until(lambda: self.rows(self.daemon, "203.0.113") == 0, 30, 0.2, "deleted")
        wait_until(lambda: "what was forgotten is deleted" in self.daemon.log(), 10)
        self.assertGreater(self.rows(self.daemon, "198.51.100"), 0)
        self.assertTrue(self.passes(self.daemon, client_address="198.51.100.9"))
        if STORAGE == "shared":
            keys = self.servers.redis.cli("keys", "*", database=self.number)
            self.assertNotIn("{203.0.113}", keys)
            self.assertIn("{198.51.100}", keys)

    def test_kill_restart_reload_and_takeover(self):
        self.make_known(self.daemon)
        self.said(self.daemon, "forget", "203.0.113.9")
        self.daemon.kill()
        self.daemon.start()
        if STORAGE == "shared":
            wait_until(self.daemon.is_up, 20, 0.05, "the stores in use")
        self.assertFalse(self.passes(self.daemon))
        self.assertEqual(self.daemon.ctl("reload").returncode, 0)
        self.assertFalse(self.passes(self.daemon))
        self.daemon.take_over()
        self.assertFalse(self.passes(self.daemon))

    def test_would_says_what_the_next_mail_gets(self):
        self.make_known(self.daemon)
        self.said(self.daemon, "forget", "203.0.113.9")
        would = self.said(self.daemon, "explain", "--would", "client_address=203.0.113.9",
                          "sender=alice@sender.example", "recipient=bob@customer.example")
        self.assertIn("outcome new", would)

    def test_nothing_but_somebody_is_forgotten(self):
        for arguments in ([], [""], ["--source", ""], ["192.0.2.1", "--source", "192.0.2"],
                          ["--list", "192.0.2.1"], ["nobody"], ["--remove"],
                          ["192.0.2.1", "--remove", "--why", "x"], ["--list", "--remove"],
                          ["0.0.0.0/0"], ["::/0"], ["10.0.0.0/11"]):
            self.assertEqual(self.daemon.ctl("forget", *arguments).returncode, 64, arguments)
        answer = self.daemon.ctl("forget", "nobody")
        self.assertIn("names nobody; write an ADDRESS", answer.stderr)
        self.assertEqual(self.said(self.daemon, "forget", "--list"), "nothing is forgotten\n")


class SharedForgetTest(ForgetCase):
    """Two hosts on one Redis and one PostgreSQL."""

    def setUp(self):
        super().setUp()
        if STORAGE != "shared":
            self.skipTest("one host only")
        settings = {**self.servers.fresh_settings(), "reconnect_delay": "1s",
                    "greymethod": "classc"}
        self.number = self.servers.number
        self.first = self.knowing(self.started("mx1", **settings))
        self.second = self.knowing(self.started("mx2", **settings))

    def test_every_host_has_forgotten_within_two_seconds(self):
        took = []
        for number in range(3):
            attributes = {"client_address": f"198.51.100.{number}",
                          "sender": f"alice@d{number}.example"}
            self.make_known(self.first, **attributes)
            wait_until(lambda: self.passes(self.second, **attributes), SOON)
            self.said(self.first, "forget", attributes["sender"])
            self.assertFalse(self.passes(self.first, **attributes))
            took.append(self.soon_new(self.second, **attributes))
        self.assertLess(sorted(took)[-2], 2.0)

    def test_what_is_taken_back_on_one_host_counts_on_the_other(self):
        self.make_known(self.first)
        wait_until(lambda: self.passes(self.second), SOON)
        self.said(self.first, "forget", "203.0.113.9")
        self.soon_new(self.second)
        self.said(self.first, "forget", "203.0.113.9", "--remove")
        wait_until(lambda: self.passes(self.second), SOON, 0.05, "known again")

    def test_copies_that_come_back_count_no_more(self):
        self.make_known(self.first)
        kept = "create table kept as select * from greycache.from_awl; " \
               "create table waited as select * from greycache.connect"
        wait_until(lambda: self.rows(self.first, "203.0.113") >= 2, 20, 0.1, "written")
        self.servers.postgres.psql(kept, f"grey{self.number}")
        self.said(self.first, "forget", "203.0.113.9")
        wait_until(lambda: self.rows(self.first, "203.0.113") == 0, 30, 0.2, "deleted")
        self.servers.postgres.psql("insert into greycache.from_awl select * from kept; "
                                   "insert into greycache.connect select * from waited",
                                   f"grey{self.number}")
        self.servers.redis.cli("flushdb", database=self.number)
        self.assertFalse(self.passes(self.second))
        let_pass(1)
        self.assertIn("delayed", self.second.query())
        self.assertTrue(self.passes(self.first))


if __name__ == "__main__":
    main()
