"""Peers that send a byte a second, half of a request, or never read their answers."""

import socket
import time

from greytest.daemon_test import main
from greytest.policy_request import policy_request
from greytest.wait import wait_until
from hostile import HostileTest

CROWD = 300
IDLE = 3


def is_closed(connection):
    """Whether the daemon has closed it; nothing else is to be read there."""
    connection.socket.setblocking(False)
    try:
        return connection.socket.recv(1) == b""
    except BlockingIOError:
        return False
    except ConnectionResetError:
        return True


class SlowPeerTest(HostileTest):
    def connections(self, count):
        made = [self.daemon.connection() for _ in range(count)]
        for connection in made:
            self.addCleanup(connection.close)
        return made

    def test_a_byte_now_and_then_does_not_hold_a_connection(self):
        self.begin(self.started(idle_timeout=f"{IDLE}s"))
        slow = self.connections(CROWD)
        begin = time.monotonic()
        while slow and time.monotonic() - begin < IDLE + 5:
            for connection in slow:
                try:
                    connection.send(b"x")
                except OSError:
                    pass
            time.sleep(0.5)
            slow = [connection for connection in slow if not is_closed(connection)]
        self.assertEqual(len(slow), 0, "still open")
        self.assertGreater(time.monotonic() - begin, IDLE - 1)
        self.end(memory=2000)

    def test_a_request_that_arrives_slowly_but_in_time_is_answered(self):
        self.begin(self.started(idle_timeout=f"{IDLE}s"))
        text = policy_request()
        with self.daemon.connection() as connection:
            for part in range(4):
                connection.send(text[part * 100:(part + 1) * 100])
                time.sleep(0.4)
            connection.send(text[400:])
            self.assertIn("Greylisted", connection.read_reply())
            # The time of the next request counts from its own first byte.
            time.sleep(IDLE - 1.5)
            connection.send(text[:100])
            time.sleep(1)
            connection.send(text[100:])
            self.assertIn("Greylisted", connection.read_reply())
        self.end(memory=1000)

    def test_half_requests_leave_nothing(self):
        self.begin(self.started())
        text = policy_request()
        for number in range(2000):
            with self.daemon.connection() as connection:
                connection.send(text[:number % len(text)])
        self.end(memory=2000)

    def test_who_never_reads_is_not_read_from_any_more(self):
        self.begin(self.started(idle_timeout=f"{IDLE}s"))
        deaf = self.connections(20)
        text = policy_request(sasl_username="bob") * 50
        for connection in deaf:
            connection.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1)
            connection.socket.settimeout(0.2)
        taken = [self.send_all_it_takes(connection, text) for connection in deaf]
        # Both directions of a unix socket take some hundred kB; the daemon nearly nothing.
        self.assertLess(max(taken), 4_000_000)
        self.assertLess(self.footprint().memory, self.before.memory + 20 * 200 + 2000)
        wait_until(lambda: self.footprint().descriptors <= self.before.descriptors + 1, 20,
                   what="an end of those who do not read")
        self.end(memory=3000)

    def send_all_it_takes(self, connection, text):
        sent = 0
        try:
            while sent < 20_000_000:
                sent += connection.socket.send(text)
        except OSError:
            pass
        return sent


if __name__ == "__main__":
    main()
