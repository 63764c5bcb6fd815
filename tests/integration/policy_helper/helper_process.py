"""policy-helper as spawn(8) starts it, or behind a pipe, with smtpd's end in the test's hand."""

import os
import socket
import subprocess
import time

from fake_daemon import PATIENCE, read_message

PROGRAM = os.environ["POLICY_HELPER"]


class Helper:
    """The helper with stdin, stdout and stderr on one socket, of which `smtpd` is the other end."""

    def __init__(self, path, *options, wrapper=()):
        self.smtpd, other = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
        self.smtpd.settimeout(PATIENCE)
        command = [*wrapper, PROGRAM, "--socket", path, *options]
        self.process = subprocess.Popen(command, stdin=other, stdout=other, stderr=other)
        other.close()

    def send(self, data):
        self.smtpd.sendall(data)

    def reply(self):
        return read_message(self.smtpd)

    def ask(self, data):
        """The reply, and the seconds it took."""
        start = time.monotonic()
        self.send(data)
        reply = self.reply()
        return reply, time.monotonic() - start

    def is_silent(self, seconds):
        """True where nothing, not even the end, comes from the helper for that long."""
        self.smtpd.settimeout(seconds)
        try:
            self.smtpd.recv(1)
            return False
        except TimeoutError:
            return True
        finally:
            self.smtpd.settimeout(PATIENCE)

    def exit_status(self):
        return self.process.wait(PATIENCE)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.smtpd.close()
        try:
            self.process.wait(PATIENCE)
        finally:
            if self.process.returncode is None:
                self.process.kill()
                self.process.wait()


def run_piped(arguments, data=b"", timeout=PATIENCE):
    """The helper behind pipes: its status, output and standard error."""
    return subprocess.run([PROGRAM, *arguments], input=data, capture_output=True, timeout=timeout)
