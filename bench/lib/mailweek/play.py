"""Lets the week happen: each attempt is asked in the order of virtual time, until it passes or the
sender gives up."""

import heapq
from typing import NamedTuple

# What Postfix does with answers; anything else of a service is a fault of the simulation.
PASSES = ("dunno", "prepend", "ok")
WAITS = ("defer", "450", "451")


class Outcome(NamedTuple):
    """What became of one mail."""

    mail: object
    delay: int | None  # seconds until it passed, None for never
    attempts: int


def passes(action):
    """Whether a mail with this answer is taken."""
    word = action.lower()
    if word.startswith(PASSES):
        return True
    assert word.startswith(WAITS), f"neither taken nor deferred: {action!r}"
    return False


def play(mails, ask, progress=None):
    """The outcomes, in the order of `mails`. `ask(at, mail, attempt)` gives the action."""
    # By time, and what is at the same time by the mail's number: the same order for every service.
    events = [(mail.message.at, number, 0) for number, mail in enumerate(mails)]
    heapq.heapify(events)
    outcomes = [None] * len(mails)
    asked = 0
    while events:
        at, number, attempt = heapq.heappop(events)
        mail = mails[number]
        message = mail.message
        asked += 1
        if progress and asked % 1000 == 0:
            progress(asked, at)
        if passes(ask(at, mail, attempt)):
            outcomes[number] = Outcome(mail, at - message.at, attempt + 1)
        elif attempt + 1 < len(message.tries) and \
                message.tries[attempt + 1][0] <= message.limit:
            again = message.at + message.tries[attempt + 1][0]
            heapq.heappush(events, (again, number, attempt + 1))
        else:
            outcomes[number] = Outcome(mail, None, attempt + 1)
    return outcomes
