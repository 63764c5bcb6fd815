"""A mail of a load: one sender and recipient at one source, and what is certain of it."""

import dataclasses


@dataclasses.dataclass(eq=False)
class Mail:
    """Times are of the wall clock."""

    src: str
    name: str
    domain: str
    rcpt: str
    low: float | None = None  # its first attempt was not before this
    acknowledged: float | None = None  # and, where this is set, not after this
    may_be_known: bool = False
    known_until: float | None = None  # certain for so long

    @property
    def sender(self):
        return f"{self.name}@{self.domain}" if self.name else ""

    def attributes(self, _chance):
        """Of the request of one attempt."""
        return {"client_address": self.src, "client_name": "unknown", "sender": self.sender,
                "recipient": self.rcpt}

    def key(self):
        """As the tables have it, SQLgrey's word for the null sender included."""
        return (self.src, self.domain or "-undef-", self.name or "-undef-")


def in_letters(number):
    """The number without a digit, in which a client's address might be found, and without "mx"."""
    letters = "bfgkqvxz"
    return (in_letters(number // 8) if number >= 8 else "") + letters[number % 8]


@dataclasses.dataclass(eq=False)
class PooledMail(Mail):
    """One of an organisation with a machine in each of many networks: `src` is its domain. Each
    attempt comes from another of them. Their names are no mail servers', which would pass as proven
    once enough came back, and no customers', which have numbers."""

    NETWORKS = 64
    def attributes(self, chance):
        number = chance.randrange(self.NETWORKS)
        return {**super().attributes(chance), "client_address": f"100.64.{number}.25",
                "client_name": f"apps-{in_letters(number)}.{self.src}"}

    def key(self):
        src, domain, name = super().key()
        return (f"{src}@{domain}", domain, name)


@dataclasses.dataclass(eq=False)
class LetterOut(Mail):
    """One that a user of the site writes: `name`@`domain` is the user, and its answer teaches who
    the recipient is to him."""

    def attributes(self, chance):
        return {**super().attributes(chance), "sasl_username": self.name}

    def key(self):
        """The correspondent's."""
        name, domain = self.rcpt.split("@")
        return (f"to:{self.sender}", domain, name)

    def answer(self):
        """What the recipient writes back, from a host that nobody knows."""
        return {"client_address": "203.0.113.5", "client_name": "unknown", "sender": self.rcpt,
                "recipient": self.sender}
