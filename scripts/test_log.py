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


def summary(path):
    """Prints what was skipped and the counts; 1 where a test failed or none ran."""
    with open(path, encoding="utf-8") as log:
        tests = [json.loads(line) for line in log]
    for name in sorted(test["name"] for test in tests if test["result"] == "SKIP"):
        print(f"skipped: {name}")
    ran = [test["result"] for test in tests if test["result"] != "SKIP"]
    passed = sum(result in PASSED for result in ran)
    print(f"{passed} passed, {len(ran) - passed} failed")
    return 0 if ran and passed == len(ran) else 1


if __name__ == "__main__":
    if sys.argv[1] == "select":
        sys.exit(select(sys.argv[2], sys.argv[3:]))
    if sys.argv[1] == "failed":
        sys.exit(failed(sys.argv[2]))
    sys.exit(summary(sys.argv[2]))
