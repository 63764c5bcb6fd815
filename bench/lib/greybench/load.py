"""Runs the load generator, and reads its entries."""

import contextlib
import json
import subprocess

from greytest.paths import BUILD

# What every service is prepared with: entries, and how old they are in seconds.
KNOWN = WAITING = 10000
PER_SOURCE = 10
KNOWN_AGE, WAITING_AGE = 3 * 3600, 60
MIXES = ["awl", "new", "storm", "retry", "day"]


def load(target, mix, connections=1, **options):
    """The measured figures. `target`: the words that name the service; `options` are those of
    greycache-load, with '_' for '-'."""
    command = [BUILD / "bench/load/greycache-load", *target, "--json"]
    for name, value in {"mix": mix, "connections": connections, "known": KNOWN, "waiting": WAITING,
                        "per_source": PER_SOURCE, **options}.items():
        command += ["--" + name.replace("_", "-"), str(value)]
    answer = subprocess.run(command, stdout=subprocess.PIPE, timeout=900, check=True)
    return json.loads(answer.stdout)


@contextlib.contextmanager
def rows(kind, count=KNOWN, prefix=""):
    """The entries of that kind as a stream of lines with tabs; `prefix` of their sources."""
    number = "waiting" if kind == "waiting" else "known"
    command = (f"set -o pipefail; {BUILD}/bench/load/greycache-load --print-rows {kind} "
               f"--per-source {PER_SOURCE} --{number} {count} | sed 's/^/{prefix}/'")
    with subprocess.Popen(["bash", "-c", command], stdout=subprocess.PIPE) as process:
        yield process.stdout
    assert process.returncode == 0, command


def measure(service, mix, connections, target=None, **options):
    """The load generator's figures, and the microseconds of processor time a request that each of
    the service's processes takes, with what it still has to do afterwards."""
    before = service.cpu()
    lost = service.lines_lost()
    figures = load(target or service.target(), mix, connections, first=service.first, **options)
    service.first = figures["next_first"]
    figures["settle_seconds"] = service.settled()
    if not service.decides:
        figures["unexpected"] = 0
    spent = {name: seconds - before[name] for name, seconds in service.cpu().items()}
    spent["helpers"] = figures["helper_cpu_seconds"]
    each = 1e6 / figures["requests"]
    figures["cpu_us"] = {name: seconds * each for name, seconds in spent.items() if seconds > 0}
    figures["servers_us"] = sum(figures["cpu_us"].values())
    figures["load_us"] = figures["load_cpu_seconds"] * each
    figures["lines_lost"] = (service.lines_lost() - lost) / figures["requests"]
    return figures
