"""What a helper costs: time to the first answer, memory, instructions, beside the C relay."""

import re
import socket
import statistics
import subprocess
import time

from greybench.build import bench_program
from greybench.cpu import memory
from greybench.echo import Echo
from greybench.load import load
from greytest.paths import program
from greytest.policy_request import policy_request

FIRST_ANSWERS = 500
CONNECTIONS = 32


def commands(path):
    """The ways of forwarding to the service at `path`, by name."""
    helper = [program("policy-helper"), "--socket", path]
    return {"relay": [*helper, "--relay"], "C relay": [bench_program("relay/policy-relay"), path]}


def started(command, ours, theirs):
    """The helper at work: its first request is answered."""
    process = subprocess.Popen([str(word) for word in command], stdin=theirs, stdout=theirs)
    theirs.close()
    ours.settimeout(60)
    ours.sendall(policy_request())
    assert ours.recv(1000).startswith(b"action=")
    return process


def memory_of(command):
    ours, theirs = socket.socketpair()
    with ours:
        process = started(command, ours, theirs)
        time.sleep(0.1)
        sizes = memory(process.pid)
    process.wait(10)
    return sizes


def instructions_of(command):
    """From exec to exit with one request in between, as callgrind counts them."""
    ours, theirs = socket.socketpair()
    words = ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null",
             "--log-fd=2", *command]
    process = subprocess.Popen([str(word) for word in words], stdin=theirs, stdout=theirs,
                               stderr=subprocess.PIPE, text=True)
    theirs.close()
    with ours:
        ours.settimeout(60)
        ours.sendall(policy_request())
        assert ours.recv(1000).startswith(b"action=")
    text = process.communicate(timeout=60)[1]
    return int(re.search(r"Collected\s*:\s*(\d+)", text)[1])


def figures_of(command, seconds):
    """One round: seconds and requests a second."""
    target = ["--helper", " ".join(str(word) for word in command)]
    first = load(target, "awl", reconnect=None, requests=FIRST_ANSWERS)
    steady = load(target, "awl", CONNECTIONS, seconds=seconds, warm_up=0.3)
    return {"first_answer_us": first["p50_us"], "throughput": steady["throughput"]}


def helper_part(directory, rounds, seconds):
    """The section "helper" of the results, all on the echo server: what the helper adds shows."""
    echo = Echo(directory)
    echo.start()
    try:
        ways = commands(echo.directory / "policy.sock")
        runs = {name: [] for name in ways}
        for _ in range(rounds):
            for name, command in ways.items():
                runs[name].append(figures_of(command, seconds))
        return {name: {**{figure: statistics.median(run[figure] for run in runs[name])
                          for figure in runs[name][0]},
                       **memory_of(command), "instructions": instructions_of(command)}
                for name, command in ways.items()}
    finally:
        echo.stop()
