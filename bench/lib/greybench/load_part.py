"""The main part of bench/run: all services, mixes and numbers of connections, in rounds."""

import contextlib
import statistics
import sys
from collections import namedtuple

from greybench.greycache_service import LOGS, STORAGES
from greybench.load import measure
from greybench.postgrey_service import Postgrey
from greybench.processes import wait_for_quiet
from greybench.service import Echo
from greybench.sqlgrey_service import Sqlgrey

CONNECTIONS = [1, 32, 512]
# Through a helper: what shows the way, not the decision.
HELPER_MIXES = ["awl", "day"]
FIGURES = ["throughput", "p50_us", "p99_us", "p999_us", "unexpected", "settle_seconds",
           "servers_us", "load_us", "lines_lost"]
# Shares of the top throughput at which latency is measured, and of which services.
SHARES = [0.1, 0.25, 0.5, 0.75, 0.9]
RATED = ["echo", "embedded", "shared"]

# A service as it is asked: `target` gives the load generator's words.
Way = namedtuple("Way", "name service target")


def all_ways(site):
    """Greycache on each storage: as installed, and with the log to a file and without one."""
    services = [Echo(site), *(storage(site, log) for storage in STORAGES for log in LOGS),
                Sqlgrey(site), Postgrey(site)]
    ways = [Way(service.name, service, service.target) for service in services]
    for service in services:
        if service.name in RATED[1:]:
            # A daemon's command is known once it is started.
            ways += [Way(f"{service.name}-{name}", service, lambda service=service, more=more: [
                "--helper", " ".join(map(str, service.daemon.helper_command(*more)))])
                for name, more in (("handover", []), ("relay", ["--relay"]))]
    return ways


def run_rounds(site, ways, cells, options):
    """All figures by cell, a list with one entry a round. Each round begins with empty stores, and
    each cell's services follow one another, so that all see the same machine."""
    figures = {}
    for number in range(1, options.rounds + 1):
        with contextlib.ExitStack() as started:
            site.rsyslog.forget()
            for service in {way.service: None for way in ways}:
                service.start()
                started.callback(service.stop)
                service.warm()
            wait_for_quiet()
            for way, mix, connections in cells:
                one = measure(way.service, mix, connections, way.target(),
                              seconds=options.seconds, warm_up=0.3)
                figures.setdefault((way.name, mix, connections), []).append(one)
                print(f"round {number}  {way.name:15} {mix:6} {connections:4}  "
                      f"{one['throughput']:9.0f}/s  {one['servers_us']:7.2f} us of processor  "
                      f"p99 {one['p99_us']:9.1f} us", file=sys.stderr)
    return figures


def median_of(runs):
    """Medians; what a process takes stays by process."""
    names = dict.fromkeys(name for run in runs for name in run["cpu_us"])
    cpu = {name: statistics.median(run["cpu_us"].get(name, 0) for run in runs) for name in names}
    return {**{name: statistics.median(run[name] for run in runs) for name in FIGURES},
            "cpu_us": cpu}


def latency_by_load(service, top):
    """Of mix day in an open loop, at shares of the top throughput."""
    return [{"share": share,
             **{name: figures[name] for name in ("throughput", "p50_us", "p99_us", "p999_us")}}
            for share in SHARES
            for figures in [measure(service, "day", 64, rate=share * top, seconds=2, warm_up=0.3)]]


def load_part(site, options):
    """The section "load" of the results."""
    ways = [way for way in all_ways(site)
            if not options.services or way.name in options.services.split(",")]
    cells = [(way, mix, connections) for mix in options.mixes.split(",")
             for connections in options.connections for way in ways
             if way.target == way.service.target or mix in HELPER_MIXES]
    medians = {cell: median_of(runs) for cell, runs in
               run_rounds(site, ways, cells, options).items()}
    rates = {}
    for way in ways if not options.quick else []:
        if way.name in RATED and (way.name, "day", 32) in medians:
            way.service.start()
            try:
                way.service.warm()
                top = medians[way.name, "day", 32]["throughput"]
                rates[way.name] = latency_by_load(way.service, top)
            finally:
                way.service.stop()
    return {"rounds": options.rounds, "seconds": options.seconds, "rates": rates,
            "cells": [{"service": name, "mix": mix, "connections": count, **figures}
                      for (name, mix, count), figures in medians.items()]}
