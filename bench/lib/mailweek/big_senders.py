"""Mailbox providers and platforms: many networks, another one at each attempt.

About half of each kind's mail comes from operators under their real names, so that what the three
services ship as lists counts; the others are invented, and no list knows them. All addresses are
invented.
"""

from mailweek import retries
from mailweek.mail import verified
from mailweek.pools import make_pool
from mailweek.writers import Writer, one_of, popularity, verp

REGIONS = ["am6eur05", "db3eur04", "he1eur01", "bn8nam12", "co1nam11", "sg2apc01", "fr4p281"]
SITES = ["ed1", "lf1", "wr1", "yw1", "pg1", "ot1"]
CENTRES = ["ne1", "ir2", "bf2", "sg3"]
CLOUDS = ["eu-west-1", "eu-central-1", "us-east-2", "ap-south-1"]


class Operators:
    """Draws an operator of a kind: (share, domain of its machines, own sender domains, pool)."""

    def __init__(self, world, choices):
        self.world = world
        self.choices = choices

    def draw(self):
        return self.world.chance.choices(self.choices, [one[0] for one in self.choices])[0]


def operators(world, real, invented, networks, per_network, name, ipv6=0.0):
    """`real`: (share, domain of the machines, domain of mailboxes); `invented`: (how many, share of
    all of them); `name(domain, chance)` a machine's name under that domain."""
    count, share = invented
    choices = [*real, *((share / count, domain, domain) for domain in
                        (world.names.domain() for _ in range(count)))]
    low, high = networks
    return Operators(world, [(share, machines, mailboxes, make_pool(
        world, world.chance.randrange(low, high + 1), per_network,
        lambda address, machines=machines: verified(address, name(machines, world.chance)), ipv6))
        for share, machines, mailboxes in choices])


def mailbox_kind(world, kind, drawn, schedule, own_domain):
    """People with a mailbox there, and organisations with a domain of their own."""
    def writer():
        _, machines, mailboxes, pool = drawn.draw()
        own = world.chance.random() < own_domain
        domain = mailboxes if own else world.names.domain()
        people = 1 if own else world.chance.randrange(1, 11)
        return Writer(world, kind, pool, schedule, unit=(machines, domain), people=people,
                      envelope=one_of(world, domain, people))
    return writer


def big_provider(world):
    drawn = operators(world, [(0.6, "google.com", "gmail.com")], (1, 0.4), (11, 11), 6,
                      lambda domain, chance: f"mail-{chance.choice(SITES)}-{chance.choice('fx')}"
                                             f"{chance.randrange(10, 99)}.{domain}", 0.1)
    return mailbox_kind(world, "big provider", drawn, retries.provider_a, 0.75)


def hosted_mail(world):
    drawn = operators(world, [(0.6, "outlook.com", "hotmail.com")], (1, 0.4), (120, 180), 3,
                      lambda domain, chance: f"mail-{chance.choice(REGIONS)}on2"
                                             f"{chance.randrange(10, 999):03}.outbound.protection."
                                             f"{domain}", 0.1)
    return mailbox_kind(world, "hosted mail", drawn, retries.hosted, 0.3)


def other_provider(world):
    drawn = operators(world, [(0.3, "yahoo.com", "yahoo.com")], (8, 0.7), (2, 5), 4,
                      lambda domain, chance: f"sonic{chance.randrange(300, 330)}-"
                                             f"{chance.randrange(2, 60)}.consmr.mail."
                                             f"{chance.choice(CENTRES)}.{domain}")
    return mailbox_kind(world, "other provider", drawn, retries.other_provider, 0.9)


def platform_api(world):
    drawn = operators(world, [(0.5, "amazonses.com", "")], (2, 0.5), (10, 20), 4,
                      lambda domain, chance: f"a{chance.randrange(2, 60)}-"
                                             f"{chance.randrange(2, 250)}.smtp-out.{chance.choice(CLOUDS)}.{domain}")

    def writer():
        _, machines, _, pool = drawn.draw()
        domain = f"{world.chance.choice(CLOUDS)}.{machines}"
        # Some have their bounces under their own domain.
        own = world.names.domain() if world.chance.random() < 0.4 else machines
        domain = domain if own == machines else f"mail.{own}"
        return Writer(world, "platform, API", pool, retries.platform_api, unit=(machines, own),
                      habit=None, people=popularity(world.chance), envelope=lambda _recipient: (
                          f"0{world.names.hexadecimal(15)}-{world.names.hexadecimal(8)}-"
                          f"{world.names.hexadecimal(12)}-000000@{domain}"))
    return writer


def platform_customers(world):
    drawn = operators(world, [(0.4, "sendgrid.net", "")], (3, 0.6), (20, 20), 4,
                      lambda domain, chance: f"o{chance.randrange(1, 30)}.em"
                                             f"{chance.randrange(100, 9999)}."
                                             f"outbound-mail.{domain}")

    def writer():
        _, machines, _, pool = drawn.draw()
        chance, own = world.chance, world.names.domain()
        if chance.random() < 0.2:  # a customer with machines and names of its own
            machines = own
            pool = make_pool(world, chance.randrange(1, 3), 1, lambda address: verified(
                address, f"o{chance.randrange(1, 9)}.em{chance.randrange(100, 9999)}.{own}"))
        return Writer(world, "platform, customers", pool, retries.platform_customers,
                      unit=(machines, own), habit=None, envelope=lambda recipient: (
                          f"bounces+{chance.randrange(10**6, 10**7)}-{world.names.hexadecimal(4)}-"
                          f"{verp(recipient)}@em{chance.randrange(100, 9999)}.{own}"))
    return writer


def newsletter(world):
    drawn = operators(world, [(0.35, "mcsv.net", "")], (3, 0.65), (10, 10), 4,
                      lambda domain, chance: f"mail{chance.randrange(2, 250)}.suw"
                                             f"{chance.randrange(10, 250)}.{domain}")

    def writer():
        _, machines, _, pool = drawn.draw()
        chance, number = world.chance, world.chance.randrange(10**6, 10**8)
        return Writer(world, "newsletter", pool, retries.newsletter, unit=(machines, machines),
                      habit=None, people=popularity(chance), envelope=lambda recipient: (
                          f"bounce-mc.us{chance.randrange(1, 22)}_{number}."
                          f"{chance.randrange(10**5, 10**7)}-{verp(recipient)}"
                          f"@mail{chance.randrange(2, 250)}.suw{chance.randrange(10, 250)}."
                          f"{machines}"))
    return writer
