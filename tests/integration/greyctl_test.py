"""The operator's command against a running daemon."""

from greytest.daemon_test import DaemonTest, let_pass, main

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

    def test_show_says_what_is_known_of_an_address_a_network_and_a_sender(self):
        self.daemon.query()
        for what in ("203.0.113.9", "203.0.113.0/24", "alice@sender.example"):
            said = self.said("show", what)
            self.assertIn("203.0.113.9", said, what)
            self.assertIn("bob@customer.example", said, what)
        let_pass(DELAY)
        self.daemon.query()
        self.assertIn("alice@sender.example", self.said("show", "203.0.113.9"))
        self.assertNotIn("203.0.113.9", self.said("show", "192.0.2.77").replace("192.0.2.77", ""))

    def test_stats_count_by_outcome(self):
        self.daemon.query()
        self.daemon.query()
        self.daemon.query(sasl_username="bob")
        text = self.said("stats")
        self.assertIn("new", text)
        numbers = flattened(self.daemon.stats())
        self.assertEqual(numbers_of(numbers, "new"), [1])
        self.assertEqual(numbers_of(numbers, "early"), [1])

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


def flattened(value, name=""):
    """Pairs of the last key and each leaf of nested dictionaries and lists."""
    if isinstance(value, dict):
        return [pair for key, inner in value.items() for pair in flattened(inner, key)]
    if isinstance(value, list):
        return [pair for inner in value for pair in flattened(inner, name)]
    return [(name, value)]


def numbers_of(pairs, name):
    return [value for key, value in pairs if key == name]


if __name__ == "__main__":
    main()
