"""The policy protocol on the wire: order, partial and odd requests, ends of connections."""

import time

from greytest.daemon_test import DaemonTest, main
from greytest.policy_connection import PolicyConnection
from greytest.policy_request import policy_request
from greytest.ports import free_port

IDLE_TIMEOUT = 2
# The clock of connections is set once a second, an eighth sooner or later.
EARLY = 1.25


class ProtocolTest(DaemonTest):
    def setUp(self):
        super().setUp()
        self.port = free_port()
        self.daemon = self.started(reconnect_delay="5", idle_timeout=f"{IDLE_TIMEOUT}s",
                                   inet=f"127.0.0.1:{self.port}")

    def assert_alive(self):
        self.assertIn("Greylisted", self.daemon.query(sender="alive@sender.example"))

    def test_the_inet_socket_speaks_the_same(self):
        with PolicyConnection(("127.0.0.1", self.port)) as connection:
            self.assertRegex(connection.ask(),
                             r"^defer_if_permit Greylisted for 5 minutes \(ref [2-9A-Z]{8}\)$")
            self.assertEqual(connection.ask(sasl_username="bob"), "dunno")

    def test_pipelined_requests_are_answered_in_order(self):
        count = 200
        requests = [policy_request(sasl_username="bob" if number % 3 == 0 else "",
                                   sender=f"s{number}@sender.example")
                    for number in range(count)]
        with self.daemon.connection() as connection:
            connection.send(b"".join(requests))
            answers = [connection.read_reply() for _ in range(count)]
        self.assertEqual([answer == "dunno" for answer in answers],
                         [number % 3 == 0 for number in range(count)])

    def test_a_request_may_come_byte_by_byte(self):
        with self.daemon.connection() as connection:
            for byte in policy_request(client_name="unknown"):
                connection.send(bytes([byte]))
            self.assertIn("Greylisted", connection.read_reply())

    def test_the_order_is_free_and_unknown_attributes_are_ignored(self):
        lines = ["tls_sni=x", "recipient=r@customer.example", "client_address=192.0.2.1",
                 "sender=s@sender.example", "protocol_state=RCPT", "no equal sign",
                 "request=smtpd_access_policy", "new_thing=a=b"]
        with self.daemon.connection() as connection:
            connection.send("\n".join(lines).encode() + b"\n\n")
            self.assertIn("Greylisted", connection.read_reply())

    def test_an_unknown_request_type_passes_and_the_connection_goes_on(self):
        with self.daemon.connection() as connection:
            self.assertEqual(connection.ask(request="junk"), "dunno")
            self.assertEqual(connection.ask(request=None), "dunno")
            self.assertIn("Greylisted", connection.ask())

    def test_words_of_a_policy_helper_are_logged_and_not_answered(self):
        words = b"no answer from /x: answering action=dunno \x1b[31m" + b"x" * 400
        with self.daemon.connection() as connection:
            for text in (b"words=" + words + b"\n", b""):
                connection.send(b"request=policy_helper_log\n" + text + b"\n")
            self.assertIn("Greylisted", connection.ask())
        log = self.daemon.log()
        self.assertIn("system: policy-helper: no answer from /x: answering action=dunno \\x1b[31mxxx",
                      log)
        self.assertNotIn("x" * 300, log)
        self.assertEqual(self.daemon.stats()["outcomes"]["not_applicable"], 0)

    def test_crlf_never_hangs(self):
        with self.daemon.connection() as connection:
            connection.send(policy_request().replace(b"\n", b"\r\n"))
            self.assertEqual(connection.received(IDLE_TIMEOUT + 3), b"")
        with self.daemon.connection() as connection:
            connection.send(policy_request(request="smtpd_access_policy\r"))
            self.assertEqual(connection.read_reply(), "dunno")
        self.assert_alive()

    def test_a_half_closed_client_gets_its_answers_and_then_the_end(self):
        with self.daemon.connection() as connection:
            connection.send(policy_request() + policy_request(sasl_username="bob"))
            connection.half_close()
            self.assertIn("Greylisted", connection.read_reply())
            self.assertEqual(connection.read_reply(), "dunno")
            self.assertEqual(connection.received(5), b"")

    def test_an_end_in_the_middle_of_a_request_is_harmless(self):
        # One for all: another's instance may be shorter.
        request = policy_request()
        for length in (1, 30, len(request) - 1):
            with self.daemon.connection() as connection:
                connection.send(request[:length])
                connection.half_close()
                self.assertEqual(connection.received(5), b"")
        self.assert_alive()

    def test_a_client_that_leaves_before_its_answer_is_harmless(self):
        for _ in range(20):
            with self.daemon.connection() as connection:
                connection.send(policy_request() * 5)
        self.assert_alive()

    def test_an_endless_request_is_cut_off_without_an_answer(self):
        with self.daemon.connection() as connection:
            try:
                for _ in range(64):
                    connection.send(b"x" * 4096)
            except (BrokenPipeError, ConnectionResetError):
                pass
            self.assertEqual(connection.received(5), b"")
        self.assert_alive()

    def test_a_stalled_request_ends_after_the_idle_timeout(self):
        with self.daemon.connection() as connection:
            before = time.monotonic()
            connection.send(b"request=smtpd_access_policy\n")
            self.assertEqual(connection.received(IDLE_TIMEOUT + 3), b"")
            self.assertGreater(time.monotonic() - before, IDLE_TIMEOUT - EARLY)

    def test_nothing_is_written_unasked(self):
        with self.daemon.connection() as connection:
            self.assertIsNone(connection.received(0.3))
            connection.ask()
            self.assertIsNone(connection.received(0.3))


class IdleTest(DaemonTest):
    def test_an_idle_connection_is_closed_after_its_time_and_not_before(self):
        daemon = self.started(idle_timeout=f"{IDLE_TIMEOUT}s")
        with daemon.connection() as connection:
            for _ in range(2):
                # A machine that is slow takes from the wait, not from the daemon's time.
                not_before = time.monotonic() + IDLE_TIMEOUT - EARLY
                connection.ask()
                wait = max(not_before - time.monotonic(), 0.01)
                self.assertIsNone(connection.received(wait))
            self.assertEqual(connection.received(5), b"")

    def test_connections_beyond_the_limit_do_not_stop_the_others(self):
        daemon = self.started(max_connections="20", reconnect_delay="60s")
        connections = [daemon.connection() for _ in range(20)]
        for connection in connections:
            self.assertIn("Greylisted", connection.ask())
        with daemon.connection() as one_more:
            self.assertIn(one_more.received(3), (b"", None))
        self.assertIn("Greylisted", connections[0].ask())
        for connection in connections:
            connection.close()


if __name__ == "__main__":
    main()
