"""A load: clients that ask first attempts and what follows from the answers, each of them judged."""

import collections
import dataclasses
import heapq
import itertools
import random
import threading
import time

from greytest.book import RIPE, Book
from greytest.mail import LetterOut, Mail, PooledMail, in_letters
from greytest.slack import Slack


@dataclasses.dataclass(frozen=True)
class Plan:
    """Who comes, and who comes again: parts of the mails, and within how many seconds."""

    sources: int = 60
    per_source: int = 1  # first attempts of one source one after the other
    name: str = ""  # of the senders: it tells several loads apart
    rcpt: str = "rcpt@customer.example"
    null: float = 0.0  # of the first attempts: from the null sender
    pooled: float = 0.0  # of them: of organisations, each attempt from another network
    letters: float = 0.0  # of the first questions: mail that an own user writes
    early: float = 0.0  # before reconnect_delay is over
    retry: float = 1.0
    retry_within: float = 0.0  # after reconnect_delay is over
    known: float = 0.0  # of those who have passed
    known_within: float = 2.0


class Away:
    """The times when a daemon was killed, stopped or hung."""

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

    def touches(self, begin, end):
        """Whether any of it was between two times, or at one of them."""
        return any(first <= end and begin <= last for first, last in list(self._spans))


class Load:
    """A thread for each of the `ways` (see ways.py), which asks at most `rate` times a second.

    `fault` is the name of what is being done to the servers, set by who does it; answers are
    counted by it.
    """

    LATEST = 1.05  # request_timeout of the daemons, and 50 ms

    def __init__(self, ways, ages, plan=Plan(), rate=200.0, seed=0):
        """`ages` are settings of the daemons."""
        self.ages, self.plan, self.rate = ages, plan, rate
        self.slack = Slack()
        self.book = Book(ages)
        self.away = Away()  # what a daemon could not answer then is no delay
        # Of a daemon behind Postfix, which asks again, and whose answer may not come later for it.
        self.restarts = Away()
        self.fault = "none"
        self.asked = collections.Counter()  # by what was asked
        self.answers = collections.defaultdict(collections.Counter)  # by fault: of each kind
        self.longest = collections.defaultdict(float)  # by fault: where the daemon lived
        self.times = []  # of all answers, in seconds
        self.late = []
        self.trouble = []  # what ended a client
        self.numbers = itertools.count()  # of the first attempts of all clients
        # By subject: what Postfix took; the mail, when it was asked, and whether maybe twice.
        self.accepted = {}
        self._over = threading.Event()
        self.began = self.ended = time.monotonic()
        self._threads = [
            threading.Thread(target=self._run, daemon=True,
                             args=(Client(self, way, number, random.Random(f"{seed}/{number}")),))
            for number, way in enumerate(ways)]
        for thread in self._threads:
            thread.start()

    def _run(self, client):
        try:
            client.run()
        except Exception as error:  # pylint: disable=broad-except
            self.trouble.append(repr(error))
            raise

    def running(self):
        return not self._over.is_set()

    def pause(self, seconds):
        self._over.wait(seconds)

    def stop(self):
        self._over.set()
        for thread in self._threads:
            thread.join(60)
        self.slack.stop()
        self.ended = time.monotonic()

    def took(self, fault, begin, end):
        """Notes how long an answer took that came."""
        spent = end - begin - self.away.overlap(begin, end)
        self.times.append(spent)
        self.longest[fault] = max(self.longest[fault], spent)
        if spent > self.LATEST and spent > self.LATEST + (slack := self.slack.within(begin, end)):
            self.late.append(f"{spent:.3f} s during {fault!r}, slack {slack:.3f} s")

    def longest_of_all(self):
        return max(self.longest.values(), default=0.0)

    def answers_of_all(self):
        """Of each kind."""
        return sum(self.answers.values(), collections.Counter())

    def percentile(self, part):
        """Of the times of the answers, in seconds."""
        return sorted(self.times)[int(len(self.times) * part)]

    def what_went_wrong(self):
        """Wrong answers, what was forgotten, and questions without an answer: of a daemon that was
        there all the time."""
        return self.book.wrong + self.book.forgotten + self.trouble + \
            ["no answer"] * self.answers_of_all()["no answer"]

    def judge(self, messages):
        """Judges by their headers the messages that were delivered; the subjects that lack."""
        found = {message.headers("Subject")[0]: message for message in messages}
        for subject, asked in self.accepted.items():
            if subject in found:
                mail, fault, *rest = asked
                header = found[subject].headers("X-Greylist")
                action = f"PREPEND X-Greylist: {header[0]}" if header else "dunno"
                self.answers[fault][self.book.answered(mail, action, *rest)] += 1
        return sorted(self.accepted.keys() - found.keys())


