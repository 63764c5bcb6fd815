"""Everybody else who writes real mail: providers, small servers, lists, forwarders, bounces."""

from mailweek import retries
from mailweek.mail import Host, verified
from mailweek.pools import Pool, make_pool
from mailweek.writers import Writer, one_of, popularity, verp


def server(world, domain):
    """One machine: under its own name, a hoster's, an access provider's, or none."""
    chance, address = world.chance, world.addresses.single()
    helo = f"{chance.choice(('mail', 'mx', 'smtp', 'server', 'www', 'host1'))}.{domain}"
    way = chance.random()
    if way < 0.45:
        return verified(address, helo)
    if way < 0.75:
        return chance.choice(world.hosters).customer()._replace(helo=helo)
    if way < 0.88:
        return chance.choice(world.isps).customer()._replace(helo=helo)
    return Host(address, "unknown", "unknown", helo)


def alone(world, host):
    return Pool(world.chance, [[host]])


def small_server(world, kind="small server", schedule=None, limit=86400):
    def writer():
        domain = world.names.domain()
        people = 1 if world.chance.random() < 0.2 else world.chance.randrange(1, 11)
        return Writer(world, kind, alone(world, server(world, domain)),
                      schedule or retries.small_server(world.chance), unit=(domain, domain),
                      people=people, envelope=one_of(world, domain, people), limit=limit)
    return writer


def isp(world):
    schedules = {provider.domain: retries.isp(world.chance)
                 for provider in world.isps + world.hosters}

    def writer():
        chance = world.chance
        provider = chance.choice(world.isps + world.hosters)
        own = chance.random() < 0.6
        domain = provider.domain if own else world.names.domain()
        people = 1 if own else chance.randrange(1, 11)
        return Writer(world, "ISP, hoster, university", provider.pool, schedules[provider.domain],
                      unit=(provider.domain, domain), people=people,
                      envelope=one_of(world, domain, people))
    return writer


def login_code(world):
    """Shops too; the service's own domain, a random local part."""
    def writer():
        chance, domain = world.chance, world.names.domain()
        numbers = iter(range(1, 100))
        pool = make_pool(world, chance.randrange(1, 4), chance.randrange(1, 3), lambda address:
                         verified(address, f"out{next(numbers)}.{domain}"))
        return Writer(world, "login codes, shops", pool, retries.login_code, unit=(domain, domain),
                      habit=None, limit=2400, people=popularity(chance),
                      envelope=lambda _recipient: f"{world.names.token(16)}@{domain}")
    return writer


def mailing_list(world):
    def writer():
        chance, domain = world.chance, world.names.domain()
        pool = make_pool(world, chance.randrange(1, 3), 1,
                         lambda address: verified(address, f"lists.{domain}"))
        number = iter(range(chance.randrange(100, 90000), 10**9))
        name = world.names.word(2)
        return Writer(world, "mailing list", pool, retries.postfix, unit=(domain, domain),
                      habit=None, people=popularity(chance), envelope=lambda recipient: (
                          f"{name}-return-{next(number)}-{verp(recipient)}@lists.{domain}"))
    return writer


def forwarder(world):
    """With SRS; what it forwards is of many domains, and the hash is another each day."""
    def writer():
        chance, domain = world.chance, world.names.domain()
        pool = make_pool(world, chance.choice((1, 1, 2, 3)), 1, lambda address: verified(
            address, f"fwd{chance.randrange(1, 30)}.{domain}"))
        originals = [(world.names.domain(), world.names.person()) for _ in range(4)]

        def envelope(_recipient):
            original, person = chance.choice(originals)
            return (f"SRS0={world.names.token(4)}={world.names.token(2).upper()}={original}="
                    f"{person}@{domain}")
        return Writer(world, "forwarder with SRS", pool, retries.postfix, unit=(domain, domain),
                      envelope=envelope, people=chance.randrange(1, 11))
    return writer


def null_sender(world, providers):
    """Bounces, receipts and answers of the absent, of providers and of small servers."""
    def writer():
        chance = world.chance
        other = chance.choice(providers)() if chance.random() < 0.5 else small_server(world)()
        return Writer(world, "null sender", other.pool, other.retries, unit=(other.unit[0], ""),
                      envelope=lambda _recipient: "")
    return writer


def slow(world):
    return small_server(world, "slow to come back", retries.slow)


def impatient(world):
    return small_server(world, "impatient", retries.impatient, 3600)
