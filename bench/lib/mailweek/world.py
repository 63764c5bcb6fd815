"""What all kinds of senders share: chance, addresses, names, providers, hosters, the site."""

import random

from mailweek import names
from mailweek.addresses import Addresses
from mailweek.mail import Host, verified
from mailweek.pools import make_pool

MAILBOXES = 300


class Provider:
    """An access provider or hoster: its customers' machines and its mail servers share a domain."""

    def __init__(self, world, patterns, networks):
        self.world = world
        self.domain = world.names.domain()
        self.pattern = world.chance.choice(patterns)
        self.networks = [world.addresses.network() for _ in range(networks)]
        smarthost = world.chance.choice(("smtp{}", "mout{}", "out-{}.mx", "relay{}.mail", "h{}"))
        numbers = iter(range(1, 100))
        self.pool = make_pool(
            world, world.chance.randrange(1, 4), world.chance.choice((2, 2, 3, 4)),
            lambda address: verified(address, f"{smarthost.format(next(numbers))}.{self.domain}"))

    def customer(self):
        """A machine with the name that all its customers have."""
        address = self.world.addresses.host(self.world.chance.choice(self.networks))
        return verified(address, names.machine_name(self.pattern, address, self.domain,
                                                    self.world.names))

    def bot(self):
        """A customer's machine that somebody else has; half of them have no name."""
        host = self.customer()
        chance = self.world.chance
        helo = chance.choice((host.name, self.world.names.word(2), f"[{host.address}]",
                              self.world.names.word(3) + ".example"))
        if chance.random() < 0.5:
            return Host(host.address, "unknown", chance.choice((host.name, "unknown")), helo)
        return Host(host.address, host.name, host.name, helo)


class World:
    """Made from a seed, and nothing else."""

    def __init__(self, seed):
        self.chance = random.Random(f"mailweek {seed}")
        self.addresses = Addresses(self.chance)
        self.names = names.Names(self.chance)
        self.site = ["customer.example", "customer-example.net"]
        self.mailboxes = [f"{self.names.person()}{number}@{self.chance.choice(self.site)}"
                          for number in range(MAILBOXES - 4)]
        self.mailboxes += [f"{name}@{self.site[0]}" for name in ("info", "sales", "support",
                                                                 "office")]
        self.isps = [Provider(self, self._patterns(), 60) for _ in range(40)]
        self.foreign = [Provider(self, self._patterns(), 60) for _ in range(60)]
        self.hosters = [Provider(self, names.HOSTERS, 25) for _ in range(15)]

    def _patterns(self):
        return self.chance.choice((names.WITH_ADDRESS, names.WITH_ADDRESS, names.WITH_WORDS,
                                   names.SILENT))
