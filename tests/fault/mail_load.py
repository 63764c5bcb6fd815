"""A load of mail on a Postfix: every reply is seen, and what was said is compared with what comes."""

import collections
import itertools
import random
import threading
import time

from ledger import Attempt
from load import SchedulingSlack

KNOWN = 8  # senders that are known before the load begins
RCPT = "rcpt@customer.example"


class MailLoad:
    """SMTP clients that send known senders' mail, first attempts and retries of these.

    `delay` is the daemon's reconnect_delay in seconds. Begin with make_known().
    """

    CLIENTS = 4
    MAILS_A_SESSION = 5
    PAUSE = 0.02

    def __init__(self, postfix, delay, seed, ledger):
        self.postfix, self.delay, self.ledger = postfix, delay, ledger
        self.answers = collections.Counter()
        self.refused = []  # replies that nobody may see
        self.times = []  # of RCPT, in seconds
        self.accepted = set()  # subjects
        self.retries = {}  # of these, the retries: their attempts
        self.slack = SchedulingSlack()
        self._chance = random.Random(seed)
        self._numbers = itertools.count()
        self.began = self.ended = time.monotonic()
        self._over = threading.Event()
        self._lock = threading.Lock()
        self._threads = []
        self._known = [Attempt(f"203.0.113.{number}", f"known{number}", "known.example")
                       for number in range(KNOWN)]

    def make_known(self):
        """Passes greylisting once with each known sender."""
        for first in (True, False):
            for attempt in self._known:
                with self.postfix.conversation(address=attempt.src) as client:
                    self._send(client, attempt, "first" if first else "retry")
            if first:
                time.sleep(self.delay + 1.1)
        assert len(self.accepted) == KNOWN, self.answers

    def start(self):
        self.began = time.monotonic()
        self._threads = [threading.Thread(target=self._run, args=(number,), daemon=True)
                         for number in range(self.CLIENTS)]
        for thread in self._threads:
            thread.start()

    def stop(self):
        self._over.set()
        for thread in self._threads:
            thread.join()
        self.ended = time.monotonic()
        self.slack.stop()

    @property
    def longest(self):
        return max(self.times)

    def _run(self, number):
        waiting = collections.deque()
        while not self._over.is_set():
            retry = waiting.popleft() if waiting and self._due(waiting[0]) else None
            try:
                self._session(number, retry, waiting)
            except (OSError, AssertionError) as error:
                self.refused.append(repr(error))

    def _due(self, attempt):
        return attempt.first_seen + self.delay + 1.1 < time.time()

    def _session(self, number, retry, waiting):
        known = self._known[next(self._numbers) % KNOWN]
        src = retry.src if retry else known.src
        with self.postfix.conversation(address=src) as client:
            for turn in range(1 if retry else self.MAILS_A_SESSION):
                if retry:
                    self._send(client, retry, "retry")
                elif turn % 2 == 0:
                    self._send(client, known, "known")
                else:
                    attempt = Attempt(src, f"s{number}x{next(self._numbers)}", "new.example")
                    if self._send(client, attempt, "first") == "greylisted":
                        waiting.append(attempt)
                time.sleep(self.PAUSE)

    def _send(self, client, attempt, kind):
        """One message; what became of it."""
        client.mail(attempt.sender)
        begin = time.monotonic()
        reply = client.rcpt(attempt.rcpt)
        spent = time.monotonic() - begin
        accepted = reply.startswith("250 ")
        outcome = "accepted" if accepted else "greylisted" if "Greylisted for" in reply else reply
        subject = f"{kind}-{next(self._numbers)}"
        if accepted:
            end = client.data(f"Subject: {subject}\r\n\r\nhello\r\n")
            outcome = "accepted" if end.startswith("250 ") else end
        else:
            client.reset()
        with self._lock:
            self.times.append(spent)
            self._note(attempt, kind, outcome, subject)
        return outcome

    def _note(self, attempt, kind, outcome, subject):
        self.answers[f"{kind} {outcome if outcome in ('accepted', 'greylisted') else 'refused'}"] += 1
        if outcome == "accepted":
            self.accepted.add(subject)
            if kind == "retry":
                self.retries[subject] = attempt
        elif outcome == "greylisted" and kind == "first":
            self.ledger.answered(attempt, "Greylisted")
        elif outcome == "greylisted":
            self.ledger.forgotten.append((time.time(), attempt.sender, kind))
        else:
            self.refused.append(outcome)

    def compare(self, messages):
        """Of the delivered messages: the accepted subjects that are missing. Notes in the ledger
        which retries were acknowledged: those whose header says so."""
        found = {message.headers("Subject")[0]: message for message in messages}
        for subject, attempt in self.retries.items():
            greylist = found[subject].headers("X-Greylist") if subject in found else []
            if greylist and greylist[0].startswith("delayed"):
                self.ledger.answered(attempt, "delayed")
        return sorted(self.accepted - set(found))
