"""Rounds: every cell on every service in turn, so that all see the same machine."""

import contextlib
import statistics
import sys

from greybench.cpu import wait_for_quiet
from greybench.measure import measure

FIGURES = ["throughput", "p50_us", "p99_us", "p999_us", "longest_us", "unexpected",
           "settle_seconds"]


def run_rounds(services, cells, rounds, seconds, warm_up):
    """All figures by cell, a list with one entry a round. Each round begins with empty stores."""
    by_name = {service.name: service for service in services}
    figures = {cell: [] for cell in cells}
    for number in range(1, rounds + 1):
        with contextlib.ExitStack() as started:
            for service in services:
                service.start()
                started.callback(service.stop)
                service.warm()
            if not wait_for_quiet():
                print("the machine is busy with something else: the figures are noise",
                      file=sys.stderr)
            for cell in cells:
                name, mix, connections = cell
                one = measure(by_name[name], mix, connections, seconds=seconds, warm_up=warm_up)
                figures[cell].append(one)
                print(f"round {number}  {name:17} {mix:6} {connections:4}  "
                      f"{one['throughput']:9.0f}/s  p50 {one['p50_us']:8.1f} us  "
                      f"p99 {one['p99_us']:9.1f} us", file=sys.stderr)
    return figures


def median_of(runs):
    """One dictionary of medians; CPU seconds stay by process."""
    result = {name: statistics.median(run[name] for run in runs) for name in FIGURES}
    result["cpu"] = {name: statistics.median(run["cpu"][name] for run in runs)
                     for name in runs[0]["cpu"]}
    return result


def medians_of(figures):
    return {cell: median_of(runs) for cell, runs in figures.items() if runs}
