"""An operator who says all the time that mail of somebody is expected, and notes what was confirmed."""

import itertools
import subprocess
import threading


class Operator:
    """A thread that runs `greyctl expect` at one daemon, until stop()."""

    PAUSE = 0.5  # seconds

    def __init__(self, daemon, book, name=""):
        """`name` tells the recipients of several operators apart."""
        self._daemon, self._book, self._name = daemon, book, name
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self):
        for number in itertools.count():
            recipient = f"e{self._name}{number}@customer.example"
            if self._expect(recipient):
                self._book.expected(recipient)
            if self._over.wait(self.PAUSE):
                return

    def _expect(self, recipient):
        try:
            return self._daemon.ctl("expect", recipient, "--for", "12h").returncode == 0
        except subprocess.TimeoutExpired:
            return False

    def stop(self):
        self._over.set()
        self._thread.join(60)
