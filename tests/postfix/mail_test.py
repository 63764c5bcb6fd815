"""Real mail through a real Postfix, policy-helper and the daemon, by both ways of forwarding."""

import os
import pathlib
import sys

from greytest.daemon_test import STORAGE, DaemonTest, let_pass, main
from greytest.postfix import Postfix
from greytest.wait import wait_until

DELAY = 2
SRC = "203.0.113.9"
REFUSED = (r"^450 4\.\d\.\d <{}>: Recipient address rejected: "
           rf"Greylisted for {DELAY} seconds \(ref [2-9A-Z]{{{{8}}}}\)$")
RECIPIENTS = ["bob@customer.example", "carol@customer.example", "dave@customer.example"]


class MailTest(DaemonTest):
    deliveries = 0

    def set_up_mail(self, *helper_options, everywhere=False):
        self.daemon = self.started(reconnect_delay=f"{DELAY}s")
        (self.directory / "postfix").mkdir()
        self.postfix = Postfix(self.directory / "postfix",
                               self.daemon.helper_command(*helper_options),
                               everywhere=everywhere)
        self.addCleanup(self.postfix.stop)
        self.postfix.start()

    def send(self, sender, recipients):
        """One message in a session of its own; also says how many helpers stood by in it."""
        with self.postfix.conversation(address=SRC) as client:
            replies = client.send(sender, recipients)
            self.helpers = self.count_helpers()
        return replies

    def count_helpers(self):
        """Processes of policy-helper that know our daemon's socket."""
        wanted = [os.fsencode(word) for word in self.daemon.helper_command()]
        count = 0
        for path in pathlib.Path("/proc").glob("[0-9]*/cmdline"):
            try:
                count += path.read_bytes().split(b"\0")[:len(wanted)] == wanted
            except OSError:
                pass
        return count

    def assert_refused(self, replies, recipients):
        self.assertEqual(len(replies), len(recipients))
        for reply, recipient in zip(replies, recipients):
            self.assertRegex(reply, REFUSED.format(recipient))

    def assert_accepted(self, replies):
        for reply in replies:
            self.assertTrue(reply.startswith("250 2."), reply)

    def assert_delivered(self, recipients, greylist):
        """One more message is delivered than before, with one X-Greylist header that matches."""
        self.deliveries += 1
        message = self.postfix.delivered(self.deliveries)[-1]
        self.assertEqual(sorted(message.recipients), recipients)
        headers = message.headers("X-Greylist")
        self.assertEqual(len(headers), 1, headers)
        self.assertRegex(headers[0], greylist)

    def first_message_waits_and_comes_through(self):
        """A message to several recipients, with an early retry, until it is delivered."""
        sender = "alice@sender.example"
        self.assert_refused(self.send(sender, RECIPIENTS), RECIPIENTS)
        self.assert_refused(self.send(sender, RECIPIENTS), RECIPIENTS)
        let_pass(DELAY)
        self.assert_accepted(self.send(sender, RECIPIENTS))
        self.assert_delivered(RECIPIENTS, r"^delayed \d+ by Greycache-[0-9.]+$")

    def next_message_passes_at_once(self):
        self.assert_accepted(self.send("alice@sender.example", ["erin@customer.example"]))
        self.assert_delivered(["erin@customer.example"],
                              r"^from auto-whitelisted by Greycache-[0-9.]+$")

    def domain_becomes_known(self):
        for sender in ("ann@domain.example", "ben@domain.example"):
            self.assert_refused(self.send(sender, RECIPIENTS[:1]), RECIPIENTS[:1])
        let_pass(DELAY)
        for sender in ("ann@domain.example", "ben@domain.example"):
            self.assert_accepted(self.send(sender, RECIPIENTS[:1]))
            self.assert_delivered(RECIPIENTS[:1], r"^delayed \d+ by Greycache-[0-9.]+$")
        self.assert_accepted(self.send("new@domain.example", ["fay@customer.example"]))
        self.assert_delivered(["fay@customer.example"],
                              r"^domain auto-whitelisted by Greycache-[0-9.]+$")

    def one_more_waits(self):
        self.assert_refused(self.send("walter@waiting.example", RECIPIENTS[:1]), RECIPIENTS[:1])

    def whole_way(self):
        self.first_message_waits_and_comes_through()
        self.next_message_passes_at_once()
        self.domain_becomes_known()
        self.one_more_waits()
        self.assertEqual(self.postfix.warnings(), [])
        if STORAGE == "shared":
            self.entries_are_in_redis()
            self.entries_are_in_postgresql()

    def entries_are_in_redis(self):
        fields = self.servers.redis_hash(f"grey:{{{SRC}}}")
        print(f"redis-cli hgetall grey:{{{SRC}}}: {fields}", file=sys.stderr)
        for field in ("@", "alice@sender.example", "*@domain.example",
                      f"walter@waiting.example {RECIPIENTS[0]}"):
            self.assertIn(field, fields)

    def entries_are_in_postgresql(self):
        for row, sql in (
                (f"{SRC}|alice|sender.example",
                 "select src, sender_name, sender_domain from greycache.from_awl"),
                (f"{SRC}|domain.example", "select src, sender_domain from greycache.domain_awl"),
                (f"{SRC}|walter|waiting.example|{RECIPIENTS[0]}",
                 "select src, sender_name, sender_domain, rcpt from greycache.connect")):
            wait_until(lambda: row in self.servers.psql(sql).splitlines(), what=f"{row} by {sql}")

    def test_mail_by_handover(self):
        self.set_up_mail()
        self.whole_way()
        self.assertEqual(self.helpers, 0)
        self.assertGreaterEqual(self.daemon.stats()["connections"]["handed_over"], 1)

    def test_mail_by_relay(self):
        self.set_up_mail("--relay")
        self.whole_way()
        self.assertGreaterEqual(self.helpers, 1)
        self.assertEqual(self.daemon.stats()["connections"]["handed_over"], 0)

    def asked_about_everywhere(self):
        """A check in four restrictions decides a mail once, and it gets one header."""
        self.first_message_waits_and_comes_through()
        self.next_message_passes_at_once()
        stats = self.daemon.stats()["outcomes"]
        self.assertEqual(stats["new"], len(RECIPIENTS))
        self.assertEqual(stats["early"], len(RECIPIENTS))
        self.assertEqual(stats["reconnect"] + stats["from_awl"], len(RECIPIENTS) + 1)
        self.assertEqual(stats["in_doubt"], 0)
        self.assertEqual(self.postfix.warnings(), [])

    def test_mail_that_four_restrictions_ask_about_by_handover(self):
        self.set_up_mail(everywhere=True)
        self.asked_about_everywhere()

    def test_mail_that_four_restrictions_ask_about_by_relay(self):
        self.set_up_mail("--relay", everywhere=True)
        self.asked_about_everywhere()


if __name__ == "__main__":
    if os.geteuid() != 0:
        print("only root can start a Postfix")
        sys.exit(77)
    main()
