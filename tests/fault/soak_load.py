"""A moderate mixed load on one daemon: direct and by handover, each answer judged."""

import collections
import heapq
import random
import socket
import subprocess
import threading
import time

from greytest.policy_connection import PolicyConnection
from soak_ledger import Mail, SoakLedger


class Slack:
    """When, and by how much, this machine let a thread that only sleeps wait longer."""

    STEP = 0.01

    def __init__(self):
        self.longest = 0.0
        self._delays = collections.deque(maxlen=20000)
        threading.Thread(target=self._run, daemon=True).start()

    def _run(self):
        while True:
            begin = time.monotonic()
            time.sleep(self.STEP)
            late = time.monotonic() - begin - self.STEP
            if late > self.STEP / 2:
                self.longest = max(self.longest, late)
                self._delays.append((begin, late))

    def within(self, begin, end):
        """All of it between two times."""
        return sum(late for at, late in list(self._delays) if begin - late - self.STEP <= at <= end)


class Away:
    """The times when a daemon was killed or stopped: what it could not answer then is no delay."""

    def __init__(self):
        self._spans = collections.deque(maxlen=50)

    def begin(self):
        self._spans.append([time.monotonic(), float("inf")])

    def end(self):
        self._spans[-1][1] = time.monotonic()

    def overlap(self, begin, end):
        """Seconds of it between two times."""
        return sum(max(0.0, min(end, last) - max(begin, first))
                   for first, last in list(self._spans))


class HelperConnection(PolicyConnection):
    """As smtpd has it: a socket whose other end spawn(8) gave to policy-helper."""

    def __init__(self, daemon, timeout):
        ours, theirs = socket.socketpair()
        with theirs:
            self.helper = subprocess.Popen(
                [str(word) for word in daemon.helper_command()], stdin=theirs, stdout=theirs)
        super().__init__(ours, timeout)

    def close(self):
        super().close()
        self.helper.wait(20)


class SoakLoad:
    """Two connections, one direct and one by policy-helper, each `rate` requests a second.

    `fault` is the name of what is being done to the servers, set by who does it.
    """

    SOURCES = 60
    LATEST = 1.05  # request_timeout and 50 ms

    def __init__(self, daemon, ages, rate, seed, slack):
        self.daemon, self.ages, self.rate, self.slack = daemon, ages, rate, slack
        self.ledger = SoakLedger(ages)
        self.away = Away()
        self.fault = "none"
        self.asked = collections.Counter()  # by what was asked
        self.answers = collections.defaultdict(collections.Counter)  # by fault: of each kind
        self.longest = collections.defaultdict(float)  # by fault: where the daemon lived
        self.late = []
        self.trouble = []
        self._over = threading.Event()
        self._numbers = iter(range(10**9))
        self._threads = [threading.Thread(target=self._run, args=(number, seed), daemon=True)
                         for number in range(2)]
        for thread in self._threads:
            thread.start()

    def stop(self):
        self._over.set()
        for thread in self._threads:
            thread.join(60)

    def _run(self, number, seed):
        try:
            Asker(self, by_helper=number == 1, chance=random.Random(f"{seed}/{number}")).run()
        except Exception as error:  # pylint: disable=broad-except
            self.trouble.append(repr(error))
            raise

    def running(self):
        return not self._over.is_set()

    def new_mail(self, chance, null_sender):
        """A sender that nobody has seen."""
        number = next(self._numbers)
        if null_sender:
            source = f"198.18.{number // 250 % 250}.{number % 250}"
            return Mail(source, "", "", f"r{number}@customer.example")
        return Mail(f"198.51.100.{chance.randrange(self.SOURCES)}", f"s{number}",
                    f"d{number}.example")

    def timed(self, begin, end):
        """Notes how long an answer took that came."""
        spent = end - begin - self.away.overlap(begin, end)
        fault = self.fault
        self.longest[fault] = max(self.longest[fault], spent)
        slack = self.slack.within(begin, end)
        if spent > self.LATEST + slack:
            self.late.append(f"{spent:.3f} s during {fault!r}, slack {slack:.3f} s")


class Asker:
    """One connection and the mails whose time comes on it."""

    KEPT = 15.0  # seconds that a connection lasts, as smtpd's do

    def __init__(self, load, by_helper, chance):
        self.load, self.by_helper, self.chance = load, by_helper, chance
        self.due = []
        self.count = 0
        self.connection = None
        self.opened = 0.0

    def run(self):
        while self.load.running():
            begin = time.monotonic()
            if self.due and self.due[0][0] <= time.time():
                _, _, what, mail = heapq.heappop(self.due)
            else:
                null = self.chance.random() < 0.1
                what, mail = "null sender" if null else "new", self.load.new_mail(self.chance, null)
            self.ask(what, mail)
            time.sleep(max(0.0, begin + 1 / self.load.rate - time.monotonic()))
        self.close()

    def later(self, seconds, what, mail):
        self.count += 1
        heapq.heappush(self.due, (time.time() + seconds, self.count, what, mail))

    def ask(self, what, mail):
        """One request, and when to ask again."""
        load = self.load
        load.asked[what] += 1
        fault, sent = load.fault, time.time()
        try:
            begin = time.monotonic()
            self.connect()
            action = self.connection.ask(client_address=mail.src, sender=mail.sender,
                                         recipient=mail.rcpt)
            load.timed(begin, time.monotonic())
        except (OSError, EOFError):
            self.close()
            load.ledger.unanswered(mail, sent)
            load.answers[fault]["no answer"] += 1
            return self.again(what, mail)
        kind = load.ledger.answered(mail, action, sent, time.time())
        load.answers[fault][kind] += 1
        return self.again(what, mail) if kind == "in doubt" else self.plan(what, mail)

    def again(self, what, mail):
        """Until it is acknowledged, or too old to know what to expect."""
        if time.time() - mail.low < self.load.ages.connect / 2:
            self.later(1 + self.chance.random(), what, mail)

    def plan(self, what, mail):
        ages, chance = self.load.ages, self.chance
        if what in ("new", "null sender"):
            if chance.random() < 0.4:
                self.later(chance.uniform(0, ages.delay - 1.5), "early", mail)
            if chance.random() < 0.9:
                self.later(ages.delay + 2 + chance.random() * ages.connect / 4, "retry", mail)
        elif what in ("retry", "known") and chance.random() < 0.7:
            self.later(chance.uniform(1, ages.awl / 2), "known", mail)

    def connect(self):
        if self.connection and time.monotonic() - self.opened > self.KEPT:
            self.close()
        if not self.connection:
            self.connection = HelperConnection(self.load.daemon, 30) if self.by_helper else \
                self.load.daemon.connection(30)
            self.opened = time.monotonic()

    def close(self):
        if self.connection:
            self.connection.close()
        self.connection = None
