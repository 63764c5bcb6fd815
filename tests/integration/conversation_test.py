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
        self.daemon = self.started(reconnect_delay=f"{DELAY}s", reply_reference="off")

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
        daemon = self.started(reject_first_attempt="immed", reconnect_delay="2s",
                              reply_reference="off")
        self.assertEqual(daemon.query(), "450 Greylisted for 2 seconds")

    def test_minutes_are_the_unit_without_one(self):
        daemon = self.started(reconnect_delay="5", reply_reference="off")
        self.assertEqual(daemon.query(), "defer_if_permit Greylisted for 5 minutes")

    def test_prepend_off_says_nothing(self):
        daemon = self.started(reconnect_delay="1s", prepend="0")
        daemon.query()
        let_pass(1)
        self.assertEqual(daemon.query(), "dunno")


class ReferenceTest(DaemonTest):
    """The reference in a deferral's text."""

    def reference(self, action):
        found = re.search(r"\(ref ([2-9A-HJKMNP-TV-Z]{8})\)", action)
        self.assertIsNotNone(found, action)
        return found[1]

    def test_every_attempt_of_a_mail_has_the_same_and_another_mail_another(self):
        daemon = self.started(reconnect_delay="10m")
        first = daemon.query()
        self.assertRegex(first, r"^defer_if_permit Greylisted for 10 minutes \(ref \w{8}\)$")
        self.assertEqual(daemon.query(), first)
        self.assertEqual(daemon.query(sender="Someone@Sender.example"),
                         daemon.query(sender="someone@sender.example"))
        others = {daemon.query(recipient=f"{name}@customer.example") for name in ("carol", "dave")}
        self.assertEqual(len({first, *others}), 3)
        daemon.kill()
        daemon.start()
        self.assertEqual(self.reference(daemon.query()), self.reference(first))

    def test_another_host_gives_the_same(self):
        mine = self.started("mx1", reconnect_delay="10m").query()
        other = self.started("mx2", reconnect_delay="5").query()
        self.assertEqual(self.reference(mine), self.reference(other))

    def test_a_question_that_is_asked_again_gets_it_again(self):
        daemon = self.started(reconnect_delay="10m")
        instance = new_instance()
        with daemon.connection() as connection:
            self.assertEqual(connection.ask(instance=instance), connection.ask(instance=instance))

    def test_a_link_leads_on_and_a_reload_changes_it(self):
        daemon = self.started(reconnect_delay="10m",
                              reply_url="https://help.example/?from=100%%&ref=%r")
        action = daemon.query()
        reference = self.reference(action)
        self.assertEqual(action, f"defer_if_permit Greylisted for 10 minutes (ref {reference}), "
                                 f"see https://help.example/?from=100%&ref={reference}")
        daemon.write_config(reply_url=None)
        self.assertEqual(daemon.ctl("reload").returncode, 0)
        self.assertEqual(daemon.query(), f"defer_if_permit Greylisted for 10 minutes "
                                         f"(ref {reference})")

    def test_a_throttled_mail_has_one(self):
        daemon = self.started(reconnect_delay="10m", connect_src_throttle="1")
        daemon.query(sender="a@x.example")
        self.assertRegex(daemon.query(sender="b@x.example"),
                         r"^defer_if_permit Throttling .* Try again later\. \(ref \w{8}\)$")

    def test_the_log_has_it_in_both_forms(self):
        for log_format, form in (("text", " -> bob@customer.example ref {}\n"),
                                 ("json", '"reference":"{}"')):
            daemon = self.started(log_format, reconnect_delay="1s", log_format=log_format)
            reference = self.reference(daemon.query())
            self.assertIn(form.format(reference), daemon.log())
            let_pass(1)
            daemon.query()
            self.assertIn(f" ref {reference}\n" if log_format == "text" else "reconnect",
                          daemon.log().split("reconnect")[-1] if log_format == "text"
                          else daemon.log())


if __name__ == "__main__":
    main()
