#!/usr/bin/env python3
"""Writes docs/failure-matrix.md to standard output: write_matrix.py REPORT BUILD_DIRECTORY.

REPORT holds a JSON line for each fault test that reached its end, as fault_test.py writes them.
"""

import datetime
import json
import os
import pathlib
import platform
import subprocess
import sys

HEADER = """# The failure matrix

Written by `scripts/fault-matrix` on {date} from commit {commit}. Do not edit it: run the script again.

{versions}

A load of four connections asks first attempts and retries all the time, about {rate} requests a second. It keeps a book: an answer "Greylisted" to a
first attempt acknowledges the entry in `connect`, an answer "delayed" the one in `from_awl`. A quarter of the mail is an organisation's, each attempt from
another network; one question in ten is of a user's own mail, whose answer acknowledges the `correspondent`; an operator runs `greyctl expect` twice a second,
and its success acknowledges the `expectation`. At the end the persistent store (PostgreSQL, or the SQLite file of `storage = embedded`) is asked for every
one of them, and each daemon lets correspondents and what is expected pass at the first attempt.

* **lost**: acknowledged entries that it does not have. **forgotten**: retries that were greylisted again.
* **longest**: the longest answer of all, in ms, on a connection that stayed. `request_timeout` is 1 s, so {allowed} ms is the bound. **slack**: the longest
  that a thread of the load which only sleeps 10 ms was late at the same time. Both processes, both servers and other work share the processors.
* **p99** is of the whole run, the fault included.
* **in doubt**: passed since the history could not be known. **no answer**: the connection was lost or refused, as when the daemon is killed.
* **whole**: seconds from the end of the fault until all stores are used again.
* **power cut**: after a kill -9 the state directory is built anew from what was synced, and from any part of the sectors (of 512 or 4,096 bytes) that were
  written and not synced. Files `-shm`, which SQLite never syncs and makes anew, hold garbage. A disk that lies about a sync is not among it.

| fault | storage | what was done | answers | in doubt | no answer | p99 ms | longest ms | slack ms | acknowledged | lost | forgotten | whole s |
|---|---|---|---|---|---|---|---|---|---|---|---|---|
"""

POSTFIX_HEADER = """
## With Postfix in front

A Postfix {postfix} of the tests' own asks by `policy-helper`, with the lines of `master.cf.example`. Four SMTP clients send known senders' mail, first
attempts and their retries, about {rate} recipients a second, and see every reply. The helper waits 2 s for the daemon, and Postfix 1 s before it asks
again over another connection; {allowed} ms is the bound, with the starts of processes.

* **accepted**: messages that Postfix took; all of them must be delivered. **missing**: those that were not.
* **451**: replies other than acceptance and greylisting, to any client. **warnings**: lines of the mail log about the policy service.
* **first passed**: first attempts that passed unseen, since the daemon was away for longer than the helper waits.
* **acknowledged**, **lost**, **forgotten**, **slack**: as above. A known sender that is greylisted is forgotten, too.

| what was done | forwarding | storage | accepted | missing | 451 | warnings | first passed | p99 ms | longest ms | slack ms | acknowledged | lost | forgotten |
|---|---|---|---|---|---|---|---|---|---|---|---|---|---|
"""


def first_line(*command):
    """What a program says of its version."""
    try:
        answer = subprocess.run(command, capture_output=True, text=True, timeout=20, check=False)
    except OSError:
        return f"{command[0]}: not found"
    return (answer.stdout + answer.stderr).strip().splitlines()[0]


def versions(build):
    """The machine and the programs."""
    postgres = sorted(pathlib.Path("/usr/lib/postgresql").glob("*/bin/postgres"))[-1]
    redis = first_line("redis-server", "--version").split(" sha=")[0]
    load = " ".join(f"{value:.1f}" for value in os.getloadavg())
    return (f"{first_line(str(pathlib.Path(build, 'greycache/greycache')), '--version')}; "
            f"{redis}; {first_line(str(postgres), '--version')}; Linux {platform.release()}, "
            f"{os.cpu_count()} processors, load at the end {load}.")


def row(line):
    """One line of the table."""
    answers = line["answers"]
    answered = sum(answers.get(kind, 0) for kind in ("greylisted", "delayed", "known"))
    longest = f"{line['longest_ms']}"
    if "longest_by_helper_ms" in line:
        longest += f" (by the helper, whose bound is 2 s: {line['longest_by_helper_ms']})"
    if "longest_cut_off_ms" in line:
        longest += f" (at the MX that was cut off: {line['longest_cut_off_ms']})"
    cells = [line["fault"], line["storage"], line["done"], answered, answers.get("in doubt", 0),
             answers.get("no answer", 0), line["p99_ms"], longest, line["slack_ms"],
             line["acknowledged"], line["lost"], line["forgotten"], line["whole_s"]]
    return "| " + " | ".join(str(cell) for cell in cells) + " |"


def postfix_row(line):
    """One line of the table with Postfix."""
    cells = [f"{line['fault']}: {line['done']}", line["forwarding"], line["storage"],
             line["accepted"], line["missing"], line["refused"], line["warnings"],
             line["answers"].get("new accepted", 0), line["p99_ms"], line["longest_ms"],
             line["slack_ms"], line["acknowledged"], line["lost"], line["forgotten"]]
    return "| " + " | ".join(str(cell) for cell in cells) + " |"


def print_postfix_table(lines):
    """The lines that restart_test.py wrote, if any."""
    if not lines:
        return
    version = first_line("postconf", "-dh", "mail_version")
    rate = sum(line["rate"] for line in lines) / len(lines)
    print(POSTFIX_HEADER.format(postfix=version, allowed=lines[0]["allowed_ms"],
                                rate=f"{rate:.0f}"), end="")
    for line in lines:
        print(postfix_row(line))


def main():
    every_line = [json.loads(text) for text in
                  pathlib.Path(sys.argv[1]).read_text("utf-8").splitlines()]
    lines = [line for line in every_line if line.get("table") != "postfix"]
    commit = os.environ.get("GREYFAULT_COMMIT") or first_line("git", "describe", "--always")
    rate = round(sum(line["rate"] for line in lines) / len(lines), -2)
    print(HEADER.format(date=datetime.date.today().isoformat(), commit=commit,
                        versions=versions(sys.argv[2]), rate=f"{rate:.0f}",
                        allowed=lines[0]["allowed_ms"]), end="")
    for line in lines:
        print(row(line))
    acknowledged = sum(line["acknowledged"] for line in lines)
    late = [line["fault"] for line in lines
            if max(line["longest_ms"], line.get("longest_cut_off_ms", 0)) > line["allowed_ms"]]
    print(f"\nIn all {acknowledged} acknowledged entries, {sum(line['lost'] for line in lines)} lost, "
          f"{sum(line['forgotten'] for line in lines)} forgotten, "
          f"{len(late)} of {len(lines)} lines with an answer over the bound"
          + (": " + ", ".join(late) if late else "") + ".")
    print_postfix_table([line for line in every_line if line.get("table") == "postfix"])


if __name__ == "__main__":
    main()
