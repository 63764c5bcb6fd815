"""The decisions of a running daemon, as a policy client sees them."""

import re

from greytest.daemon_test import DaemonTest, let_pass, main
from greytest.policy_request import new_instance

DELAY = 1
DEFERRED = "defer_if_permit Greylisted for 1 second"
DELAYED = re.compile(r"PREPEND X-Greylist: delayed \d+ by Greycache-[0-9.]+")
FROM_KNOWN = re.compile(r"PREPEND X-Greylist: from auto-whitelisted by Greycache-[0-9.]+")
DOMAIN_KNOWN = re.compile(r"PREPEND X-Greylist: domain auto-whitelisted by Greycache-[0-9.]+")


class ConversationTest(DaemonTest):
    def setUp(self):
        super().setUp()
        self.daemon = self.started(reconnect_delay=f"{DELAY}s")

    def test_deferred_until_it_comes_again_after_the_delay_and_known_from_then_on(self):
        self.assertEqual(self.daemon.query(), DEFERRED)
        self.assertEqual(self.daemon.query(), DEFERRED)
        let_pass(DELAY)
        self.assertRegex(self.daemon.query(), DELAYED)
        self.assertRegex(self.daemon.query(recipient="carol@customer.example"), FROM_KNOWN)
        self.assertEqual(self.daemon.query(sender="other@sender.example"), DEFERRED)
        self.assertEqual(self.daemon.query(client_address="203.0.113.10"), DEFERRED)

    def test_a_retry_for_another_recipient_waits_anew(self):
        self.assertEqual(self.daemon.query(), DEFERRED)
        let_pass(DELAY)
        self.assertEqual(self.daemon.query(recipient="carol@customer.example"), DEFERRED)

    def test_two_senders_of_a_domain_make_the_domain_known(self):
        senders = [f"{name}@sender.example" for name in ("ann", "ben")]
        for sender in senders:
            self.assertEqual(self.daemon.query(sender=sender), DEFERRED)
        let_pass(DELAY)
        for sender in senders:
            self.assertRegex(self.daemon.query(sender=sender), DELAYED)
        self.assertRegex(self.daemon.query(sender="never.seen@sender.example"), DOMAIN_KNOWN)

    def test_one_header_for_a_message_with_several_recipients(self):
        recipients = [f"{name}@customer.example" for name in ("bob", "carol", "dave")]
        for recipient in recipients:
            self.assertEqual(self.daemon.query(recipient=recipient), DEFERRED)
        let_pass(DELAY)
        instance = new_instance()
        with self.daemon.connection() as connection:
            answers = [connection.ask(recipient=recipient, instance=instance)
                       for recipient in recipients]
            next_message = connection.ask(recipient=recipients[0])
        self.assertRegex(answers[0], DELAYED)
        self.assertEqual(answers[1:], ["dunno", "dunno"])
        self.assertRegex(next_message, FROM_KNOWN)

    def test_the_null_sender_is_greylisted_too(self):
        self.assertEqual(self.daemon.query(sender=""), DEFERRED)
        let_pass(DELAY)
        self.assertRegex(self.daemon.query(sender=""), DELAYED)

    def test_what_is_not_for_greylisting_passes(self):
        for attributes in ({"sasl_username": "bob"},
                           {"protocol_state": "DATA", "recipient": ""},
                           {"protocol_state": "MAIL", "recipient": ""},
                           {"client_address": "unknown"},
                           {"client_address": None}):
            with self.subTest(**attributes):
                self.assertEqual(self.daemon.query(**attributes), "dunno")

    def test_by_classc_ipv6_clients_of_one_64_network_are_one_source(self):
        self.daemon.write_config(greymethod="classc")
        self.daemon.stop()
        self.daemon.start()
        self.assertEqual(self.daemon.query(client_address="2001:db8:1:2::9"), DEFERRED)
        let_pass(DELAY)
        self.assertEqual(self.daemon.query(client_address="2001:db8:1:3::9"), DEFERRED)
        self.assertRegex(self.daemon.query(client_address="2001:db8:1:2:aaaa::1"), DELAYED)

    def test_unusual_addresses_are_remembered_like_others(self):
        senders = ['a "b" c@sender.example', "=x=y@sender.example", "münchen@sender.example",
                   "s" * 1500 + "@sender.example", "%41@sender.example", "'; drop table connect"]
        for sender in senders:
            self.assertEqual(self.daemon.query(sender=sender), DEFERRED, sender)
        let_pass(DELAY)
        for sender in senders:
            action = self.daemon.query(sender=sender)
            self.assertRegex(action, r"PREPEND X-Greylist: [a-z0-9 -]+ by Greycache-[0-9.]+")


class ImmediateTest(DaemonTest):
    def test_the_code_of_the_settings_is_said(self):
        daemon = self.started(reject_first_attempt="immed", reconnect_delay="2s")
        self.assertEqual(daemon.query(), "450 Greylisted for 2 seconds")

    def test_minutes_are_the_unit_without_one(self):
        daemon = self.started(reconnect_delay="5")
        self.assertEqual(daemon.query(), "defer_if_permit Greylisted for 5 minutes")

    def test_prepend_off_says_nothing(self):
        daemon = self.started(reconnect_delay="1s", prepend="0")
        daemon.query()
        let_pass(1)
        self.assertEqual(daemon.query(), "dunno")


if __name__ == "__main__":
    main()
