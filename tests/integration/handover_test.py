"""Connections that are handed to the daemon as a descriptor, as policy-helper does."""

import socket
import time

from greytest.daemon_test import DaemonTest, main
from greytest.handover import HANDOVER_BYTE, RECEIPT, handed_over, send_handover
from greytest.policy_connection import PolicyConnection
from greytest.policy_request import policy_request
from greytest.wait import wait_until


class HandoverTest(DaemonTest):
    def setUp(self):
        super().setUp()
        self.daemon = self.started(reconnect_delay="5")

    def helper_socket(self):
        helper = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.addCleanup(helper.close)
        helper.settimeout(5)
        helper.connect(str(self.daemon.socket))
        return helper

    def test_a_handed_over_connection_is_served(self):
        with handed_over(self.daemon.socket) as connection:
            self.assertIn("Greylisted", connection.ask())
            self.assertEqual(connection.ask(sasl_username="bob"), "dunno")

    def test_bytes_that_the_helper_had_read_come_first(self):
        request = policy_request(sasl_username="bob")
        with handed_over(self.daemon.socket, request) as connection:
            self.assertEqual(connection.read_reply(), "dunno")
        for cut in (1, 40, len(request) - 1):
            with handed_over(self.daemon.socket, request[:cut]) as connection:
                connection.send(request[cut:])
                self.assertEqual(connection.read_reply(), "dunno")

    def test_a_request_that_waited_in_the_socket_is_answered(self):
        ours, theirs = socket.socketpair()
        with PolicyConnection(ours) as connection:
            connection.send(policy_request(sasl_username="bob"))
            helper = self.helper_socket()
            send_handover(helper, theirs.fileno())
            theirs.close()
            self.assertEqual(helper.recv(16), RECEIPT)
            self.assertEqual(connection.read_reply(), "dunno")

    def test_the_helper_s_connection_ends_after_the_receipt(self):
        ours, theirs = socket.socketpair()
        helper = self.helper_socket()
        send_handover(helper, theirs.fileno())
        theirs.close()
        self.assertEqual(helper.recv(16), RECEIPT)
        helper.close()
        with PolicyConnection(ours) as connection:
            self.assertIn("Greylisted", connection.ask())

    def test_a_handover_without_a_descriptor_is_refused_and_harmless(self):
        helper = self.helper_socket()
        helper.sendall(HANDOVER_BYTE + bytes(4))
        self.assertIn(PolicyConnection(helper).received(5), (b"",))
        self.assertIn("Greylisted", self.daemon.query())

    def test_a_count_that_is_too_large_is_refused_and_harmless(self):
        ours, theirs = socket.socketpair()
        with ours, theirs:
            helper = self.helper_socket()
            rights = (socket.SOL_SOCKET, socket.SCM_RIGHTS, theirs.fileno().to_bytes(4, "little"))
            helper.sendmsg([HANDOVER_BYTE + b"\xff\xff\xff\xff"], [rights])
            self.assertEqual(PolicyConnection(helper).received(5), b"")
        self.assertIn("Greylisted", self.daemon.query())

    def hand_over(self, descriptor, already_read=b""):
        helper = self.helper_socket()
        send_handover(helper, descriptor, already_read)
        self.assertEqual(helper.recv(16), RECEIPT)

    def assert_quiet(self):
        """The daemon does not go on answering itself, and serves."""
        before = self.daemon.stats()["requests"]
        time.sleep(0.3)
        self.assertEqual(self.daemon.stats()["requests"], before)
        self.assertIn("Greylisted", self.daemon.query())

    def test_a_connection_with_both_ends_at_the_daemon_is_closed(self):
        one, other = socket.socketpair()
        with one, other:
            self.hand_over(one.fileno())
            self.hand_over(other.fileno(), policy_request(sasl_username="bob"))
        self.assert_quiet()
        wait_until(lambda: self.daemon.stats()["connections"]["open"] == 0, what="both to be closed")

    def test_a_connection_to_the_daemon_s_own_socket_is_closed(self):
        with PolicyConnection(self.daemon.socket) as itself:
            self.hand_over(itself.socket.fileno(), b"request=other\n\n")
        self.assert_quiet()


if __name__ == "__main__":
    main()
