"""Floods of the control socket and of the counters' port."""

import socket
import time

from greytest.daemon_test import main
from greytest.ports import free_port
from greytest.wait import wait_until
from hostile import HostileTest

REQUEST = b"GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n"


def read_all(connection):
    """What comes up to the end."""
    text = b""
    try:
        while part := connection.recv(65536):
            text += part
    except ConnectionResetError:
        pass
    return text


class ControlFloodTest(HostileTest):
    def connect(self):
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.addCleanup(connection.close)
        connection.settimeout(30)
        connection.connect(str(self.daemon.directory / "control.sock"))
        return connection

    def test_a_huge_command(self):
        self.begin(self.started())
        for _ in range(20):
            with self.connect() as connection:
                try:
                    for _ in range(1000):
                        connection.sendall(b"show " * 2000)
                except OSError:
                    pass
                self.assertEqual(read_all(connection), b"")
        for command in (b"x" * 4000, b"\0\xff\r\x1b[31m", b"show " + b"'" * 3000, b"", b" ",
                        b"query " + b"a=b " * 900):
            with self.connect() as connection:
                connection.sendall(command + b"\n")
                self.assertRegex(read_all(connection), rb"^(ok|error: )")
        self.assertEqual(self.daemon.ctl("stats").returncode, 0)
        self.end(memory=2000)

    def test_hundreds_that_say_nothing(self):
        self.begin(self.started())
        silent = [self.connect() for _ in range(200)]
        self.assertLess(self.footprint().descriptors, self.before.descriptors + 20)
        for connection in silent:
            connection.close()
        self.assertEqual(self.daemon.ctl("stats").returncode, 0)
        self.end(memory=2000)

    def test_a_slow_reader_of_answers(self):
        self.begin(self.started())
        for _ in range(16):
            self.connect().sendall(b"stats\n")
        with self.connect() as last:
            last.sendall(b"stats\n")
            self.assertTrue(read_all(last).startswith(b"ok"))
        self.end(memory=2000)


class CountersFloodTest(HostileTest):
    def begin_with_counters(self):
        self.port = free_port()
        self.begin(self.started(metrics=f"127.0.0.1:{self.port}"))

    def connect(self):
        connection = socket.create_connection(("127.0.0.1", self.port), 30)
        self.addCleanup(connection.close)
        return connection

    def test_odd_requests(self):
        self.begin_with_counters()
        for text, answer in (
                (b"POST /metrics HTTP/1.1\r\nContent-Length: 5\r\n\r\nhello", b"HTTP/1.1 405 "),
                (b"GET /../etc/passwd HTTP/1.1\r\n\r\n", b"HTTP/1.1 404 "),
                (b"GET /metrics?x=1 HTTP/1.0\r\n\r\n", b"HTTP/1.1 200 "),
                (b"\0\xff\r\n\r\n", b"HTTP/1.1 405 "),
                (b"GET \r\n\r\n", b"HTTP/1.1 404 ")):
            with self.connect() as connection:
                connection.sendall(text)
                self.assertTrue(read_all(connection).startswith(answer), text)
        self.end(memory=1000)

    def test_an_endless_request(self):
        self.begin_with_counters()
        for _ in range(10):
            with self.connect() as connection:
                try:
                    for _ in range(2000):
                        connection.sendall(b"X-Header: " + b"x" * 5000)
                except OSError:
                    pass
                self.assertEqual(read_all(connection), b"")
        self.end(memory=2000)

    def test_hundreds_that_say_nothing(self):
        self.begin_with_counters()
        silent = [self.connect() for _ in range(300)]
        self.assertLess(self.footprint().descriptors, self.before.descriptors + 20)
        for connection in silent:
            connection.close()
        with self.connect() as connection:
            connection.sendall(REQUEST)
            self.assertTrue(read_all(connection).startswith(b"HTTP/1.1 200 "))
        self.end(memory=2000)

    def test_a_peer_that_says_nothing_is_given_ten_seconds(self):
        self.begin_with_counters()
        begin = time.monotonic()
        self.assertEqual(read_all(self.connect()), b"")
        self.assertGreater(time.monotonic() - begin, 9)
        # One is the neighbour's.
        wait_until(lambda: self.footprint().descriptors <= self.before.descriptors + 1, 5,
                   what="its end")
        self.end(memory=1000)


if __name__ == "__main__":
    main()
