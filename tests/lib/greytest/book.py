"""The book of a load: what a mail may be answered, and what no store may lack of what was."""

import collections
import dataclasses
import re
import threading
import time

DELAYED = re.compile(r"X-Greylist: delayed (\d+) by")
ROUNDING = 2.0  # entries count whole seconds, of the daemon's clock before and after the answer
RIPE = 1.1  # seconds beyond reconnect_delay after which a retry is not too early
QUERIES = ("select src, sender_domain, sender_name, rcpt from greycache.connect",
           "select src, sender_domain, sender_name from greycache.from_awl",
           "select src, sender_domain, sender_name from greycache.correspondent",
           "select recipient from greycache.expectation")


@dataclasses.dataclass
class Ages:
    """Settings of the daemons, in seconds."""

    delay: int
    connect: int = 24 * 3600
    awl: int = 60 * 24 * 3600
    refresh: int = 3600


def kind_of(action):
    """greylisted, delayed, known, in doubt or unforeseen."""
    if "Greylisted" in action:
        return "greylisted"
    if DELAYED.search(action):
        return "delayed"
    if "from auto-whitelisted" in action:
        return "known"
    return "in doubt" if action.lower() == "dunno" else "unforeseen"


def lacking(standing, psql):
    """What a store has not of what Book.standing() names; `psql` prints the rows of a query."""
    return sorted(entry for wanted, query in zip(standing, QUERIES) if wanted
                  for entry in wanted - {tuple(row.split("|")) for row in psql(query).splitlines()})


class Book:
    """Safe to use from several threads."""

    def __init__(self, ages):
        self.ages = ages
        self.wrong = []  # answers that nobody may get
        self.forgotten = []  # answers as if what was acknowledged had not been
        self.acknowledged = 0
        self._mails = collections.deque()
        self._letters = []  # of own users, whose answer came
        self._expected = []  # recipients that an operator was told will get their mail
        self._lock = threading.Lock()

    def answered(self, mail, action, sent, got, asked_again=False):
        """Judges an answer to a request sent and got at these times; returns its kind.

        `asked_again`: a daemon may have decided it before and gone without an answer, and Postfix
        asked again by itself. The first of these may have made the sender known, then, unless it
        was the first attempt: Postfix asks twice at most (smtpd_policy_service_try_limit)."""
        kind = kind_of(action)
        with self._lock:
            if asked_again and mail.low and mail.low < sent and got - mail.low > self.ages.delay:
                mail.may_be_known = True
            complaint = self._complaint(mail, kind, action, sent, got)
            if complaint:
                forgot = complaint.startswith("forgotten")
                (self.forgotten if forgot else self.wrong).append(
                    f"{complaint}: {action!r} at {got:.2f} to {mail}")
            self._learn(mail, kind, sent, got)
        return kind

    def unanswered(self, mail, sent):
        """The request may have been decided, or not."""
        with self._lock:
            self._learn(mail, "in doubt", sent, time.time())

    def written(self, letter):
        """A user's mail went out: its recipient is known to him from now on."""
        with self._lock:
            self.acknowledged += 1
            self._letters.append(letter)

    def expected(self, recipient):
        """An operator was told that mail to this recipient passes."""
        with self._lock:
            self.acknowledged += 1
            self._expected.append(recipient)

    def letters(self):
        """Those of written()."""
        with self._lock:
            return list(self._letters)

    def expectations(self):
        """The recipients of expected()."""
        with self._lock:
            return list(self._expected)

    def taken(self, mail, sent):
        """It was accepted at this time; what was answered will be told to answered()."""
        with self._lock:
            mail.low = mail.low or sent

    def _complaint(self, mail, kind, action, sent, got):
        known = mail.known_until is not None and got < mail.known_until
        ripe = (mail.acknowledged is not None and
                sent - mail.acknowledged >= self.ages.delay + RIPE and
                got - mail.low < self.ages.connect - ROUNDING)
        if kind == "greylisted" and (known or ripe):
            return "forgotten sender" if known else "forgotten first attempt"
        if kind == "delayed":
            return self._complaint_of_delayed(mail, action, sent, got, known)
        if kind == "known" and not mail.may_be_known:
            return "passed as known, but never was"
        return "no answer of ours" if kind == "unforeseen" else None

    def _complaint_of_delayed(self, mail, action, sent, got, known):
        if known:
            return "forgotten sender"
        if mail.low is None or got - mail.low <= self.ages.delay:
            return "passed too early"
        seconds = int(DELAYED.search(action)[1])
        least = sent - mail.acknowledged - 1 if mail.acknowledged else self.ages.delay
        if not least <= seconds <= got - mail.low + 1:
            return f"not delayed by {seconds} s"
        return None

    def _learn(self, mail, kind, sent, got):
        if kind in ("in doubt", "unforeseen"):
            if mail.low is not None and got - mail.low > self.ages.delay:
                mail.may_be_known = True
        if mail.low is None:
            mail.low = sent
        if kind == "greylisted" and mail.acknowledged is None:
            mail.acknowledged = got
            self._acknowledge(mail)
        if kind == "delayed":
            mail.may_be_known = True
            mail.known_until = sent + self.ages.awl - ROUNDING
            self._acknowledge(mail)
        if kind == "known":
            # It was renewed unless that was done within awl_refresh.
            until = sent - self.ages.refresh + self.ages.awl - 2 * ROUNDING
            mail.known_until = max(mail.known_until or 0, until)

    def _acknowledge(self, mail):
        self.acknowledged += 1
        self._mails.append(mail)

    def standing(self, margin=0.0):
        """What no store may lack in `margin` seconds: keys of connect, of from_awl, of
        correspondent, of expectation."""
        now = time.time()
        with self._lock:
            oldest = now - self.ages.connect - 5 * self.ages.awl
            while self._mails and self._mails[0].low < oldest:
                self._mails.popleft()
            connects = {(*mail.key(), mail.rcpt) for mail in self._mails
                        if mail.acknowledged is not None
                        and mail.low + self.ages.connect - ROUNDING > now + margin}
            known = {mail.key() for mail in self._mails
                     if mail.known_until is not None and mail.known_until > now + margin}
            letters = {letter.key() for letter in self._letters}
            expected = {(recipient,) for recipient in self._expected}
        return connects, known, letters, expected

    def lost(self, psql):
        """What a store lacks of standing(): see lacking()."""
        return lacking(self.standing(), psql)
