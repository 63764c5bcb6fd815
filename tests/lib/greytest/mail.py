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

    def key(self):
        """As the tables have it, SQLgrey's word for the null sender included."""
        return (self.src, self.domain or "-undef-", self.name or "-undef-")
