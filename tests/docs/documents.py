"""The documents under test, and where the build has put what is made from code."""

import argparse
import pathlib
import re
import subprocess
import sys
import unittest


def _arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument("--source", type=pathlib.Path, required=True)
    parser.add_argument("--sample", type=pathlib.Path, required=True)
    parser.add_argument("--manual", type=pathlib.Path, required=True)
    parser.add_argument("--program", type=pathlib.Path, action="append", required=True)
    return parser.parse_args()


GIVEN = _arguments()
SOURCE = GIVEN.source


def program(name):
    return next(path for path in GIVEN.program if path.name == name)


def help_of(name, *words):
    answer = subprocess.run([program(name), *words, "--help"], check=True, text=True, timeout=30,
                            stdout=subprocess.PIPE)
    return answer.stdout


def markdown_files():
    """What is written for administrators and contributors."""
    return [*sorted(SOURCE.glob("*.md")), *sorted((SOURCE / "docs").rglob("*.md"))]


def manual_pages():
    return sorted((SOURCE / "man").glob("*.[1-8]"))


def sample_settings():
    """The names in the sample file, where each stands once, as a comment or not."""
    return set(re.findall(r"^#?([a-z][a-z0-9_]*) =", GIVEN.sample.read_text(), re.MULTILINE))


def manual_entries():
    """The two parts of greycache.conf(5): names of settings, names of SQLgrey's keys."""
    text = GIVEN.manual.read_text().replace("\\-", "-")
    settings, _, keys = text.partition("\n.SH KEYS OF SQLGREY\n")
    entry = re.compile(r"^\.TP\n\.B ([a-z0-9_]+)$", re.MULTILINE)
    return entry.findall(settings), entry.findall(keys)


def main():
    unittest.main(argv=sys.argv[:1], verbosity=2)
