"""A daemon that a test plays by hand: it accepts, reads and answers exactly as the test says."""

import os
import shutil
import socket
import struct
import tempfile

HANDOVER_BYTE = b"\x01"
RECEIPT = b"\x06"
PATIENCE = 5.0  # seconds after which a test gives up


def request(number=1, extra=b""):
    """A policy request that no other number gives."""
    return b"request=smtpd_access_policy\nrecipient=u%d@example.org\n%s\n" % (number, extra)


def read_message(connection):
    """The bytes up to and including an empty line; less where the stream ends."""
    connection.settimeout(PATIENCE)
    data = b""
    while not data.endswith(b"\n\n"):
        part = connection.recv(65536)
        if not part:
            break
        data += part
    return data


class FakeDaemon:
    """A listening unix socket in a directory of its own."""

    def __init__(self, listening=True):
        self.directory = tempfile.mkdtemp(prefix="greycache-helper-")
        self.path = os.path.join(self.directory, "policy.sock")
        self.listener = None
        if listening:
            self.start()

    def start(self, backlog=16):
        self.listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.listener.bind(self.path)
        self.listener.listen(backlog)
        self.listener.settimeout(PATIENCE)

    def stop(self):
        """As after kill -9: the path is there and nobody answers."""
        if self.listener:
            self.listener.close()
        self.listener = None

    def restart(self):
        self.stop()
        os.unlink(self.path)
        self.start()

    def accept(self):
        connection, _ = self.listener.accept()
        connection.settimeout(PATIENCE)
        return connection

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()
        shutil.rmtree(self.directory)


class Offer:
    """A handover as it came in: the control connection, smtpd's, and what was already read."""

    def __init__(self, control):
        self.control = control
        first, descriptors, _, _ = socket.recv_fds(control, 1, 4)
        assert first == HANDOVER_BYTE, first
        assert len(descriptors) == 1, descriptors
        self.client = socket.socket(fileno=descriptors[0])
        self.client.settimeout(PATIENCE)
        (self.count,) = struct.unpack(">I", self.receive(4))
        self.already_read = self.receive(self.count)

    def receive(self, count):
        data = b""
        while len(data) < count:
            part = self.control.recv(count - len(data))
            assert part, "the helper closed in the middle of a handover"
            data += part
        return data

    def acknowledge(self):
        self.control.sendall(RECEIPT)

    def close(self):
        self.client.close()
        self.control.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()
