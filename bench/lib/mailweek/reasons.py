"""Why Greycache lets mail wait: by what its history has of a mail's first attempt."""

import sqlite3

from mailweek.play import play
from mailweek.services import Ideal
from mailweek.virtual_clock import BEGIN

COLUMNS = ("mx", "reference", "outcome", "rule", "client_address", "client_name", "helo_name",
           "sender", "recipient", "src", "organisation", "standing")


def first_attempts(path):
    """(seconds after the week's begin, client address, sender, recipient) of what waited, and its
    row; of several the first."""
    rows = {}
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as database:
        for at, mail in database.execute("select at, mail from history order by number"):
            row = dict(zip(COLUMNS, mail.split("\t"), strict=True))
            key = (at - BEGIN, row["client_address"], row["sender"], row["recipient"])
            rows.setdefault(key, row)
    return rows


def reason_of(row):
    """In words; `row` is None where the history has none."""
    if row is None:
        return "not in the history"
    if row["organisation"]:
        return f"organisation in {row['standing']} standing"
    return "no verified name" if row["client_name"] == "unknown" else "looks like a customer's"


def delayed_by_reason(mails, outcomes, history):
    """{reason: (that the ideal greylister delays as well, that it lets pass)}, counts of mails."""
    ideal = play(mails, Ideal(None, None).ask)
    rows = first_attempts(history)
    reasons = {}
    for outcome, best in zip(outcomes, ideal, strict=True):
        message = outcome.mail.message
        if message.robot or outcome.delay == 0:
            continue
        host = message.tries[0][1]
        row = rows.get((message.at, host.address, message.sender.lower(), outcome.mail.recipient))
        counts = reasons.setdefault(reason_of(row), [0, 0])
        counts[best.delay == 0] += 1
    return reasons
