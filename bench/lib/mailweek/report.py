"""The tables of bench/mailweek, bench/mailweek.json, and the figures in docs/mailweek.md."""

import json
import os

from greybench.measured import commit, packages
from greybench.page import page_between_marks
from greytest.paths import SOURCE

RESULTS = SOURCE / "bench" / "mailweek.json"
PAGE = SOURCE / "docs" / "mailweek.md"


def fast_directory():
    """Memory, where there is some: nothing here depends on what is kept, and three stores sync."""
    return "/dev/shm" if os.access("/dev/shm", os.W_OK) else "/tmp"


def table(head, rows):
    return ["| " + " | ".join(head) + " |", "|---|" + "--:|" * (len(head) - 1),
            *("| " + " | ".join(map(str, row)) + " |" for row in rows), ""]


def share(part, whole):
    """In percent; nothing is said as such, so that little is not taken for it."""
    return f"{100 * part / whole:.2f}" if part else "0"


def sender_row(name, one):
    return [name, one["mails"], *(share(one[what], one["mails"]) for what in
                                  ("delayed", "late", "never")),
            f"{one['mean']:.1f}", f"{one['p95']:.1f}"]


def robot_row(name, one):
    return [name, one["mails"], share(one["passed"], one["mails"]),
            share(one["at_once"], one["mails"])]


def week_lines(week):
    """One service, one seed, by kind."""
    yield from (f"**{week['service']}**, seed {week['seed']}: {week['attempts']} attempts, mails "
                f"{week['mails']}, result {week['result']}", "")
    yield from table(
        ["sender", "mails", "delayed %", "late %", "never %", "mean min", "95 % min"],
        [*(sender_row(*pair) for pair in week["senders"].items()),
         sender_row("all", week["all senders"])])
    yield from table(
        ["robot", "mails", "passed %", "at once %"],
        [*(robot_row(*pair) for pair in week["robots"].items()),
         robot_row("those that never come back in time", week["robots never in time"]),
         robot_row("all", week["all robots"])])
    if reasons := week.get("reasons"):
        whole = week["all senders"]["mails"]
        yield from table(
            ["delayed, % of all", "the ideal delays it, too", "the ideal lets it pass"],
            [[reason, *(share(count, whole) for count in counts)]
             for reason, counts in sorted(reasons.items())])


def summary_lines(weeks):
    """All services and seeds side by side: by service in the order asked, then by seed."""
    services = services_of(weeks)
    yield from table(
        ["service", "seed", "delayed %", "late %", "never %", "mean min", "95 % min",
         "robots never in time: passed %", "robots in all: passed %"],
        [[week["service"], week["seed"], *sender_row("", week["all senders"])[2:],
          *(share(week[which]["passed"], week[which]["mails"])
            for which in ("robots never in time", "all robots"))]
         for week in sorted(weeks, key=lambda one: (
             services.index(one["service"]), one["seed"]))])


def services_of(weeks):
    """In the order asked."""
    return list(dict.fromkeys(week["service"] for week in weeks))


def kind_lines(weeks):
    """Delayed and never by kind of sender, passed by kind of robot: all seeds together."""
    services = services_of(weeks)

    def cell(service, group, kind, *what):
        found = [week[group][kind] for week in weeks
                 if week["service"] == service and kind in week[group]]
        whole = sum(one["mails"] for one in found)
        return ", ".join(share(sum(one[name] for one in found), whole) for name in what)
    for group, what, title in (("senders", ("delayed", "late", "never"),
                                "Delayed, late and never by kind of sender, %"),
                               ("robots", ("passed",), "Passed by kind of robot, %")):
        kinds = sorted({kind for week in weeks for kind in week[group]})
        yield from (f"**{title}**", "")
        yield from table(["", *services], [
            [kind, *(cell(service, group, kind, *what) for service in services)]
            for kind in kinds])


def lines(weeks):
    """For standard output: each week, and the summary."""
    for week in weeks:
        yield from week_lines(week)
    yield from summary_lines(weeks)


def keep(weeks, options):
    """Writes what there is so far, so that a later failure loses none."""
    if options.json:
        options.json.write_text(text_of({"weeks": weeks}), "utf-8")


def text_of(results):
    """A line a table's row."""
    return json.dumps(results).replace("}, ", "},\n") + "\n"


def measured_lines(weeks):
    """By which command each service was asked."""
    services = {}
    for week in weeks:
        asked = services.setdefault(week["measured"], [])
        if week["service"] not in asked:
            asked.append(week["service"])
    for measured, asked in services.items():
        yield f"* {'; '.join(asked)}: {measured}"
    yield ""


def page_with(page, results):
    """The page with what was measured between its marks."""
    weeks = results["weeks"]
    return page_between_marks(page, "bench/mailweek", [
        *measured_lines(weeks), *summary_lines(weeks), *kind_lines(weeks)])


def with_kept(weeks, old):
    """And those of the old ones that are of services not asked, and of the same mails."""
    asked = {week["service"] for week in weeks}
    mails = {(week["seed"], week["mails"]) for week in weeks}
    return weeks + [week for week in old if week["service"] not in asked and
                    (week["seed"], week["mails"]) in mails]


def write(weeks, command):
    """All files anew; the figures of services that were not asked stay where they are of the same
    mails."""
    measured = f"`{command.strip()}`; commit {commit()}, {packages('sqlgrey', 'postgrey')}"
    old = json.loads(RESULTS.read_text("utf-8"))["weeks"] if RESULTS.exists() else []
    results = {"weeks": with_kept([{**week, "measured": measured} for week in weeks], old)}
    RESULTS.write_text(text_of(results), "utf-8")
    PAGE.write_text(page_with(PAGE.read_text("utf-8"), results), "utf-8")

