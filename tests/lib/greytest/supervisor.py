"""Stands in for systemd: reads what a daemon tells by sd_notify(3), with who told it."""

import array
import os
import socket
import struct
import threading

from greytest.wait import wait_until

CREDENTIALS = struct.Struct("3i")  # pid, uid, gid


class Supervisor:
    """A notify socket. A barrier (sd_notify_barrier(3)) is not passed until it is let go."""

    def __init__(self, directory):
        self.path = directory / "supervisor.sock"
        self.messages = []  # (pid, {name: value}), in their order
        self._barriers = []
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._socket.bind(str(self.path))
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)
        self.path.chmod(0o666)
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()

    def _read(self):
        while True:
            try:
                data, extra, _, _ = self._socket.recvmsg(4096, 256)
            except OSError:
                return
            if not data:
                return
            pid = 0
            for _, kind, content in extra:
                if kind == socket.SCM_CREDENTIALS:
                    pid = CREDENTIALS.unpack(content)[0]
                elif kind == socket.SCM_RIGHTS:
                    descriptors = array.array("i")
                    descriptors.frombytes(content)
                    self._barriers.extend(descriptors)
            lines = data.decode("utf-8", "replace").splitlines()
            self.messages.append((pid, dict(line.partition("=")[::2] for line in lines)))

    def told(self, name, pid=None):
        """The values of a name, of one process or of all."""
        return [values[name] for told_by, values in list(self.messages)
                if name in values and pid in (None, told_by)]

    def wait_for(self, name, pid=None, count=1, deadline=15.0):
        wait_until(lambda: len(self.told(name, pid)) >= count, deadline, what=f"{name} of {pid}")
        return self.told(name, pid)[count - 1]

    def let_go(self):
        """What has waited at a barrier may go on."""
        while self._barriers:
            os.close(self._barriers.pop())

    def close(self):
        self.let_go()
        self._socket.shutdown(socket.SHUT_RDWR)
        self._thread.join(5)
        self._socket.close()
