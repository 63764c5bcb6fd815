"""Runs the load generator."""

import json
import subprocess

from greybench.build import bench_program

# What every service is prepared with.
KNOWN = 10000
WAITING = 10000
PER_SOURCE = 10

MIXES = ["awl", "new", "storm", "retry", "day"]


def load(target, mix, connections=1, *, timeout=120, **options):
    """The measured figures. `target`: the words that name the service; `options` are those of
    greycache-load, with '_' for '-'."""
    command = [bench_program("load/greycache-load"), *target, "--mix", mix,
               "--connections", connections, "--json"]
    for name, value in {"known": KNOWN, "waiting": WAITING, "per_source": PER_SOURCE,
                        **options}.items():
        command += ["--" + name.replace("_", "-"), value]
    answer = subprocess.run([str(word) for word in command], capture_output=True, text=True,
                            timeout=timeout, check=False)
    if answer.returncode != 0:
        raise RuntimeError(f"{' '.join(map(str, command))}: {answer.stderr}")
    return json.loads(answer.stdout)


def rows(kind, count, per_source=PER_SOURCE):
    """A process whose standard output is the entries of that kind, a line each."""
    command = [bench_program("load/greycache-load"), "--print-rows", kind, f"--{kind}", count,
               "--per-source", per_source]
    return subprocess.Popen([str(word) for word in command], stdout=subprocess.PIPE)
