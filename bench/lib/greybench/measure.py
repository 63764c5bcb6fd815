"""One measurement: a load on a service, and what it costs."""

from greybench.cpu import cpu_seconds
from greybench.load import load


def measure(service, mix, connections, **options):
    """The load generator's figures, and the CPU seconds of each process a 100,000 requests with
    what it still had to do afterwards."""
    before = {name: cpu_seconds(pid) for name, pid in service.processes().items()}
    figures = load(service.target(), mix, connections, first=service.first, **options)
    service.first = figures["next_first"]
    if not service.decides:
        figures["unexpected"] = 0
    figures["settle_seconds"] = service.settled()
    scale = 100000 / figures["requests"]
    cost = {name: (cpu_seconds(pid) - before[name]) * scale
            for name, pid in service.processes().items()}
    cost["load"] = figures["load_cpu_seconds"] * scale
    if figures["helper_cpu_seconds"] > 0:
        cost["helpers"] = figures["helper_cpu_seconds"] * scale
    figures["cpu"] = cost
    return figures
