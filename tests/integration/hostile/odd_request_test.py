"""Requests that are no good text: long, empty, binary, or meant for a header, a log or SQL."""

import json
import re
import string
import unicodedata

from greytest.daemon_test import STORAGE, let_pass, main
from greytest.policy_request import policy_request
from greytest.wait import wait_until
from hostile import HostileTest

ANSWER = re.compile(r"dunno|defer_if_permit [ -~]{1,100}|PREPEND X-Greylist: [ -~]{1,480}")
DELAY = 1

# What a stranger writes for a sender or a recipient. None may be taken for another.
LOCAL_PARTS = [
    "plain", "quoted local", "at@at", 'quote"quote', "back\\slash", "per%cent", "per%20cent", "a'b",
    "';drop table connect;--", "$1", "{}", "{203.0.113.9}", "*", "@", "=equal", "a=b", "tab\there",
    "x" * 64, "x" * 65, "x" * 1500, "NULL", "\\.", "\\N", "üñï", "\u2028line", "c\x9b31m", "\u202egnp", "a\rb", "a\x01b",
    "a\x7fb", "<script>", "`id`", "$(id)", "%s%s%n", "%n" * 30]

BYTES = [b"\0", b"a\0b", b"\xff\xfe", b"\xc3\x28", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\xc0\xaf",
         b"\r", b"a\rGreylisted: no", b"\x1b[31m", b"\x7f", b"\x80" * 300]


class OddRequestTest(HostileTest):
    def ask_bytes(self, connection, text):
        connection.send(text)
        answer = connection.read_reply()
        self.assertRegex(answer, f"^(?:{ANSWER.pattern})$")
        return answer

    def assert_log_is_clean(self):
        """No control character, and no line that a stranger wrote. JSON may hold other UTF-8."""
        text = (self.daemon.directory / "greycache.log").read_bytes().decode("utf-8")
        control = [c for c in text if unicodedata.category(c) == "Cc" and c != "\n"]
        self.assertEqual(control, [])
        self.assertEqual(re.findall("(?m)^injected.*", text), [])

    def test_long_lines(self):
        self.begin(self.started())
        with self.daemon.connection() as connection:
            for length in (1519, 8191, 8192, 60_000):
                self.ask_bytes(connection, policy_request(sender="s" * length + "@long.example"))
                self.ask_bytes(connection, policy_request(helo_name="h" * length))
                self.ask_bytes(connection, policy_request(unknown="u" * length))
        self.over_the_limit(policy_request(sender="s" * 65_536))
        self.over_the_limit(b"x" * 65_537)
        self.end(memory=2000)

    def over_the_limit(self, text):
        """Closed without an answer."""
        with self.daemon.connection() as connection:
            try:
                connection.send(text)
            except (BrokenPipeError, ConnectionResetError):
                pass
            self.assertEqual(connection.received(10), b"")

    def test_many_attributes(self):
        self.begin(self.started())
        with self.daemon.connection() as connection:
            for extra in (b"a=\n" * 20_000, b"\n".join([b"sender=s@x.example"] * 3000) + b"\n",
                          b"no equal sign\n" * 4000, b"=\n" * 30_000):
                self.ask_bytes(connection, extra + policy_request())
        for _ in range(5):
            self.over_the_limit(b"a=b\n" * 1_000_000)
        self.end(memory=2000)

    def test_bytes_that_are_no_text(self):
        self.begin(self.started(log_format="json"))
        with self.daemon.connection() as connection:
            for odd in BYTES:
                for name in (b"client_name", b"helo_name", b"sender", b"recipient", b"instance",
                             b"client_address", b"request", b"sasl_username", b"\xff", odd):
                    values = policy_request(**{"sender": "odd@bytes.example"})
                    self.ask_bytes(connection, name + b"=" + odd + b"@x.example\n" + values)
                    self.ask_bytes(connection, values[:-1] + name + b"=" + odd + b"\n\n")
        self.assert_log_is_clean()
        self.end(memory=2000)

    def test_a_header_cannot_be_written(self):
        daemon = self.greycache(optmethod="optin")
        daemon.write_list("clients_ip_whitelist", "203.0.113.200")
        self.begin(daemon.start())
        with self.daemon.connection() as connection:
            for odd in ("a\rX-Injected: yes", "a\r\r", "a\x0bb", "x" * 3000, "ü" * 300):
                for address in ("203.0.113.9", "203.0.113.200"):
                    answer = self.ask_bytes(connection, policy_request(
                        client_address=address, client_name=odd, helo_name=odd,
                        sender=f"{odd}@x.example", recipient=f"{odd}@customer.example"))
                    self.assertTrue(answer.startswith("PREPEND X-Greylist: "), answer)
        self.neighbour.stop()
        self.assert_log_is_clean()

    def test_a_log_line_cannot_be_written(self):
        self.begin(self.started(log_format="json", loglevel="4"))
        with self.daemon.connection() as connection:
            for odd in LOCAL_PARTS + ["a\rinjected", "\x1b]0;injected\x07", '","injected":"x']:
                self.ask_bytes(connection, policy_request(
                    sender=f"{odd}@x.example", client_name=odd, helo_name=odd))
        self.neighbour.stop()
        self.daemon.process.wait_for_log('\\",\\"injected')
        self.assert_log_is_clean()
        decisions = [json.loads(line) for line in self.daemon.log().split("\n")
                     if line.startswith("{")]
        self.assertGreater(len(decisions), len(LOCAL_PARTS))
        self.assertFalse(any("injected" in decision for decision in decisions))

    def test_each_odd_sender_waits_and_passes_as_itself(self):
        self.begin(self.started(reconnect_delay=f"{DELAY}s", group_domain_level="0"))
        senders = [f"{odd}@odd{number}.example" for number, odd in enumerate(LOCAL_PARTS)]
        with self.daemon.connection() as connection:
            for sender in senders:
                self.assertIn("Greylisted", connection.ask(sender=sender))
            let_pass(DELAY)
            for sender in senders:
                self.assertIn("delayed", connection.ask(sender=sender), sender)
                self.assertIn("Greylisted", connection.ask(sender="y" + sender[:60] + "@new.example"))
        if STORAGE == "shared":
            count = "select count(*) from greycache.from_awl where sender_domain like '%odd%'"
            wait_until(lambda: self.servers.psql(count) == str(len(senders)), what="rows")
            rows = self.servers.psql("select sender_name from greycache.from_awl")
            printable = set(string.printable) - set("\t\r\x0b\x0c")
            self.assertEqual(set(rows) - printable, set())
        self.end(memory=3000)


if __name__ == "__main__":
    main()
