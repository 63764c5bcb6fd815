"""The week: how much of each kind, and when. The same seed gives the same mails."""

import hashlib

from mailweek import big_senders, small_senders
from mailweek.mail import DAY, mails_of
from mailweek.robots import Robots
from mailweek.world import World

# Shares of the legitimate mail, in percent.
SHARES = {"big provider": 14, "hosted mail": 18, "other provider": 8,
          "platform, API": 7, "platform, customers": 8, "newsletter": 5,
          "login codes, shops": 3, "ISP, hoster, university": 10, "small server": 20,
          "mailing list": 2.5, "forwarder with SRS": 1.5, "null sender": 2, "impatient": 0.8,
          "slow to come back": 0.2}
# Machines, not people: any time of the day, some of them in bursts.
PLATFORMS = {"platform, API", "platform, customers", "newsletter", "login codes, shops"}
# Of the robots' mail, which is so many times the legitimate one.
ROBOTS = 2
ROBOT_SHARES = {"quiet": 74, "hasty": 13, "back": 3.5, "back_elsewhere": 2.5, "snowshoe": 7}
# Where a robot's whole mail is named in tables as "never in time".
NEVER_IN_TIME = ("quiet", "hasty")


def kinds(world):
    """What makes a new writer of each kind."""
    made = {"big provider": big_senders.big_provider(world),
            "hosted mail": big_senders.hosted_mail(world),
            "other provider": big_senders.other_provider(world),
            "platform, API": big_senders.platform_api(world),
            "platform, customers": big_senders.platform_customers(world),
            "newsletter": big_senders.newsletter(world),
            "login codes, shops": small_senders.login_code(world),
            "ISP, hoster, university": small_senders.isp(world),
            "small server": small_senders.small_server(world),
            "mailing list": small_senders.mailing_list(world),
            "forwarder with SRS": small_senders.forwarder(world),
            "impatient": small_senders.impatient(world),
            "slow to come back": small_senders.slow(world)}
    made["null sender"] = small_senders.null_sender(
        world, [made[name] for name in ("big provider", "hosted mail", "other provider",
                                        "ISP, hoster, university")])
    return made


def mails_in_a_week(chance):
    """Half of the senders write once, a tenth daily or more: a long tail."""
    way = chance.random()
    if way < 0.5:
        return 1
    if way < 0.9:
        return 2 + min(int(chance.expovariate(0.6)), 4)
    return min(7 + int(chance.lognormvariate(1.6, 0.8)), 60)


def working_hour(chance, days):
    """Seconds after the begin, a Monday's midnight: mostly by day, less on weekends."""
    while True:
        day = chance.randrange(days)
        if day % 7 < 5 or chance.random() < 0.2:
            break
    hour = chance.gauss(13, 3) % 24 if chance.random() < 0.85 else chance.uniform(0, 24)
    return day * DAY + int(hour * 3600)


def of_person(writer, chance, days):
    for _ in range(sum(mails_in_a_week(chance) for _ in range(writer.people))):
        yield writer.message(working_hour(chance, days), chance.random() < 0.12)


def of_platform(writer, chance, days):
    """Single messages; a fifth also has campaigns to many within minutes."""
    for _ in range(sum(mails_in_a_week(chance) for _ in range(writer.people))):
        yield writer.message(chance.randrange(days * DAY))
    if chance.random() < 0.2:
        for _ in range(chance.randrange(1, 4)):
            begin = chance.randrange(days * DAY)
            for _ in range(min(int(chance.lognormvariate(3, 1)) + 5, 250)):
                yield writer.message(begin + chance.randrange(600))


def legitimate(world, mails, days):
    """The messages of all kinds."""
    messages = []
    for kind, new_writer in kinds(world).items():
        left = round(mails * SHARES[kind] / sum(SHARES.values()))
        drawn = of_platform if kind in PLATFORMS else of_person
        while left > 0:
            for message in drawn(new_writer(), world.chance, days):
                if left > 0:
                    messages.append(message)
                    left -= len(message.recipients)
    return messages


def robots(world, correspondents, mails, days):
    """The messages of all robots."""
    herd = Robots(world, correspondents, days)
    messages = []
    for kind, share in ROBOT_SHARES.items():
        wanted = len(messages) + round(mails * share / 100)
        while len(messages) < wanted:
            messages.extend(getattr(herd, kind)())
        del messages[wanted:]
    return messages


def make_week(seed, mails, days):
    """All mails, by the time of their first attempt."""
    world = World(seed)
    real = legitimate(world, mails, days)
    correspondents = {}
    for message in real:
        if message.sender:
            correspondents.setdefault(message.unit[0], []).append(message.sender)
    return mails_of(real + robots(world, correspondents, mails * ROBOTS, days))


def fingerprint(mails):
    """Of all that is in them."""
    return hashlib.sha256(repr(mails).encode()).hexdigest()[:16]
