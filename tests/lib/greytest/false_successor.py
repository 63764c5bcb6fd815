"""A program that asks for everything as `greycache --takeover` does, and then does not serve.

false_successor.py CONTROL_SOCKET STATE_DIR: takes the sockets and the lock of the state directory,
and hangs.
"""

import fcntl
import os
import pathlib
import socket
import sys
import time

HEADER = 5
END = b"E"
RECEIPT = b"\x06"
GO = b"\x07"


class FalseSuccessor:
    """One that has asked, and been given everything."""

    def __init__(self, control_socket, state_dir):
        self.lock = None
        self.descriptors = []
        self.state_dir = pathlib.Path(state_dir)
        self.control = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.control.settimeout(10)
        self.control.connect(str(control_socket))
        self.control.sendall(b"takeover\n")
        assert self._receive(3) == b"ok\n"
        while True:
            header = self._receive(HEADER)
            count = int.from_bytes(header[1:], "big")
            if header[:1] == END:
                break
            self._receive(count)

    def _receive(self, count):
        """So many bytes; descriptors that come with them are kept."""
        held = b""
        while len(held) < count:
            data, descriptors, _, _ = socket.recv_fds(self.control, count - len(held), 4)
            self.descriptors += descriptors
            assert data, "the daemon has gone"
            held += data
        return held

    def take_lock(self):
        """Holds the state directory as a daemon does."""
        self.lock = open(self.state_dir / "lock", "r+", encoding="ascii")
        fcntl.flock(self.lock, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def release_lock(self):
        if self.lock:
            self.lock.close()
            self.lock = None

    def close_connection(self):
        """As where it has died; the lock may stay a moment longer."""
        for descriptor in self.descriptors:
            os.close(descriptor)
        self.descriptors = []
        self.control.close()

    def confirm(self):
        """Sends the receipt; whether it may serve. To be refused is to see the connection end."""
        try:
            self.control.sendall(RECEIPT)
            return self.control.recv(1) == GO
        except BrokenPipeError:
            return False

    def close(self):
        self.close_connection()
        self.release_lock()


def main():
    successor = FalseSuccessor(*sys.argv[1:])
    successor.take_lock()
    time.sleep(600)


if __name__ == "__main__":
    main()
