"""A program that a test runs in the background: its log, its signals, its end."""

import os
import pwd
import signal
import subprocess

from greytest.wait import PATIENCE, wait_until


def command_prefix(user=None):
    """A setpriv(1) command line: dies with the test, and runs as `user` where we are root."""
    prefix = ["setpriv", "--pdeathsig", "KILL"]
    if user and os.geteuid() == 0:
        account = pwd.getpwnam(user)
        prefix += [f"--reuid={account.pw_uid}", f"--regid={account.pw_gid}", "--clear-groups"]
    return prefix


class Process:
    """One child process with standard output and error in a log file."""

    def __init__(self, command, log, user=None, env=None, cwd=None, pass_fds=()):
        """Starts it. `env` is added to the test's own environment."""
        self.log_path = log
        with open(log, "ab") as output:
            self._child = subprocess.Popen(
                command_prefix(user) + [str(word) for word in command],
                stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT,
                env={**os.environ, **(env or {})}, cwd=cwd, pass_fds=pass_fds)

    @property
    def pid(self):
        return self._child.pid

    @property
    def returncode(self):
        """The exit status, a negative signal number, or None while it runs."""
        return self._child.poll()

    def running(self):
        return self._child.poll() is None

    def log(self):
        """All it has written so far."""
        with open(self.log_path, "rb") as text:
            return text.read().decode("utf-8", "replace")

    def wait_for_log(self, text, deadline=10.0):
        """Waits until a text is in the log."""
        wait_until(lambda: text in self.log(), deadline, what=f"{text!r} in {self.log_path}")

    def send_signal(self, number):
        self._child.send_signal(number)

    def wait(self, deadline=10.0):
        """The exit status; AssertionError when it does not end in time (None: whenever it does)."""
        try:
            return self._child.wait(deadline and deadline * PATIENCE)
        except subprocess.TimeoutExpired:
            raise AssertionError(f"{self._child.args} still runs after {deadline} s") from None

    def stop(self, deadline=10.0, number=signal.SIGTERM):
        """Asks it to end, kills it after the deadline, and returns the exit status."""
        if self.running():
            self.send_signal(signal.SIGCONT)
            self.send_signal(number)
            try:
                self._child.wait(deadline * PATIENCE)
            except subprocess.TimeoutExpired:
                self.kill()
        return self.returncode

    def kill(self):
        """kill -9."""
        self._child.kill()
        return self._child.wait(10)

    def pause(self):
        """SIGSTOP: the process hangs, its sockets stay open."""
        self.send_signal(signal.SIGSTOP)

    def resume(self):
        self.send_signal(signal.SIGCONT)
