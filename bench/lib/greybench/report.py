"""bench/results.json, and what is made of it: the figures in docs/performance.md, the pictures."""

import functools
import json
import os
import pathlib
import platform

from greybench.measured import commit, output, packages
from greybench.page import page_between_marks
from greybench.plots import plots
from greytest.paths import BUILD, SOURCE

RESULTS = SOURCE / "bench" / "results.json"
PAGE = SOURCE / "docs" / "performance.md"
LOAD_BEFORE = os.getloadavg()[1]  # and before the build
PACKAGES = ["g++", "redis-server", "postgresql", "rsyslog", "sqlgrey", "postgrey", "postfix"]


@functools.cache
def machine():
    """The section "machine" of the results, as it was when this was asked first."""
    cpu = pathlib.Path("/proc/cpuinfo").read_text("utf-8").partition("model name\t: ")[2]
    options = {option["name"]: option["value"] for option in
               json.loads(output("meson", "introspect", "--buildoptions", BUILD) or "[]")}
    return {"machine": f"{os.cpu_count()} processors, {cpu.partition(chr(10))[0]}, Linux "
                       f"{platform.release()}",
            "build": f"{options.get('buildtype')}, -O{options.get('optimization')}",
            "packages": packages(*PACKAGES)}


@functools.cache
def circumstances():
    """Of this run, as they were when this was asked first."""
    busy = ": busy with something else, throughput and latency are noise" if LOAD_BEFORE > 1 else ""
    return f"commit {commit()}, load before {LOAD_BEFORE:.1f}{busy}"


# Which service is set beside which, for which mix.
RATIOS = [("embedded", "echo", "awl"), ("embedded-file", "echo", "awl"),
          ("embedded-no-log", "echo", "awl"), ("shared", "echo", "awl"),
          ("shared-file", "echo", "awl"), ("shared-no-log", "echo", "awl"),
          ("embedded-file", "echo", "new"), ("embedded-file", "echo", "day"),
          ("shared-file", "echo", "new"), ("shared-file", "echo", "day"),
          ("shared", "sqlgrey", "day"), ("shared", "postgrey", "day"),
          ("embedded", "postgrey", "day")]


def table(head, rows):
    """The lines of one table; what is a number has three digits, or as many as it needs."""
    def text(value):
        return value if isinstance(value, str) else (
            f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}")
    return ["| " + " | ".join(head) + " |", "|" + "---|" * len(head),
            *("| " + " | ".join(map(text, row)) + " |" for row in rows), ""]


def cross(cells, connections, figure):
    """A table of one figure by service and mix, at a number of connections."""
    mixes = list(dict.fromkeys(mix for _, mix, _ in cells))
    services = dict.fromkeys(name for name, _, count in cells if count == connections)
    return table(["service", *mixes], [
        [name, *(figure(cells[name, mix, connections]) if (name, mix, connections) in cells else ""
                 for mix in mixes)] for name in services])


def by_server(cell):
    lost = f", lines lost {cell['lines_lost']:.2f}" if cell["lines_lost"] else ""
    wrong = f", unexpected {cell['unexpected']:.0f}" if cell["unexpected"] else ""
    return ", ".join(f"{name} {value:.2f}" for name, value in cell["cpu_us"].items()
                     if value >= 0.005) + lost + wrong


def times(cell):
    return f"{cell['p50_us']:.0f}, {cell['p99_us']:.0f}"


VIEWS = [("Processor time of all servers, us a request; 32 connections", 32,
          lambda cell: f"{cell['servers_us']:.2f}"),
         ("The same by server, with the lines of the log that were lost a request", 32, by_server),
         ("Requests a second; 32 connections", 32, lambda cell: cell["throughput"]),
         ("Requests a second; 512 connections", 512, lambda cell: cell["throughput"]),
         ("Median and 99th percentile, us; 1 connection", 1, times),
         ("Median and 99th percentile, us; 32 connections", 32, times)]


