"""Somebody who writes: from which machines, under which envelope senders, and when they retry."""

from mailweek.mail import DAY, Message


class Writer:
    """A person, a company or a list; its recipients are few or many."""

    def __init__(self, world, kind, pool, retries, *, unit, envelope, limit=DAY, habit=3,
                 people=1):
        """`envelope(recipient)` gives the sender of one message; `habit`: how many mailboxes of
        the site it writes to, None for any; `people`: how many there are that write, or, with
        a service or a list, how many of the site have to do with it."""
        self.world, self.kind, self.pool, self.retries = world, kind, pool, retries
        self.unit, self.envelope, self.limit, self.people = unit, envelope, limit, people
        chance = world.chance
        self.personal = habit is not None
        self.mailboxes = world.mailboxes if habit is None else \
            chance.sample(world.mailboxes, chance.randrange(1, habit + 1) + people - 1)

    def message(self, at, several=False):
        """One message; of a person, if `several`, to more than one recipient."""
        chance = self.world.chance
        several = several and self.personal
        count = min(chance.randrange(2, 5) if several else 1, len(self.mailboxes))
        recipients = tuple(chance.sample(self.mailboxes, count))
        return Message(self.kind, at, self.pool.tries(self.retries(chance)), self.limit,
                       self.envelope(recipients[0]), recipients, self.unit, False)


def one_of(world, domain, count):
    """An envelope sender for one of so many people of a domain."""
    addresses = [f"{world.names.person()}@{domain}" for _ in range(count)]
    return lambda _recipient: world.chance.choice(addresses)


def popularity(chance):
    """How many of the site have to do with a service: few with most, many with some."""
    return min(1 + int(chance.lognormvariate(1.2, 1)), 80)


def verp(recipient):
    """The recipient as a part of a local part."""
    return recipient.replace("@", "=")
