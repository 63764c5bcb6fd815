"""A load on one or more daemons that writes down what was acknowledged and how long it took."""

import collections
import random
import threading
import time

from greytest.policy_connection import PolicyConnection
from ledger import Ledger


class SchedulingSlack:
    """How late this machine lets a sleeping thread run: what no deadline of ours can help."""

    STEP = 0.01

    def __init__(self):
        self.longest = 0.0
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self):
        while not self._over.is_set():
            begin = time.monotonic()
            time.sleep(self.STEP)
            self.longest = max(self.longest, time.monotonic() - begin - self.STEP)

    def stop(self):
        self._over.set()
        self._thread.join()


class Load:
    """Threads that ask first attempts and, when their time has come, the retries.

    `delay` is the daemons' reconnect_delay in seconds. A retry goes to any of the sockets, so that
    with two daemons the first attempt is at one and the retry often at the other. `name` tells the
    senders of several loads apart.
    """

    CONNECTIONS = 4
    PAUSE = 0.004
    SOURCES = 60

    def __init__(self, sockets, delay, seed, name=""):
        self.sockets = list(sockets)
        self.name = name
        self.delay = delay
        self.ledger = Ledger()
        self.answers = collections.Counter()
        self.longest = 0.0
        self.times = []
        self.slack = SchedulingSlack()
        self.began = time.monotonic()
        self.ended = self.began
        self._over = threading.Event()
        self._threads = [
            threading.Thread(target=self._run, args=(number, random.Random(f"{seed}/{number}")),
                             daemon=True)
            for number in range(self.CONNECTIONS)]
        for thread in self._threads:
            thread.start()

    def stop(self):
        self._over.set()
        for thread in self._threads:
            thread.join()
        self.slack.stop()
        self.ended = time.monotonic()

    def _run(self, number, chance):
        waiting = collections.deque()
        count = 0
        connections = {}
        while not self._over.is_set():
            if waiting and waiting[0].first_seen + self.delay + 1.1 < time.time():
                attempt = waiting.popleft()
                self._ask(connections, chance, attempt)
            else:
                count += 1
                attempt = self.ledger.attempt(f"198.51.100.{chance.randrange(self.SOURCES)}",
                                              f"s{self.name}{number}x{count}",
                                              f"d{self.name}{number}x{count}.example")
                if self._ask(connections, chance, attempt) == "greylisted":
                    waiting.append(attempt)
            time.sleep(self.PAUSE)
        for connection in connections.values():
            connection.close()

    def _ask(self, connections, chance, attempt):
        path = chance.choice(self.sockets)
        begin = time.monotonic()
        try:
            if path not in connections:
                connections[path] = PolicyConnection(path, timeout=30)
            begin = time.monotonic()
            action = connections[path].ask(client_address=attempt.src, sender=attempt.sender,
                                           recipient=attempt.rcpt)
        except (OSError, EOFError):
            if path in connections:
                connections.pop(path).close()
            self.answers["no connection"] += 1
            return None
        spent = time.monotonic() - begin
        self.times.append(spent)
        self.longest = max(self.longest, spent)
        outcome = self.ledger.answered(attempt, action)
        self.answers[outcome] += 1
        return outcome