def load_lines(section):
    cells = {(cell["service"], cell["mix"], cell["connections"]): cell
             for cell in section["cells"]}
    pairs = [(name, (one, mix, 32), (other, mix, 32)) for one, other, mix in RATIOS
             for name in [f"{one}, of {other}, mix {mix}"]]
    yield from table(["ratio at 32 connections", "processor time", "requests a second"], [
        [name, *(cells[one][figure] / cells[other][figure]
                 for figure in ("servers_us", "throughput"))]
        for name, one, other in pairs if {one, other} <= set(cells)])
    for title, connections, figure in VIEWS:
        if any(count == connections for _, _, count in cells):
            yield from [f"**{title}**", "", *cross(cells, connections, figure)]
    if section["rates"]:
        yield from ["**Latency by load: mix day, open loop, 64 connections**", "", *table(
            ["service", "share of the top", "requests/s", "p50 us", "p99 us", "p99.9 us"],
            [[name, *point.values()] for name, points in section["rates"].items()
             for point in points]), "![Latency against load](../bench/latency.svg)", ""]


def scale_lines(section):
    rows = [[*list(row.values())[:-1], *row["loads"].values()] for row in section]
    return [*table(["storage", "entries", "ready s", "first answer s",
                    *(f"{mix}/s" for mix in section[0]["loads"])], rows),
            "![Throughput against entries](../bench/entries.svg)", ""]


def panel_lines(section):
    head = ["page", *(f"{row['storage']}: {what}" for row in section
                      for what in ("first byte, ms: median", "slowest", "kB"))]
    rows = [[name, *(value for row in section for value in row["pages"][name].values())]
            for name in section[0]["pages"]]
    resident = ", ".join(f"{row['storage']} {row['resident_megabytes']:.1f} MB" for row in section)
    return [*table(head, rows), f"greyweb afterwards, resident: {resident}.", ""]


SECTIONS = {
    "load": ("Services", load_lines),
    "floors": ("Floors: what the stores alone take", lambda section: table(
        ["what", "us of processor each"], section.items())),
    "scale": ("Many entries", scale_lines),
    "history": ("The history, at 1,000 first attempts a second", lambda section: table(
        ["storage", "us of the daemon's processor each, without", "with", "share of the history",
         "MB a million rows"], [[*list(row.values())[:3], f"{row['share']:.1%}",
                                 row["million_megabytes"]] for row in section])),
    "correspondents": ("Correspondents, at 1,000 first attempts a second", lambda section: table(
        ["storage", "us of the daemon's processor each, correspondents = off", "= address"],
        [row.values() for row in section])),
    "stalls": ("Answers while the store is busy or silent", lambda section: table(
        ["what", "entries", "requests/s", "answers that were not expected", "p50 us", "p99 us",
         "longest us", "rows removed meanwhile"], [row.values() for row in section])),
    "idle": ("A daemon that nobody asks", lambda section: table(
        ["storage", "wake-ups a second", "ms of processor a second", "MB resident",
         "MB of its own"], [row.values() for row in section])),
    "postfix": ("3,000 mails through Postfix, 20 sessions", lambda section: table(
        ["policy service", "seconds", "of no policy service"],
        [[name, seconds, seconds / section["no policy service"]]
         for name, seconds in section.items()])),
    "panel": ("Pages of the panel, a million entries that wait and a million that are known", panel_lines),
    "crowd": ("1,000 connections to the panel beside 2,000 policy requests a second", lambda section: table(
        ["storage", "without: p50 us", "p99 us", "p99.9 us", "who ask the daemon nothing: p50 us", "p99 us", "p99.9 us",
         "who ask it: p50 us", "p99 us", "p99.9 us", "answers a second",
         "greyweb, MB"], [row.values() for row in section])),
}


def page_with(page, results):
    """The page with what was measured between its marks."""
    lines = table(["", ""], results["machine"].items())
    for name, (title, section_lines) in SECTIONS.items():
        if name in results:
            lines += [f"### {title}", "", results["commands"][name], "",
                      *section_lines(results[name])]
    return page_between_marks(page, "bench/run", lines)


def write(name, section, command):
    """Puts a new section into the results that are there, and writes all files anew."""
    results = json.loads(RESULTS.read_text("utf-8")) if RESULTS.exists() else {"commands": {}}
    # What was measured before stays what it was measured on: of another machine, or build, a section says so itself.
    here = machine()
    there = results.setdefault("machine", here)
    others = [value for key, value in here.items() if there.get(key) != value]
    results[name] = section
    results["commands"][name] = "; ".join([command, circumstances(), *others])
    # A line a measurement.
    RESULTS.write_text(json.dumps(results).replace("}, {", "},\n{").replace("}], ", "}],\n") + "\n",
                       "utf-8")
    PAGE.write_text(page_with(PAGE.read_text("utf-8"), results), "utf-8")
    plots(SOURCE / "bench", results)
