"""What smtpd sees through the relay while the daemon is away, slow, broken or restarting."""

import threading
import time
import unittest

from fake_daemon import FakeDaemon, read_message, request
from helper_process import Helper

FALLBACK = b"action=dunno\n\n"
SLACK = 0.1  # seconds beyond the timeout that an answer may take


class RelayFault(unittest.TestCase):
    def start(self, *options, listening=True):
        self.daemon = FakeDaemon(listening)
        self.addCleanup(self.daemon.__exit__, None, None, None)
        self.helper = Helper(self.daemon.path, "--relay", *options)
        self.addCleanup(self.helper.__exit__, None, None, None)

    def answer(self, connection, number, reply):
        self.assertEqual(read_message(connection), request(number))
        connection.sendall(reply)

    def exchange(self, number=1):
        """One request in good health; returns the daemon's connection."""
        self.helper.send(request(number))
        connection = self.daemon.accept()
        self.addCleanup(connection.close)
        self.answer(connection, number, b"action=healthy\n\n")
        self.assertEqual(self.helper.reply(), b"action=healthy\n\n")
        return connection

    def assert_fallback(self, number, timeout, expected=FALLBACK):
        reply, seconds = self.helper.ask(request(number))
        self.assertEqual(reply, expected)
        self.assertGreaterEqual(seconds, timeout - 0.02)
        self.assertLess(seconds, timeout + SLACK)

    def test_without_a_daemon_each_request_gets_the_fallback_within_the_timeout(self):
        self.start("--timeout", "200ms", "--fallback", "DEFER_IF_PERMIT wait", listening=False)
        for number in (1, 2):
            self.assert_fallback(number, 0.2, b"action=DEFER_IF_PERMIT wait\n\n")
        self.assertTrue(self.helper.is_silent(0.3))

    def test_a_daemon_that_starts_within_the_timeout_answers(self):
        self.start("--timeout", "2s", listening=False)
        self.helper.send(request())
        time.sleep(0.3)
        self.daemon.start()
        with self.daemon.accept() as connection:
            self.answer(connection, 1, b"action=late start\n\n")
            self.assertEqual(self.helper.reply(), b"action=late start\n\n")

    def test_a_daemon_that_is_back_answers_the_next_request(self):
        self.start("--timeout", "100ms", listening=False)
        self.assert_fallback(1, 0.1)
        self.daemon.start()
        self.exchange(2)

    def test_a_silent_daemon_costs_the_timeout_and_one_fallback(self):
        self.start("--timeout", "200ms")
        self.assert_fallback(1, 0.2)
        self.assertTrue(self.helper.is_silent(0.3))

    def test_the_reply_that_comes_after_the_fallback_is_not_taken_for_the_next(self):
        self.start("--timeout", "200ms")
        self.helper.send(request(1))
        late = self.daemon.accept()
        self.assertEqual(read_message(late), request(1))
        self.assertEqual(self.helper.reply(), FALLBACK)
        try:
            late.sendall(b"action=late\n\n")
        except BrokenPipeError:
            pass
        self.assertTrue(self.helper.is_silent(0.05))
        self.exchange(2)
        late.close()

    def test_of_a_daemon_killed_within_a_reply_nothing_is_seen_and_the_request_is_sent_again(self):
        self.start("--timeout", "2s")
        self.helper.send(request())
        with self.daemon.accept() as dying:
            self.answer(dying, 1, b"action=first ha")
        with self.daemon.accept() as connection:
            self.answer(connection, 1, b"action=second\n\n")
            self.assertEqual(self.helper.reply(), b"action=second\n\n")

    def test_a_daemon_that_dies_with_the_request_unread_gets_it_again(self):
        self.start("--timeout", "2s")
        self.helper.send(request())
        dying = self.daemon.accept()
        dying.recv(1)
        dying.close()  # a reset: most of the request is unread
        with self.daemon.accept() as connection:
            self.answer(connection, 1, b"action=again\n\n")
            self.assertEqual(self.helper.reply(), b"action=again\n\n")

    def test_half_a_reply_and_then_silence_ends_in_the_fallback_alone(self):
        self.start("--timeout", "200ms")
        self.helper.send(request())
        with self.daemon.accept() as connection:
            self.answer(connection, 1, b"action=never\n")
            self.assertEqual(self.helper.reply(), FALLBACK)
            self.assertTrue(self.helper.is_silent(0.05))

    def test_a_restart_between_two_requests_is_not_noticed(self):
        self.start("--timeout", "1s")
        self.exchange(1).close()
        self.daemon.restart()
        self.exchange(2)

    def test_bytes_from_the_daemon_before_a_request_are_never_its_reply(self):
        self.start("--timeout", "1s")
        connection = self.exchange(1)
        connection.sendall(b"action=unasked\n\n")
        time.sleep(0.05)
        self.exchange(2)

    def test_a_second_reply_to_one_request_is_dropped(self):
        self.start("--timeout", "1s")
        self.helper.send(request(1))
        with self.daemon.accept() as connection:
            self.answer(connection, 1, b"action=one\n\naction=two\n\n")
            self.assertEqual(self.helper.reply(), b"action=one\n\n")
        self.exchange(2)

    def test_an_empty_reply_is_a_failure(self):
        self.start("--timeout", "200ms")
        self.helper.send(request(1))
        with self.daemon.accept() as connection:
            self.answer(connection, 1, b"\n")
            self.assertEqual(self.helper.reply(), FALLBACK)

    def test_a_daemon_that_closes_again_and_again_costs_no_more_than_the_timeout(self):
        self.start("--timeout", "300ms")
        closer = threading.Thread(target=self.close_connections_for, args=(0.5,))
        closer.start()
        self.assert_fallback(1, 0.3)
        closer.join()

    def close_connections_for(self, seconds):
        end = time.monotonic() + seconds
        self.daemon.listener.settimeout(0.05)
        while time.monotonic() < end:
            try:
                self.daemon.listener.accept()[0].close()
            except TimeoutError:
                pass

    def test_a_full_backlog_is_waited_for_within_the_timeout(self):
        self.start("--timeout", "300ms", listening=False)
        self.daemon.start(backlog=0)
        with Helper(self.daemon.path, "--relay", "--timeout", "10s") as other:
            other.send(request(9))  # fills the backlog
            time.sleep(0.1)
            self.assert_fallback(1, 0.3)
            with self.daemon.accept() as connection:
                self.answer(connection, 9, b"action=dunno\n\n")
                self.assertEqual(other.reply(), b"action=dunno\n\n")
                self.exchange(2)


if __name__ == "__main__":
    unittest.main()
