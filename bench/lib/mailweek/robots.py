"""Robots: whose machines they are on, whom they claim to be, and whether they come back."""

from mailweek import retries
from mailweek.mail import DAY, Host, Message, verified
from mailweek.pools import make_pool

BIG_DOMAINS = ["gmail.com", "hotmail.com", "yahoo.com", "outlook.com", "gmx.de", "aol.com"]


class Robots:
    """Makes bursts of messages; `correspondents` are the senders of real mail, by operator."""

    def __init__(self, world, correspondents, days):
        self.world, self.seconds = world, days * DAY
        self.by_operator = correspondents
        self.correspondents = sorted(set().union(*correspondents.values()))
        self.old = []  # bots that may be there again another day
        self.snow = self._snowshoe_domains()

    def bot(self):
        """(host, provider); a tenth have been there before."""
        chance, world = self.world.chance, self.world
        if self.old and chance.random() < 0.1:
            return chance.choice(self.old)
        providers = chance.choices((world.isps, world.foreign, world.hosters, None),
                                   (45, 30, 12, 13))[0]
        if providers:
            provider = chance.choice(providers)
            made = (provider.bot(), provider)
        else:
            made = (Host(world.addresses.single(), "unknown", "unknown", world.names.word(2)), None)
        self.old.append(made)
        return made

    def sender(self, provider, recipient):
        """Forged."""
        chance, names = self.world.chance, self.world.names
        claim = chance.choices(
            ("big", "known", "neighbour", "provider", "random", "self", "null"),
            (25, 20, 4, 12, 29, 5, 5))[0]
        # A neighbour is somebody who writes by the mail servers of the bot's own provider.
        if claim == "neighbour" and provider and provider.domain in self.by_operator:
            return chance.choice(self.by_operator[provider.domain])
        if claim in ("known", "neighbour"):
            return chance.choice(self.correspondents)
        if claim == "null":
            return ""
        domain = {"big": lambda: chance.choice(BIG_DOMAINS), "random": names.domain,
                  "self": lambda: recipient.partition("@")[2],
                  "provider": lambda: (provider or chance.choice(self.world.isps)).domain}[claim]()
        return f"{names.person()}@{domain}"

    def message(self, kind, at, tries, sender, recipient):
        return Message(kind, at, tuple(tries), DAY, sender, (recipient,), (), True)

    def burst(self, kind, offsets):
        """Some messages of one bot within minutes; `offsets()` says when each is tried again."""
        chance = self.world.chance
        host, provider = self.bot()
        at = chance.randrange(self.seconds)
        one_sender = chance.random() < 0.4
        sender = None
        count = chance.choice((1, 1, 1, 1, 2, 3, 5, 12))
        for recipient in chance.sample(self.world.mailboxes, count):
            if sender is None or not one_sender:
                sender = self.sender(provider, recipient)
            tries = [(offset, host) for offset in offsets()]
            yield self.message(kind, at, tries, sender, recipient)
            at += chance.randrange(1, 90)

    def quiet(self):
        return self.burst("quiet", lambda: [0])

    def hasty(self):
        return self.burst("hasty", lambda: retries.hasty(self.world.chance))

    def back(self):
        return self.burst("comes back", lambda: retries.robot_back(self.world.chance))

    def back_elsewhere(self):
        """The same mail again, from another bot of the herd or from the same line's new address."""
        chance = self.world.chance
        host, provider = self.bot()
        recipient = chance.choice(self.world.mailboxes)
        tries = [(0, host)]
        for _ in range(chance.randrange(1, 4)):
            if provider and chance.random() < 0.3:
                host = provider.bot()
            else:
                host = self.bot()[0]
            tries.append((tries[-1][0] + chance.randrange(20, 18000), host))
        yield self.message("comes back from elsewhere", chance.randrange(self.seconds), tries,
                           self.sender(provider, recipient), recipient)

    def _snowshoe_domains(self):
        """(domain, pool) of true mail servers: 40 domains in each of four networks."""
        made = []
        for _ in range(4):
            network = self.world.addresses.network()
            for domain in (self.world.names.domain() for _ in range(40)):
                host = verified(self.world.addresses.host(network), f"mail.{domain}")
                made.append((domain, make_pool(self.world, 1, 1, lambda _, host=host: host)))
        return made

    def snowshoe(self):
        """One domain's campaign."""
        chance = self.world.chance
        domain, pool = chance.choice(self.snow)
        at = chance.randrange(self.seconds)
        name = self.world.names.person()
        for _ in range(chance.randrange(2, 25)):
            made = self.message("snowshoe", at, pool.tries(retries.postfix(chance)),
                                f"{name}@{domain}", chance.choice(self.world.mailboxes))
            yield made._replace(unit=(domain, domain))
            at += chance.randrange(1, 120)
