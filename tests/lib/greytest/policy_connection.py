"""A policy client: one connection to the daemon's socket, or to what stands before it."""

import socket

from greytest.policy_request import policy_request


class PolicyConnection:
    """Sends requests and reads replies, with a deadline for each."""

    def __init__(self, address, timeout=5.0):
        """`address` is a unix socket's path, a (host, port) pair, or a connected socket."""
        if isinstance(address, socket.socket):
            self.socket = address
        elif isinstance(address, tuple):
            self.socket = socket.create_connection(address, timeout)
        else:
            self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            self.socket.settimeout(timeout)
            try:
                self.socket.connect(str(address))
            except OSError:
                self.socket.close()
                raise
        self.socket.settimeout(timeout)
        self._buffer = b""

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def send(self, data):
        self.socket.sendall(data)

    def read_reply(self):
        """The text after "action=" of the next reply; EOFError where the connection ends."""
        while b"\n\n" not in self._buffer:
            received = self.socket.recv(65536)
            if not received:
                raise EOFError(f"connection closed after {self._buffer!r}")
            self._buffer += received
        reply, self._buffer = self._buffer.split(b"\n\n", 1)
        name, _, text = reply.decode("utf-8").partition("=")
        assert name == "action" and "\n" not in text, reply
        return text

    def ask(self, **attributes):
        """The action for one request."""
        self.send(policy_request(**attributes))
        return self.read_reply()

    def half_close(self):
        """Says that nothing more comes, and goes on reading."""
        self.socket.shutdown(socket.SHUT_WR)

    def received(self, timeout):
        """Bytes that come within `timeout` seconds, b"" for EOF, None for silence."""
        before = self.socket.gettimeout()
        self.socket.settimeout(timeout)
        try:
            return self.socket.recv(65536)
        except TimeoutError:
            return None
        except ConnectionResetError:
            return b""
        finally:
            self.socket.settimeout(before)

    def close(self):
        self.socket.close()