class Client:
    """One way to ask, and the mails whose time comes on it."""

    def __init__(self, load, way, number, chance):
        self.load, self.way, self.chance = load, way, chance
        self._mark = f"{load.plan.name}{number}x"
        self._due = []
        self._order = itertools.count()
        self._left = 0  # first attempts that come from this source yet
        self._source = ""

    def run(self):
        while self.load.running():
            begin = time.monotonic()
            if self._due and self._due[0][0] <= time.time():
                _, _, what, mail = heapq.heappop(self._due)
            else:
                what, mail = self._first_attempt()
            self._ask(what, mail)
            self.load.pause(begin + 1 / self.load.rate - time.monotonic())
        self.way.close()

    def _first_attempt(self):
        """Of a sender that nobody has seen."""
        plan, number = self.load.plan, next(self.load.numbers)
        if self.chance.random() < plan.null:
            # Of a source of its own: nothing else tells one from another.
            return "null sender", Mail(self._address(number), "", "",
                                       f"r{self._mark}{number}@customer.example")
        if self.chance.random() < plan.letters:
            return "letter out", LetterOut(self._address(number), f"u{self._mark}{number}",
                                           "customer.example",
                                           f"c{self._mark}@k{self._mark}{number}.example")
        if self.chance.random() < plan.pooled:
            organisation = f"large-{in_letters(self.chance.randrange(plan.sources))}.example"
            return "new", PooledMail(organisation, f"s{self._mark}{number}",
                                     f"d{self._mark}{number}.example", plan.rcpt)
        if self._left == 0:
            self._source = self._address(self.chance.randrange(plan.sources))
            self._left = plan.per_source
        self._left -= 1
        return "new", Mail(self._source, f"s{self._mark}{number}",
                           f"d{self._mark}{number}.example", plan.rcpt)

    @staticmethod
    def _address(number):
        """Of the networks for benchmarks, each of another /24."""
        return f"198.{18 + (number >> 15 & 1)}.{number & 255}.{1 + (number >> 8 & 127)}"

    def _later(self, seconds, what, mail):
        heapq.heappush(self._due, (time.time() + seconds, next(self._order), what, mail))

    def _ask(self, what, mail):
        """One request, and when to ask again."""
        load = self.load
        load.asked[what] += 1
        fault, sent = load.fault, time.time()
        try:
            reply = self.way.ask(mail)
        except (OSError, EOFError):
            if what != "letter out":
                load.book.unanswered(mail, sent)
            load.answers[fault]["no answer"] += 1
            self._again(what, mail)
            return
        load.took(fault, reply.begin, reply.end)
        if reply.subject:
            load.book.taken(mail, sent)
            load.accepted[reply.subject] = (mail, fault, sent, time.time(),
                                            load.restarts.touches(reply.begin, reply.end))
            load.answers[fault][f"{what} accepted"] += 1
            self._follow("retry", mail)
            return
        if what == "letter out":
            load.answers[fault][what] += 1
            return load.book.written(mail)
        kind = load.book.answered(mail, reply.action, sent, time.time())
        load.answers[fault][kind] += 1
        if kind == "in doubt":
            self._again(what, mail)
        else:
            self._follow(what, mail)

    def _again(self, what, mail):
        """Until it is acknowledged, or too old to know what to expect."""
        if what == "letter out" or time.time() - mail.low < self.load.ages.connect / 2:
            self._later(1 + self.chance.random(), what, mail)

    def _follow(self, what, mail):
        plan, chance, delay = self.load.plan, self.chance, self.load.ages.delay
        if what in ("new", "null sender"):
            if chance.random() < plan.early:
                self._later(chance.uniform(0, delay - 1.5), "early", mail)
            if chance.random() < plan.retry:
                self._later(delay + RIPE + chance.random() * plan.retry_within, "retry", mail)
        elif what in ("retry", "known") and chance.random() < plan.known:
            self._later(chance.uniform(1, plan.known_within), "known", mail)
