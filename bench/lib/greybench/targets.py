"""What issue 5 wants, as ratios of medians of one run."""

from collections import namedtuple

# A cell is (service, mix, connections). `compare` makes the ratio of two; the ratio must be at
# least `wanted`, or at most where `most` is set.
Target = namedtuple("Target", "text service base mix connections figure wanted most")


def _throughput(text, service, base, mix, wanted):
    return Target(text, service, base, mix, 32, "throughput", wanted, False)


def _p50(text, service, wanted):
    return Target(text, service, "echo", "awl", 1, "p50_us", wanted, True)


TARGETS = [
    _throughput("embedded, awl, 32 connections, of echo", "embedded", "echo", "awl", 0.80),
    _throughput("embedded, new, 32 connections, of echo", "embedded", "echo", "new", 0.50),
    _throughput("shared, awl, 32 connections, of echo", "shared", "echo", "awl", 0.60),
    _throughput("shared, new, 32 connections, of echo", "shared", "echo", "new", 0.30),
    _throughput("shared, day, 32 connections, of echo", "shared", "echo", "day", 0.45),
    _throughput("shared, day, 32 connections, of SQLgrey", "shared", "sqlgrey", "day", 100),
    _throughput("shared, day, 32 connections, of postgrey", "shared", "postgrey", "day", 30),
    _throughput("shared, day, by handover, of direct", "shared handover", "shared", "day", 0.95),
    _throughput("shared, day, by relay, of the C relay", "shared relay", "shared C relay", "day",
                0.95),
    _p50("embedded, awl, 1 connection, p50, of echo's", "embedded", 1.5),
    _p50("shared, awl, 1 connection, p50, of echo's", "shared", 4),
]


def needed_cells(services):
    """The (service, mix, connections) that the table needs, among these services."""
    cells = []
    for target in TARGETS:
        for service in (target.base, target.service):
            cell = (service, target.mix, target.connections)
            if {target.base, target.service} <= set(services) and cell not in cells:
                cells.append(cell)
    return cells


def judged(text, value, wanted, most=False):
    """(text, reached, wanted, at most, met)"""
    return text, value, wanted, most, value <= wanted if most else value >= wanted


def reached(medians):
    """For each target whose cells were measured: (text, ratio, wanted, at most, met)."""
    found = []
    for target in TARGETS:
        try:
            ours = medians[target.service, target.mix, target.connections][target.figure]
            base = medians[target.base, target.mix, target.connections][target.figure]
        except KeyError:
            continue
        found.append(judged(target.text, ours / base, target.wanted, target.most))
    return found
