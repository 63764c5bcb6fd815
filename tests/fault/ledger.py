"""What the daemons have acknowledged, and what of it a store does not have."""

import dataclasses
import threading
import time


@dataclasses.dataclass(eq=False)
class Attempt:
    """One mail: its first attempt, and what came of it."""

    src: str
    name: str
    domain: str
    rcpt: str = "rcpt@customer.example"
    first_seen: float = 0.0  # the wall clock when the first attempt was acknowledged
    waits: bool = False

    @property
    def sender(self):
        return f"{self.name}@{self.domain}"


class Ledger:
    """Safe to use from several threads."""

    def __init__(self):
        self.connects = set()
        self.from_awl = set()
        self.forgotten = []  # retries that were answered as if the first attempt had not been
        self._lock = threading.Lock()

    def attempt(self, src, name, domain):
        return Attempt(src, name, domain)

    def answered(self, attempt, action):
        """Notes what an answer acknowledges; returns its name."""
        with self._lock:
            if "Greylisted" in action:
                if attempt.waits:
                    self.forgotten.append((time.time(), attempt.sender, action))
                attempt.waits = True
                attempt.first_seen = time.time()
                self.connects.add((attempt.src, attempt.domain, attempt.name, attempt.rcpt))
                return "greylisted"
            if "delayed" in action:
                self.from_awl.add((attempt.src, attempt.domain, attempt.name))
                return "passed"
            if "auto-whitelisted" in action:
                return "passed"
            assert action.lower().startswith("dunno"), action
            return "in doubt"

    def acknowledged(self):
        return len(self.connects) + len(self.from_awl)

    def lost(self, psql):
        """Entries that PostgreSQL does not have; `psql` runs a query and returns its rows' text."""
        rows = psql("select src, sender_domain, sender_name, rcpt from greycache.connect")
        found = {tuple(row.split("|")) for row in rows.splitlines()}
        lost = sorted(self.connects - found)
        rows = psql("select src, sender_domain, sender_name from greycache.from_awl")
        found = {tuple(row.split("|")) for row in rows.splitlines()}
        return lost + sorted(self.from_awl - found)
