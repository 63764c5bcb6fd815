"""A client that asks all the time, and keeps what went wrong and how long it waited."""

import threading
import time


class SteadyAsker(threading.Thread):
    """Asks first attempts over one connection, one after the other, from when it is started."""

    # A source of its own now and then: one alone would be throttled, or hold too much.
    PER_SOURCE = 100

    def __init__(self, daemon, number=1, pause=0.0, expected=""):
        """`expected` is in each action; `number` tells several askers apart, below 256."""
        super().__init__()
        self.connection = daemon.connection(timeout=20)
        self.number = number
        self.pause = pause
        self.expected = expected
        self.answers = 0
        self.longest = 0.0
        self.trouble = None
        self._ending = threading.Event()

    def run(self):
        try:
            while not self._ending.is_set():
                self._ask()
                time.sleep(self.pause)
        except (OSError, EOFError, AssertionError) as error:
            self.trouble = repr(error)

    def _ask(self):
        before = time.monotonic()
        address = f"203.0.{self.number}.{self.answers // self.PER_SOURCE % 250}"
        sender = f"s{self.answers}@load{self.number}.example"
        action = self.connection.ask(client_address=address, sender=sender)
        self.longest = max(self.longest, time.monotonic() - before)
        assert self.expected in action, f"answer {self.answers}: {action}"
        self.answers += 1

    def end(self):
        self._ending.set()
        self.join(30)
        self.connection.close()
