"""docs/soak.md, from what a soak has seen."""

import collections
import datetime
import os

from soak_samples import growth
from write_matrix import versions

HEADER = """# The soak

Written by `scripts/soak {minutes:g}` on {date} from commit {commit}. Do not edit it: run the script again.

{versions}

Two daemons for {minutes:g} minutes, one on Redis and PostgreSQL, one embedded, each asked {rate:g} times a second: half by a direct connection, half by
`policy-helper`. Entries live short ({ages.connect} s in `connect`, {ages.awl} s in `from_awl`), so that as many expire as come. Every answer is compared with what the
load's book allows. The faults go round in random order (seed {seed}), with a calm while after each; in the middle half of the time none of them ends a daemon.

**{verdict}**

| | shared | embedded |
|---|---|---|
"""

FAULTS = """
Answers by fault. **in doubt**: passed since the history could not be known; by `policy-helper` also while the daemon was away. **no answer**: the connection
was lost or refused. **longest**: the longest answer in ms on a connection that stayed, without the time for which the daemon was killed or stopped.
`request_timeout` is 1 s. **whole**: the longest until all stores were used again.

| fault | times | answers | in doubt | no answer | longest ms shared | longest ms embedded | whole s |
|---|---|---|---|---|---|---|---|
"""

MEMORY = """
The daemons in calm moments; sizes in KiB, **age** of the process in s. **journal** is the size of its file with its log.

| at | daemon | age | RSS | PSS | descriptors | threads | journal | CPU s |
|---|---|---|---|---|---|---|---|---|
"""


def table_row(*cells):
    return "| " + " | ".join(str(cell) for cell in cells) + " |\n"


def totals(loads):
    """The first table: what was asked and answered."""
    rows = []
    kinds = sorted(set().union(*(load.asked for load in loads)))
    rows += [(f"asked: {kind}", *(load.asked[kind] for load in loads)) for kind in kinds]
    answers = [load.answers_of_all() for load in loads]
    rows += [(f"answered: {kind}", *(count[kind] for count in answers))
             for kind in ("greylisted", "delayed", "known", "in doubt", "no answer")]
    rows.append(("in doubt with no fault about",
                 *(load.answers["none"]["in doubt"] for load in loads)))
    rows.append(("acknowledged changes", *(load.book.acknowledged for load in loads)))
    rows.append(("forgotten", *(len(load.book.forgotten) for load in loads)))
    rows.append(("wrong otherwise", *(len(load.book.wrong) for load in loads)))
    rows.append(("over 1050 ms and what the machine itself took",
                 *(len(load.late) for load in loads)))
    return "".join(table_row(*row) for row in rows)


def fault_rows(soak):
    text = ""
    for fault in ["none", *sorted(soak.times)]:
        count = sum((load.answers[fault] for load in soak.loads), collections.Counter())
        answered = sum(count[kind] for kind in ("greylisted", "delayed", "known"))
        text += table_row(fault, soak.times[fault] or "", answered, count["in doubt"],
                          count["no answer"],
                          *(round(1000 * load.longest[fault]) for load in soak.loads),
                          f"{soak.whole[fault]:.1f}" if fault in soak.whole else "")
    return text


def memory_rows(soak):
    """At the start, the quarters and the end."""
    text = ""
    names = ["start", "quarter", "half", "three quarters", "end"]
    for number, name in enumerate(names):
        for storage, samples in soak.samples.items():
            if not samples:
                continue
            wanted = soak.length * number / 4
            look = min(samples, key=lambda each: abs(each.at - wanted))
            text += table_row(f"{name} ({look.at / 60:.1f} min)", storage, round(look.age), look.rss,
                              look.pss, look.descriptors, look.threads, look.journal,
                              f"{look.cpu:.1f}")
    return text


def growth_rows(soak):
    text = ("\nOf the process that lived longest, the medians of the second and of the last quarter "
            "of its samples:\n\n| daemon | lived min | samples | PSS before | PSS after | "
            "descriptors | threads |\n|---|---|---|---|---|---|---|\n")
    for storage, looks in soak.lives().items():
        pairs = [growth(looks, name) or ("?", "?") for name in ("pss", "descriptors", "threads")]
        text += table_row(storage, f"{looks[-1].age / 60:.1f}" if looks else "?", len(looks),
                          *pairs[0], *(f"{before} / {after}" for before, after in pairs[1:]))
    return text


def redis_rows(soak):
    """Its memory, and the most lines that PostgreSQL held."""
    looks = soak.redis_memory
    if not looks:
        return ""
    return (f"\nRedis used {looks[0] // 1024} KiB at the first look, {looks[-1] // 1024} at the last, "
            f"{max(looks) // 1024} at most.\n")


def write_report(soak, build):
    commit = os.environ.get("GREYFAULT_COMMIT", "unknown")
    text = HEADER.format(
        minutes=soak.length / 60, date=datetime.date.today().isoformat(), commit=commit,
        versions=versions(build), rate=2 * soak.loads[0].rate, ages=soak.ages, seed=soak.seed,
        verdict=soak.verdict())
    text += totals(soak.loads) + FAULTS + fault_rows(soak)
    text += MEMORY + memory_rows(soak) + growth_rows(soak) + redis_rows(soak)
    problems = soak.problems()
    if problems:
        text += "\nWhat was not as it must be:\n\n" + "".join(f"* {each}\n" for each in problems[:50])
    return text
