"""The arithmetic: what was delayed, late and never came, the delay, and robots that passed."""

import hashlib
import math

LATE = 1800


def percentile(values, share):
    """The least value that so large a share of all does not exceed; 0 of nothing."""
    ordered = sorted(values)
    return ordered[math.ceil(share * len(ordered)) - 1] if ordered else 0


def waited(outcome):
    """Seconds; a mail that never arrived counts as long as its sender tried, a day at most, so that
    a service does not look faster by what it loses."""
    return outcome.mail.message.limit if outcome.delay is None else outcome.delay


def of_senders(outcomes):
    """Counts and minutes. Late ones are among the delayed, and what never arrived is among both."""
    waits = [waited(outcome) for outcome in outcomes]
    return {"mails": len(outcomes),
            "delayed": sum(outcome.delay != 0 for outcome in outcomes),
            "late": sum(outcome.delay is None or outcome.delay > LATE for outcome in outcomes),
            "never": sum(outcome.delay is None for outcome in outcomes),
            "mean": sum(waits) / max(len(waits), 1) / 60,
            "p95": percentile(waits, 0.95) / 60}


def of_robots(outcomes):
    """Counts."""
    return {"mails": len(outcomes),
            "passed": sum(outcome.delay is not None for outcome in outcomes),
            "at_once": sum(outcome.delay == 0 for outcome in outcomes)}


def by_kind(outcomes, count):
    """In the order of the kinds' names."""
    kinds = {}
    for outcome in outcomes:
        kinds.setdefault(outcome.mail.message.kind, []).append(outcome)
    return {kind: count(kinds[kind]) for kind in sorted(kinds)}


def week_figures(outcomes, never_in_time):
    """All figures of one service; `never_in_time`: kinds of robots that greylisting is to stop."""
    real = [outcome for outcome in outcomes if not outcome.mail.message.robot]
    robots = [outcome for outcome in outcomes if outcome.mail.message.robot]
    stopped = [outcome for outcome in robots if outcome.mail.message.kind in never_in_time]
    answers = repr([(outcome.delay, outcome.attempts) for outcome in outcomes])
    return {"attempts": sum(outcome.attempts for outcome in outcomes),
            "result": hashlib.sha256(answers.encode()).hexdigest()[:16],
            "senders": by_kind(real, of_senders), "all senders": of_senders(real),
            "robots": by_kind(robots, of_robots), "all robots": of_robots(robots),
            "robots never in time": of_robots(stopped)}
