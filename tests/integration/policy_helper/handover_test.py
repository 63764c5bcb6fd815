"""The handover: smtpd's connection goes to the daemon, and never do both own it."""

import random
import socket
import subprocess
import time
import unittest

from fake_daemon import FakeDaemon, Offer, read_message, request
from helper_process import PROGRAM, Helper

FALLBACK = b"action=dunno\n\n"
SLACK = 0.1  # seconds beyond the timeout that an answer may take


class Handover(unittest.TestCase):
    def start(self, *options, listening=True):
        self.daemon = self.enterContext(FakeDaemon(listening))
        self.helper = self.enterContext(Helper(self.daemon.path, *options))

    def offer(self):
        return self.enterContext(Offer(self.daemon.accept()))

    def serve(self, connection, number, reply):
        self.assertEqual(read_message(connection), request(number))
        connection.sendall(reply)
        self.assertEqual(self.helper.reply(), reply)

    def assert_taken(self, offer, numbers=(1, 2)):
        """The daemon answers smtpd over the connection it was given, the helper being gone."""
        self.assertEqual(self.helper.exit_status(), 0)
        for number in numbers:
            self.helper.send(request(number))
            self.serve(offer.client, number, b"action=direct %d\n\n" % number)

    def assert_receipt_is_refused(self, offer):
        with self.assertRaises(BrokenPipeError):
            offer.acknowledge()

    def test_the_connection_is_the_daemons_after_its_receipt_and_the_helper_exits_0(self):
        self.start()
        offer = self.offer()  # before smtpd has sent anything
        self.assertEqual(offer.count, 0)
        offer.acknowledge()
        self.assert_taken(offer)

    def test_a_request_that_waits_is_left_for_the_daemon_to_read(self):
        self.start()
        self.helper.send(request(1))
        offer = self.offer()
        self.assertEqual(offer.count, 0)
        offer.acknowledge()
        self.assertEqual(self.helper.exit_status(), 0)
        self.serve(offer.client, 1, b"action=direct\n\n")

    def test_smtpd_sees_the_end_when_the_daemon_closes(self):
        self.start()
        offer = self.offer()
        offer.acknowledge()
        self.assertEqual(self.helper.exit_status(), 0)
        offer.close()
        self.assertEqual(self.helper.smtpd.recv(1), b"")

    def test_a_receipt_may_take_nearly_half_of_the_timeout(self):
        self.start("--timeout", "1s")
        offer = self.offer()
        time.sleep(0.3)
        offer.acknowledge()
        self.assert_taken(offer)

    def test_a_daemon_that_starts_within_the_timeout_is_given_the_connection(self):
        self.start("--timeout", "2s", listening=False)
        time.sleep(0.2)
        self.daemon.start()
        offer = self.offer()
        offer.acknowledge()
        self.assert_taken(offer)

    def test_without_a_receipt_the_request_is_relayed_and_the_receipt_can_come_no_more(self):
        self.start("--timeout", "400ms")
        self.helper.send(request(1))
        offer = self.offer()
        with self.daemon.accept() as connection:
            self.serve(connection, 1, b"action=relayed\n\n")
            self.assert_receipt_is_refused(offer)
            self.helper.send(request(2))
            self.serve(connection, 2, b"action=relayed\n\n")

    def test_handover_and_relay_together_keep_to_the_timeout(self):
        self.start("--timeout", "400ms")
        reply, seconds = self.helper.ask(request(1))
        self.assertEqual(reply, FALLBACK)
        self.assertLess(seconds, 0.4 + SLACK)
        self.assertTrue(self.helper.is_silent(0.05))

    def test_a_daemon_that_dies_before_its_receipt_is_offered_the_connection_again(self):
        self.start()
        self.offer().close()
        offer = self.offer()
        offer.acknowledge()
        self.assert_taken(offer)

    def test_an_answer_that_is_no_receipt_means_relay_at_once(self):
        self.start("--timeout", "10s")
        offer = self.offer()
        offer.control.sendall(b"action=dunno\n\n")
        self.helper.send(request(1))
        with self.daemon.accept() as connection:
            self.serve(connection, 1, b"action=relayed\n\n")

    def test_after_a_fallback_the_next_request_is_handed_over_with_what_was_read(self):
        self.start("--timeout", "200ms", listening=False)
        self.helper.send(request(1) + request(2)[:30])
        self.assertEqual(self.helper.reply(), FALLBACK)
        self.daemon.start()
        offer = self.offer()
        self.assertEqual(offer.already_read, request(2)[:30])
        offer.acknowledge()
        self.assertEqual(self.helper.exit_status(), 0)
        self.helper.send(request(2)[30:])
        self.assertEqual(read_message(offer.client), request(2)[30:])
        offer.client.sendall(b"action=whole\n\n")
        self.assertEqual(self.helper.reply(), b"action=whole\n\n")

    def test_what_was_read_may_be_nearly_64_KiB(self):
        long_request = request(2, b"x=" + b"y" * 65000 + b"\n")
        self.start("--timeout", "400ms", listening=False)
        self.helper.send(request(1) + long_request)
        self.assertEqual(self.helper.reply(), FALLBACK)
        self.daemon.start()
        offer = self.offer()
        offer.acknowledge()
        self.assertEqual(self.helper.exit_status(), 0)
        rest = b"" if offer.count == len(long_request) else read_message(offer.client)
        self.assertEqual(offer.already_read + rest, long_request)

    def test_bytes_that_went_with_a_refused_handover_are_relayed(self):
        self.start("--timeout", "400ms", listening=False)
        self.helper.send(request(1) + request(2))
        self.assertEqual(self.helper.reply(), FALLBACK)
        self.daemon.start()
        offer = self.offer()
        self.assertEqual(offer.already_read, request(2))
        with self.daemon.accept() as connection:
            self.serve(connection, 2, b"action=relayed\n\n")

    def test_a_daemon_gone_again_after_a_fallback_costs_one_more_fallback(self):
        self.start("--timeout", "200ms", listening=False)
        self.assertEqual(self.helper.ask(request(1))[0], FALLBACK)
        self.daemon.start()
        self.daemon.stop()
        reply, seconds = self.helper.ask(request(2))
        self.assertEqual(reply, FALLBACK)
        self.assertLess(seconds, 0.2 + SLACK)
        self.daemon.restart()
        self.helper.send(request(3))
        offer = self.offer()
        offer.acknowledge()
        self.assertEqual(self.helper.exit_status(), 0)
        self.serve(offer.client, 3, b"action=direct\n\n")

    def test_an_smtpd_that_leaves_during_an_outage_ends_the_helper_with_0(self):
        self.start("--timeout", "200ms", listening=False)
        self.assertEqual(self.helper.ask(request(1))[0], FALLBACK)
        self.helper.smtpd.close()
        self.assertEqual(self.helper.exit_status(), 0)

    def test_with_relay_a_socket_is_not_handed_over(self):
        self.start("--relay")
        self.helper.send(request(1))
        with self.daemon.accept() as connection:
            self.serve(connection, 1, b"action=relayed\n\n")

    def test_a_socket_whose_replies_go_elsewhere_is_not_handed_over(self):
        daemon = self.enterContext(FakeDaemon())
        smtpd, other = socket.socketpair()
        with smtpd, subprocess.Popen([PROGRAM, "--socket", daemon.path], stdin=other,
                                     stdout=subprocess.PIPE) as process:
            other.close()
            smtpd.sendall(request(1))
            with daemon.accept() as connection:
                self.assertEqual(read_message(connection), request(1))
                connection.sendall(b"action=relayed\n\n")
                self.assertEqual(process.stdout.read(16), b"action=relayed\n\n")
            smtpd.close()

    def test_whenever_the_receipt_comes_exactly_one_side_owns_the_connection(self):
        chance = random.Random(2)
        owners = {"daemon": 0, "helper": 0}
        for _ in range(60):
            owners[self.race(chance.uniform(0.005, 0.035))] += 1
        self.assertGreater(owners["daemon"], 0)
        self.assertGreater(owners["helper"], 0)

    def race(self, delay):
        """A receipt `delay` seconds after the offer, where the helper waits for 20 ms."""
        with FakeDaemon() as daemon, Helper(daemon.path, "--timeout", "40ms") as helper:
            helper.send(request(1))
            with Offer(daemon.accept()) as offer:
                time.sleep(delay)
                try:
                    offer.acknowledge()
                except BrokenPipeError:
                    daemon.stop()
                    offer.close()
                    self.assertEqual(helper.reply(), FALLBACK)
                    return "helper"
                self.assertEqual(helper.exit_status(), 0)
                self.assertEqual(read_message(offer.client), request(1))
                offer.client.sendall(b"action=daemon\n\n")
                self.assertEqual(helper.reply(), b"action=daemon\n\n")
                return "daemon"


if __name__ == "__main__":
    unittest.main()
