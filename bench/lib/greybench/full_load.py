"""The main part of bench/run: all services, all mixes, all numbers of connections."""

import time

from greybench.build import bench_program
from greybench.echo import Echo
from greybench.greycache_service import Embedded, Shared
from greybench.load import MIXES
from greybench.measure import measure
from greybench.postgrey_service import Postgrey
from greybench.rounds import medians_of, run_rounds
from greybench.service import Through
from greybench.sqlgrey_service import Sqlgrey

CONNECTIONS = [1, 8, 32, 128, 512]
# Through a helper: what shows the way, not the decision.
HELPER_MIXES = ["awl", "day"]
# Shares of the top throughput at which latency is measured.
SHARES = [0.1, 0.25, 0.5, 0.75, 0.9]
RATED = ["echo", "embedded", "shared"]
COSTED = ["shared", "sqlgrey"]
RATED_CONNECTIONS = 64
# PostgreSQL counts a backend's rows at the latest so long after they were written.
STATISTICS_DELAY = 11


def handover(service):
    return service.daemon.helper_command()


def relay(service):
    return [*service.daemon.helper_command(), "--relay"]


def c_relay(service):
    return [bench_program("relay/policy-relay"), service.daemon.socket]


def all_services(directory):
    """Greycache twice on each storage: without a line a decision, and with it (the default)."""
    embedded = Embedded(directory, "embedded", loglevel=0)
    shared = Shared(directory, "shared", loglevel=0)
    return [Echo(directory), embedded, shared,
            Embedded(directory, "embedded-log"), Shared(directory, "shared-log"),
            Through(embedded, "embedded handover", handover),
            Through(shared, "shared handover", handover),
            Through(shared, "shared relay", relay),
            Through(shared, "shared C relay", c_relay),
            Sqlgrey(directory), Postgrey(directory)]


def all_cells(services, connections):
    """Each cell's services follow one another."""
    return [(service.name, mix, count) for mix in MIXES for count in connections
            for service in services
            if not isinstance(service, Through) or mix in HELPER_MIXES]


def rated_cells(service, top):
    """Latency by load: p50 and p99 at shares of the top throughput."""
    found = []
    for share in SHARES:
        figures = measure(service, "day", RATED_CONNECTIONS, rate=share * top, seconds=2,
                          warm_up=0.3)
        found.append({"share": share, "rate": share * top,
                      "throughput": figures["throughput"], "p50_us": figures["p50_us"],
                      "p99_us": figures["p99_us"], "p999_us": figures["p999_us"]})
    return found


def costs(service):
    """By mix: what a request takes of the servers behind, where the service can tell."""
    found = {}
    for mix in MIXES:
        before = service.counters()
        figures = measure(service, mix, 32, seconds=3)
        time.sleep(STATISTICS_DELAY)
        after = service.counters()
        found[mix] = {name: (after[name] - before[name]) / figures["requests"] for name in after}
    return found


def extra(services, medians):
    """The figures that one measurement each gives, after the rounds."""
    rates, commands = {}, {}
    for service in services:
        if service.name not in {*RATED, *COSTED}:
            continue
        service.start()
        try:
            service.warm()
            if service.name in RATED:
                rates[service.name] = rated_cells(
                    service, medians[service.name, "day", 32]["throughput"])
            if service.name in COSTED:
                commands[service.name] = costs(service)
        finally:
            service.stop()
    return rates, commands


def full_load(directory, rounds, seconds, connections=None):
    """The section "load" of the results."""
    services = all_services(directory)
    cells = all_cells(services, connections or CONNECTIONS)
    medians = medians_of(run_rounds(services, cells, rounds, seconds, warm_up=0.3))
    rates, commands = extra(services, medians)
    return {"rounds": rounds, "seconds": seconds,
            "cells": [{"service": name, "mix": mix, "connections": count, **figures}
                      for (name, mix, count), figures in medians.items()],
            "rates": rates, "costs": commands}
