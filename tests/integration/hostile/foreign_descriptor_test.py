"""Handover messages that are wrong, or that carry what is no connection of Postfix's."""

import array
import os
import socket
import struct

from greytest.daemon_test import main
from greytest.handover import HANDOVER_BYTE, RECEIPT, handed_over, send_handover
from greytest.policy_connection import PolicyConnection
from greytest.policy_request import policy_request
from hostile import HostileTest

ROUNDS = 50


class ForeignDescriptorTest(HostileTest):
    def setUp(self):
        super().setUp()
        self.begin(self.started(idle_timeout="3s"))

    def helper(self):
        helper = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.addCleanup(helper.close)
        helper.settimeout(10)
        helper.connect(str(self.daemon.socket))
        return helper

    def send_with(self, helper, text, descriptors):
        rights = array.array("i", descriptors)
        helper.sendmsg([text], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, rights)])

    def message(self, count, rest=b""):
        return HANDOVER_BYTE + struct.pack(">I", count) + rest

    def assert_refused(self, helper):
        try:
            self.assertEqual(helper.recv(16), b"")
        except ConnectionResetError:
            pass
        helper.close()

    def test_what_is_no_stream_socket_is_refused(self):
        file, other = os.open("/dev/null", os.O_RDWR), os.open("/etc/passwd", os.O_RDONLY)
        reading, writing = os.pipe()
        packets, more = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
        foreign = [file, other, reading, writing, packets.fileno()]
        try:
            for _ in range(ROUNDS):
                for descriptor in foreign:
                    helper = self.helper()
                    send_handover(helper, descriptor)
                    self.assert_refused(helper)
        finally:
            packets.close()
            more.close()
            for descriptor in foreign[:4]:
                os.close(descriptor)
        self.end(memory=1000)

    def test_a_listening_socket_or_one_without_a_peer_is_let_go(self):
        for _ in range(ROUNDS):
            with socket.socket(socket.AF_UNIX) as alone, socket.create_server(("127.0.0.1", 0)) as listening:
                for descriptor in (alone.fileno(), listening.fileno()):
                    send_handover(self.helper(), descriptor)
        self.end(memory=1000)

    def test_the_daemon_s_own_end_of_the_helper_s_connection(self):
        # Handed over to itself: each side of the pair is the daemon's.
        for _ in range(ROUNDS):
            ours, theirs = socket.socketpair()
            with ours, theirs:
                for end in (ours, theirs):
                    helper = self.helper()
                    send_handover(helper, end.fileno())
                    self.assertEqual(helper.recv(16), RECEIPT)
        helper = self.helper()
        send_handover(helper, helper.fileno())
        self.end(memory=1000)

    def test_several_descriptors_at_once(self):
        ours, theirs = socket.socketpair()
        others = [os.open("/dev/null", os.O_RDWR) for _ in range(200)]
        with ours, theirs:
            for count in (2, 3, 4, 5, 64, 200):
                helper = self.helper()
                self.send_with(helper, self.message(0), [theirs.fileno(), *others[:count - 1]])
                self.assertEqual(helper.recv(16), RECEIPT)
        for descriptor in others:
            os.close(descriptor)
        self.end(memory=1000)

    def test_descriptors_with_an_ordinary_request_do_not_gather(self):
        null = os.open("/dev/null", os.O_RDWR)
        helper = self.helper()
        for _ in range(ROUNDS):
            self.send_with(helper, policy_request(), [null, null, null])
            self.assertIn(b"action=", helper.recv(4096))
        self.assertLess(self.footprint().descriptors, self.before.descriptors + 5)
        helper.close()
        os.close(null)
        self.end(memory=1000)

    def test_counts_that_are_wrong(self):
        for _ in range(ROUNDS):
            ours, theirs = socket.socketpair()
            with ours, theirs:
                for count in (65_537, 2**31, 2**32 - 1):
                    helper = self.helper()
                    self.send_with(helper, self.message(count), [theirs.fileno()])
                    self.assert_refused(helper)
                # More than was announced is not of the connection; less is waited for, not long.
                helper = self.helper()
                self.send_with(helper, self.message(3, b"request=x\n\n"), [theirs.fileno()])
                self.assertEqual(helper.recv(16), RECEIPT)
                self.send_with(self.helper(), self.message(100, b"request="), [theirs.fileno()])
        self.end(memory=1000)

    def test_without_a_descriptor_or_half_of_a_message(self):
        for _ in range(ROUNDS):
            helper = self.helper()
            helper.sendall(self.message(0))
            self.assert_refused(helper)
            for length in range(1, 5):
                helper = self.helper()
                helper.sendall(self.message(0)[:length])
                helper.close()
        self.end(memory=1000)

    def test_a_handover_of_bytes_that_are_a_handover(self):
        """What a helper has read of its connection is not trusted more than the connection."""
        for _ in range(ROUNDS):
            with handed_over(self.daemon.socket, self.message(0)) as connection:
                self.assertEqual(connection.received(10), b"")
        self.end(memory=1000)

    def test_a_connection_with_its_request_is_served_all_the_same(self):
        ours, theirs = socket.socketpair()
        with theirs:
            helper = self.helper()
            text = policy_request()
            self.send_with(helper, self.message(len(text), text), [theirs.fileno()])
            self.assertEqual(helper.recv(16), RECEIPT)
        with PolicyConnection(ours) as connection:
            self.assertIn("Greylisted", connection.read_reply())
        self.end(memory=1000)


if __name__ == "__main__":
    main()
