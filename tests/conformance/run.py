#!/usr/bin/env python3
"""Compares a replay with what the real SQLgrey answered, and prints the differences a recording.

run.py [--recordings DIR] [--only NAME] COMMAND...
  COMMAND reads a trace (JSON lines) on standard input and writes an answer a line; in its words
  {folder} stands for the folder of the recording. It is run once a recording.
"""
import argparse
import gzip
import json
import pathlib
import re
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
SHOWN = 5  # differences told in full, a recording


def settings_of(folder):
    lines = (folder / "sqlgrey.conf").read_text().splitlines()
    pairs = (line.split("=", 1) for line in lines if "=" in line)
    return {name.strip(): value.strip() for name, value in pairs}


def verb_for(outcome, settings):
    """What the settings are documented to mean; the original mixes them up (fault B1)."""
    method = settings["reject_first_attempt"]
    if outcome == "early":
        method = settings.get("reject_early_reconnect", method)
    return "defer_if_permit" if method == "delay" else settings["reject_code"]


def expected(recorded, settings):
    """(outcome, action, delay) that an answer must have; a header without the software's name."""
    outcome, action = recorded["outcome"], recorded["action"]
    delay = re.match(r"PREPEND X-Greylist: delayed (\d+) by", action)
    if outcome in ("new", "early", "throttled"):
        text = re.search(r"(Greylisted for|Throttling) .*", action).group()
        action = verb_for(outcome, settings) + " " + text
    return outcome, without_name(action), int(delay.group(1)) if delay else None


def without_name(action):
    return re.sub(r" (by|in) [A-Za-z]+-[0-9.]+$", r" \1 SOFTWARE", action)


def agree(wanted, answer):
    outcome, action, delay = wanted
    got = answer["outcome"], without_name(answer["action"])
    if got != (outcome, action):
        return False
    # With prepend = 0 the recording does not tell the delay.
    return delay is None or answer["delay"] == delay


def compare(folder, command):
    """(lines compared, differences as text)"""
    settings = settings_of(folder)
    trace = gzip.decompress((folder / "trace.jsonl.gz").read_bytes())
    words = [word.replace("{folder}", str(folder)) for word in command]
    run = subprocess.run(words, input=trace, stdout=subprocess.PIPE, timeout=300, check=True)
    recorded = [json.loads(line) for line in trace.splitlines()]
    answers = [json.loads(line) for line in run.stdout.splitlines()]
    if len(answers) != len(recorded):
        raise SystemExit(f"{folder.name}: {len(recorded)} lines, {len(answers)} answers")
    differences = []
    for number, (line, answer) in enumerate(zip(recorded, answers), 1):
        wanted = expected(line, settings)
        if not agree(wanted, answer):
            differences.append(f"line {number}: recorded {wanted}, answered {answer}")
    return len(recorded), differences


def recordings(directory, only=None):
    """The folders of recordings."""
    folders = sorted(path.parent for path in directory.glob("*/trace.jsonl.gz"))
    return [folder for folder in folders if only in (None, folder.name)]


def report(folder, lines, differences):
    print(f"{folder.name:24} {lines:6} lines {len(differences):6} differences", flush=True)
    print("".join(f"    {text}\n" for text in differences[:SHOWN]), end="")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--recordings", type=pathlib.Path, default=HERE / "recordings")
    parser.add_argument("--only", help="the name of one recording")
    parser.add_argument("command", nargs=argparse.REMAINDER)
    options = parser.parse_args()
    folders = recordings(options.recordings, options.only)
    if not folders or not options.command:
        parser.error("nothing to compare")
    lines = differing = 0
    for folder in folders:
        count, differences = compare(folder, options.command)
        lines, differing = lines + count, differing + len(differences)
        report(folder, count, differences)
    print(f"{differing} differences in {lines}")
    return 1 if differing else 0


if __name__ == "__main__":
    sys.exit(main())
