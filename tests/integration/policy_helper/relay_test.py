"""Requests and replies that policy-helper copies between smtpd and a daemon in good health."""

import socket
import threading
import time
import unittest

from fake_daemon import FakeDaemon, read_message, request
from helper_process import Helper, run_piped

LONGEST_REQUEST = 65536
LONGEST_REPLY = 16384


class Relay(unittest.TestCase):
    def setUp(self):
        self.daemon = self.enterContext(FakeDaemon())

    def relay(self, *options):
        return self.enterContext(Helper(self.daemon.path, "--relay", *options))

    def test_requests_and_replies_pass_unchanged_over_one_connection(self):
        helper = self.relay()
        helper.send(request(1))
        connection = self.daemon.accept()
        for number in (1, 2, 3):
            if number > 1:
                helper.send(request(number))
            self.assertEqual(read_message(connection), request(number))
            reply = b"action=PREPEND X-Greylist: %d\nother=1\n\n" % number
            connection.sendall(reply)
            self.assertEqual(helper.reply(), reply)
        connection.close()

    def test_behind_a_pipe_the_reply_comes_although_the_input_has_ended(self):
        results = []
        thread = threading.Thread(target=lambda: results.append(
            run_piped(["--socket", self.daemon.path], request())))
        thread.start()
        with self.daemon.accept() as connection:
            self.assertEqual(read_message(connection), request())
            connection.sendall(b"action=dunno\n\n")
            thread.join()
        self.assertEqual(results[0].stdout, b"action=dunno\n\n")
        self.assertEqual(results[0].stderr, b"")
        self.assertEqual(results[0].returncode, 0)

    def test_pipelined_requests_are_relayed_one_by_one_and_in_order(self):
        helper = self.relay()
        helper.send(request(1) + request(2) + request(3)[:20])
        with self.daemon.accept() as connection:
            self.assertEqual(connection.recv(65536), request(1))
            connection.sendall(b"action=one\n\n")
            self.assertEqual(helper.reply(), b"action=one\n\n")
            self.assertEqual(connection.recv(65536), request(2))
            connection.sendall(b"action=two\n\n")
            self.assertEqual(helper.reply(), b"action=two\n\n")
            helper.send(request(3)[20:])
            self.assertEqual(connection.recv(65536), request(3))
            connection.sendall(b"action=three\n\n")
            self.assertEqual(helper.reply(), b"action=three\n\n")

    def test_a_request_may_come_in_two_parts_split_anywhere(self):
        helper = self.relay()
        connection = None
        for split in range(1, len(request())):
            helper.send(request()[:split])
            time.sleep(0.002)
            helper.send(request()[split:])
            connection = connection or self.daemon.accept()
            self.assertEqual(read_message(connection), request())
            connection.sendall(b"action=%d\n\n" % split)
            self.assertEqual(helper.reply(), b"action=%d\n\n" % split)
        connection.close()

    def test_a_request_may_come_byte_by_byte_and_slower_than_the_timeout(self):
        helper = self.relay("--timeout", "50ms")
        text = b"request=x\n\n"
        for byte in text:
            helper.send(bytes([byte]))
            time.sleep(0.01)
        with self.daemon.accept() as connection:
            self.assertEqual(read_message(connection), text)
            connection.sendall(b"action=dunno\n\n")
            self.assertEqual(helper.reply(), b"action=dunno\n\n")

    def test_a_reply_is_held_back_until_it_is_complete(self):
        helper = self.relay()
        helper.send(request())
        reply = b"action=dunno\n\n"
        with self.daemon.accept() as connection:
            read_message(connection)
            for byte in reply[:-1]:
                connection.sendall(bytes([byte]))
                self.assertTrue(helper.is_silent(0.01))
            connection.sendall(reply[-1:])
            self.assertEqual(helper.reply(), reply)

    def test_a_request_of_64_KiB_passes_and_one_byte_more_closes(self):
        def sized(size):
            return b"x=" + b"y" * (size - 4) + b"\n\n"

        helper = self.relay()
        helper.send(sized(LONGEST_REQUEST))
        with self.daemon.accept() as connection:
            self.assertEqual(read_message(connection), sized(LONGEST_REQUEST))
            connection.sendall(b"action=dunno\n\n")
            self.assertEqual(helper.reply(), b"action=dunno\n\n")
            helper.send(sized(LONGEST_REQUEST + 1))
            self.assertEqual(connection.recv(1), b"")
        self.assertEqual(helper.exit_status(), 0)

    def test_a_reply_of_16_KiB_passes_and_one_byte_more_is_a_failure(self):
        def sized(size):
            return b"action=" + b"x" * (size - 9) + b"\n\n"

        helper = self.relay("--timeout", "300ms")
        helper.send(request(1))
        with self.daemon.accept() as connection:
            read_message(connection)
            connection.sendall(sized(LONGEST_REPLY))
            self.assertEqual(helper.reply(), sized(LONGEST_REPLY))
            helper.send(request(2))
            read_message(connection)
            connection.sendall(sized(LONGEST_REPLY + 1))
            self.assertEqual(helper.reply(), b"action=dunno\n\n")

    def test_the_end_of_input_ends_the_helper_with_0_also_within_a_request(self):
        for begun in (b"", request()[:10]):
            helper = self.relay()
            helper.send(begun)
            helper.smtpd.shutdown(socket.SHUT_WR)
            self.assertEqual(helper.exit_status(), 0)
            self.assertEqual(helper.smtpd.recv(1), b"")

    def test_an_smtpd_that_is_gone_does_not_kill_by_SIGPIPE(self):
        helper = self.relay()
        helper.send(request())
        with self.daemon.accept() as connection:
            read_message(connection)
            helper.smtpd.close()
            connection.sendall(b"action=dunno\n\n")
            self.assertEqual(helper.exit_status(), 0)


if __name__ == "__main__":
    unittest.main()
