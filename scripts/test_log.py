#!/usr/bin/env python3
# Reads what Meson knows of tests: the names that match, and what failed in the last run, and counts.
import json
import subprocess
import sys

PASSED = {"OK", "EXPECTEDFAIL"}


def select(directory, words):
    """Prints the names of the tests that contain one of the words."""
    answer = subprocess.run(["meson", "introspect", directory, "--tests"], check=True,
                            stdout=subprocess.PIPE)
    for test in json.loads(answer.stdout):
        if any(word in test["name"] for word in words):
            print(test["name"])
    return 0


def failed(path):
    """Prints the names of the tests that failed, as meson test takes them."""
    with open(path, encoding="utf-8") as log:
        for test in map(json.loads, log):
            if test["result"] not in PASSED | {"SKIP"}:
                print(test["name"].split(" / ")[-1])
    return 0


def results(path):
    """What became of each test."""
    with open(path, encoding="utf-8") as log:
        return {test["name"]: test["result"] for test in map(json.loads, log)}


def summary(path, again=None):
    """Prints what was skipped and the counts; 1 where a test failed or none ran.

    `again` is the log of a second run of what failed in the first.
    """
    tests = results(path)
    second = results(again) if again else {}
    for name in sorted(name for name, result in tests.items() if result == "SKIP"):
        print(f"skipped: {name}")
    for name in sorted(name for name, result in second.items() if result in PASSED):
        print(f"failed beside others, passed alone: {name}")
    ran = [result for result in (tests | second).values() if result != "SKIP"]
    passed = sum(result in PASSED for result in ran)
    print(f"{passed} passed, {len(ran) - passed} failed")
    return 0 if ran and passed == len(ran) else 1


if __name__ == "__main__":
    if sys.argv[1] == "select":
        sys.exit(select(sys.argv[2], sys.argv[3:]))
    if sys.argv[1] == "failed":
        sys.exit(failed(sys.argv[2]))
    sys.exit(summary(*sys.argv[2:]))
