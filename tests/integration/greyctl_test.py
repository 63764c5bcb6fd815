"""The operator's command against a running daemon."""

from greytest.daemon_test import DaemonTest, let_pass, main
from greytest.wait import wait_until

DELAY = 2


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
        self.assertIn("Greylisted for 2 seconds", said)
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

    def test_show_finds_what_is_keyed_by_a_network(self):
        self.daemon.write_config(greymethod="classc")
        self.daemon.stop()
        self.daemon.start()
        self.daemon.query()
        for what in ("203.0.113.0/24", "203.0.113", "203.0.113.77"):
            self.assertIn("alice@sender.example", self.said("show", what), what)

    def test_show_refuses_what_is_neither(self):
        answer = self.daemon.ctl("show", "neither")
        self.assertNotEqual(answer.returncode, 0)
        self.assertIn("neither", answer.stderr)

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

    def test_usage_errors_exit_with_64(self):
        for arguments in ([], ["no-such-command"], ["query"], ["query", "sender"]):
            self.assertEqual(self.daemon.ctl(*arguments).returncode, 64, arguments)


if __name__ == "__main__":
    main()
