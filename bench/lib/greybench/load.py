"""Runs the load generator."""

import contextlib
import json
import subprocess

from greybench.build import bench_program

# What every service is prepared with.
KNOWN = 10000
WAITING = 10000
PER_SOURCE = 10

MIXES = ["awl", "new", "storm", "retry", "day"]


def load(target, mix, connections=1, *, timeout=900, **options):
    """The measured figures. `target`: the words that name the service; `options` are those of
    greycache-load, with '_' for '-', and None for those that have no value."""
    command = [bench_program("load/greycache-load"), *target, "--mix", mix,
               "--connections", connections, "--json"]
    for name, value in {"known": KNOWN, "waiting": WAITING, "per_source": PER_SOURCE,
                        **options}.items():
        command += ["--" + name.replace("_", "-")] + ([] if value is None else [value])
    answer = subprocess.run([str(word) for word in command], capture_output=True, text=True,
                            timeout=timeout, check=False)
    if answer.returncode != 0:
        raise RuntimeError(f"{' '.join(map(str, command))}: {answer.stderr}")
    return json.loads(answer.stdout)


@contextlib.contextmanager
def rows(kind, count=None, per_source=PER_SOURCE):
    """The entries of that kind as a stream of lines; as many as every service gets unless told."""
    number = "waiting" if kind == "waiting" else "known"
    usual = WAITING if kind == "waiting" else KNOWN
    command = [bench_program("load/greycache-load"), "--print-rows", kind, f"--{number}",
               count or usual, "--per-source", per_source]
    with subprocess.Popen([str(word) for word in command], stdout=subprocess.PIPE) as process:
        yield process.stdout
    if process.returncode != 0:
        raise RuntimeError(f"greycache-load ended with {process.returncode}")
