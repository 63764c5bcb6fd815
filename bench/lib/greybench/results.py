"""bench/results.json and what is made of it: results.md and the pictures."""

import json

from greybench.build import SOURCE
from greybench.further_targets import further
from greybench.machine import machine
from greybench.plots import plots
from greybench.report import ratio_lines, service_lines, table
from greybench.targets import reached

DIRECTORY = SOURCE / "bench"


def medians_of_cells(cells):
    return {(cell["service"], cell["mix"], cell["connections"]): cell for cell in cells}


def _load_lines(section):
    yield from service_lines(medians_of_cells(section["cells"]))
    yield from ["", "### Latency by load", "", "Mix `day`, open loop: a request is due at its "
                "time, whatever the service does.", ""]
    yield from table(["service", "share of the top", "requests/s", "p50 us", "p99 us", "p99.9 us"],
                     [[name, f"{point['share']:.2f}", f"{point['throughput']:.0f}",
                       *(f"{point[time]:.1f}" for time in ("p50_us", "p99_us", "p999_us"))]
                      for name, points in section["rates"].items() for point in points])
    yield from ["", "### Commands, rows and the like a request", ""]
    yield from table(["service", "mix", "a request"],
                     [[name, mix, ", ".join(f"{what} {value:.3f}" for what, value in one.items())]
                      for name, mixes in section["costs"].items() for mix, one in mixes.items()])


def _helper_lines(section):
    return table(["helper", "exec to first answer us", "requests/s (32)", "resident KiB",
                  "private KiB", "instructions"],
                 [[name, f"{one['first_answer_us']:.0f}", f"{one['throughput']:.0f}",
                   f"{one['resident'] / 1024:.0f}", f"{one['private'] / 1024:.0f}",
                   str(one["instructions"])] for name, one in section.items()])


def _scale_lines(section):
    return table(["storage", "entries", "ready s", "first answer s", "bytes an entry",
                  *(f"{mix} requests/s" for mix in section[0]["loads"])],
                 [[row["storage"], str(row["entries"]), f"{row['ready_seconds']:.2f}",
                   f"{row['first_answer_seconds']:.2f}", f"{row['stored_bytes_an_entry']:.0f}",
                   *(f"{load['throughput']:.0f}" for load in row["loads"].values())]
                  for row in section])


def _size_lines(section):
    return table(["storage", "entries a source", "known, hot", "waiting, hot", "known, stored",
                  "waiting, stored"],
                 [[row["storage"], str(row["per_source"]), f"{row['hot']['known']:.0f}",
                   f"{row['hot']['waiting']:.0f}", f"{row['stored']['from_awl']:.0f}",
                   f"{row['stored']['connect']:.0f}"] for row in section])


def _purge_lines(section):
    return table(["storage", "expired", "seconds", "p99 ms before", "worst p99 ms", "longest ms"],
                 [[name, str(one["entries"]), f"{one['seconds']:.0f}",
                   f"{one['quiet']['p99_us'] / 1000:.2f}", f"{one['worst']['p99_us'] / 1000:.2f}",
                   f"{one['worst']['longest_us'] / 1000:.1f}"] for name, one in section.items()])


def _floor_lines(section):
    return table(["what", "CPU us each"], [[what, f"{cost:.2f}"] for what, cost in section.items()])


def _postfix_lines(section):
    base = section["no policy service"]
    return table(["policy service", "seconds", "ratio"],
                 [[name, f"{seconds:.2f}", f"{seconds / base:.2f}"]
                  for name, seconds in section.items()])


SECTIONS = {"load": ("Services", _load_lines), "helper": ("Helpers, on the echo server",
                                                          _helper_lines),
            "scale": ("Many entries", _scale_lines), "sizes": ("Bytes an entry", _size_lines),
            "floors": ("What the stores alone take", _floor_lines),
            "purge": ("Purge of expired entries at 2,000 requests a second", _purge_lines),
            "postfix": ("3,000 mails through Postfix, 20 sessions", _postfix_lines)}


def markdown(results):
    lines = ["# Results", "", "Written by `bench/run` from `results.json`; medians of the rounds.",
             "", *table(["", ""], [list(pair) for pair in results["machine"].items()]), "",
             f"Commands: `{'`, `'.join(results['commands'])}`", "", "## Wanted and reached", ""]
    cells = results.get("load", {}).get("cells", [])
    lines += ratio_lines([*reached(medians_of_cells(cells)), *further(results)])
    for name, (title, section_lines) in SECTIONS.items():
        if name in results:
            lines += ["", f"## {title}", "", *section_lines(results[name])]
    return "\n".join(lines) + "\n"


def write(sections, command):
    """Puts new sections into the results that are there, and writes all files anew."""
    path = DIRECTORY / "results.json"
    results = json.loads(path.read_text("utf-8")) if path.exists() else {"commands": []}
    results.update(sections)
    results["machine"] = machine()
    results["commands"] = [*(old for old in results["commands"] if old != command), command]
    path.write_text(json.dumps(results, indent=1) + "\n", "utf-8")
    (DIRECTORY / "results.md").write_text(markdown(results), "utf-8")
    for name, text in plots(results).items():
        (DIRECTORY / name).write_text(text, "utf-8")
