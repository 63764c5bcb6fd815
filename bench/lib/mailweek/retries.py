"""When senders come back: seconds after the first attempt, ascending, beginning with 0."""

from mailweek.mail import DAY

MINUTE = 60


def times(chance, minutes, then_every=None, until=DAY, spread=0.1):
    """Those minutes, each a little off; after the last of them at equal distances."""
    offsets = [0]
    planned = list(minutes)
    while True:
        if not planned:
            if not then_every:
                break
            planned.append(offsets[-1] / MINUTE + then_every)
        offset = int(planned.pop(0) * MINUTE * (1 + chance.uniform(-spread, spread)))
        if offset > until:
            break
        if offset > offsets[-1]:
            offsets.append(offset)
    return offsets


def postfix(chance):
    """The age of the mail, from 300 to 4000 s, and then the next run of the queue."""
    offsets = [0]
    while offsets[-1] <= DAY:
        offsets.append(offsets[-1] + min(max(offsets[-1], 300), 4000) + chance.randrange(300))
    return offsets[:-1]


def exim(chance):
    """F,2h,15m; G,16h,1h,1.5; F,4d,6h."""
    offsets, gap = [0], 15.0
    while offsets[-1] <= DAY:
        offsets.append(offsets[-1] + int(gap * MINUTE) + chance.randrange(300))
        age = offsets[-1] / 3600
        gap = 15 if age < 2 else 60 if gap < 60 else gap * 1.5 if age < 16 else 360
    return offsets[:-1]


def exchange(chance):
    """Fast ones first."""
    return times(chance, [1, 2], 10 + chance.randrange(6), spread=0.05)


def provider_a(chance):
    return times(chance, [6, 29, 57, 99, 150, 240, 400], 240)


def hosted(chance):
    return times(chance, [1, 2, 5, 10, 20, 40, 60, 90, 120, 180], 240)


def other_provider(chance):
    return times(chance, [chance.uniform(2, 5), chance.uniform(6, 13), chance.uniform(24, 29), 60],
                 60, spread=0)


def platform_api(chance):
    return times(chance, [5, 10, 20, 40, 80, 160, 320], 320)


def platform_customers(chance):
    return times(chance, [6, 15, 30, 60, 120, 240], 240)


def newsletter(chance):
    return times(chance, [10, 30, 60, 120], 120)


def login_code(chance):
    """Up to 40 minutes, and then never."""
    return times(chance, [chance.uniform(0.5, 5), chance.uniform(5.1, 12), 20, 36], until=2400,
                 spread=0.05)


def slow(chance):
    return times(chance, [chance.choice((30, 30, 45, 60, 120, 240))], 60, spread=0.05)


def impatient(chance):
    """Gives up within the hour, often soon after a greylister's five minutes."""
    return times(chance, [1, 2, 4, 8, chance.uniform(12, 15), 25, 50][:chance.randrange(4, 8)],
                 spread=0.05)


def small_server(chance):
    """The program that a small server runs."""
    return chance.choice((postfix, postfix, exim, exchange))


def isp(chance):
    return chance.choice((postfix, exim))


def robot_back(chance):
    """Kelihos, or like a server."""
    if chance.random() < 0.6:
        return [0, *sorted((chance.randrange(300, 600), chance.randrange(4500, 7800)))]
    return postfix(chance)[:6]


def hasty(chance):
    return sorted({0, *(chance.randrange(3, 240) for _ in range(chance.randrange(1, 4)))})
