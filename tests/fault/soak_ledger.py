"""What each mail of the soak may be answered, and what it must not be."""

import collections
import dataclasses
import re
import threading

DELAYED = re.compile(r"X-Greylist: delayed (\d+) by")
ROUNDING = 2.0  # entries count whole seconds, of the daemon's clock before and after the answer


@dataclasses.dataclass
class Ages:
    """Settings of the daemons, in seconds."""

    delay: int
    connect: int
    awl: int
    refresh: int


@dataclasses.dataclass(eq=False)
class Mail:
    """One sender and recipient at one source. Times are of the wall clock."""

    src: str
    name: str
    domain: str
    rcpt: str = "rcpt@customer.example"
    low: float | None = None  # its first attempt was not before this
    acknowledged: float | None = None  # and, where this is set, not after this
    may_be_known: bool = False
    known_until: float | None = None  # certain for so long

    @property
    def sender(self):
        return f"{self.name}@{self.domain}" if self.name else ""

    def key(self):
        """As the tables have it, SQLgrey's word for the null sender included."""
        return (self.src, self.domain or "-undef-", self.name or "-undef-")


def kind_of(action):
    """greylisted, delayed, known or in doubt."""
    if "Greylisted" in action:
        return "greylisted"
    if DELAYED.search(action):
        return "delayed"
    if "from auto-whitelisted" in action:
        return "known"
    return "in doubt" if action.lower() == "dunno" else "unforeseen"


class SoakLedger:
    """The book of one daemon's load; safe to use from several threads."""

    def __init__(self, ages):
        self.ages = ages
        self.wrong = []
        self.forgotten = []
        self.acknowledged = 0
        self._mails = collections.deque()
        self._lock = threading.Lock()

    def answered(self, mail, action, sent, got):
        """Judges an answer to a request sent and got at these times; returns its kind."""
        kind = kind_of(action)
        with self._lock:
            complaint = self._complaint(mail, kind, action, sent, got)
            if complaint:
                must = complaint.startswith("forgotten")
                (self.forgotten if must else self.wrong).append(
                    f"{complaint}: {action!r} at {got:.2f} to {mail}")
            self._learn(mail, kind, sent, got)
        return kind

    def unanswered(self, mail, sent):
        """The request may have been decided, or not."""
        with self._lock:
            self._learn(mail, "in doubt", sent, sent)

    def _complaint(self, mail, kind, action, sent, got):
        known = mail.known_until is not None and got < mail.known_until
        ripe = (mail.acknowledged is not None and
                sent - mail.acknowledged >= self.ages.delay + ROUNDING and
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
            self.acknowledged += 1
            self._mails.append(mail)
        if kind == "delayed":
            mail.may_be_known = True
            mail.known_until = sent + self.ages.awl - ROUNDING
            self.acknowledged += 1
        if kind == "known":
            # It was renewed unless that was done within awl_refresh.
            until = sent - self.ages.refresh + self.ages.awl - 2 * ROUNDING
            mail.known_until = max(mail.known_until or 0, until)

    def standing(self, now, margin):
        """What no store may lack: keys of connect, keys of from_awl, `margin` seconds from now."""
        with self._lock:
            oldest = now - self.ages.connect - 5 * self.ages.awl
            while self._mails and self._mails[0].acknowledged < oldest:
                self._mails.popleft()
            connects = {(*mail.key(), mail.rcpt) for mail in self._mails
                        if mail.low + self.ages.connect - ROUNDING > now + margin}
            known = {mail.key() for mail in self._mails
                     if mail.known_until is not None and mail.known_until > now + margin}
        return connects, known
