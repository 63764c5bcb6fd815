#!/usr/bin/env python3
"""Writes sql/NNN_name.sql files into a C++ file, so that the daemon needs no files: OUTPUT INPUT..."""

import pathlib
import re
import sys

HEADER = '''// Made from sql/*.sql by embed_migrations.py.
#include "greycache/postgres/migration.h"

namespace greycache {{

namespace {{

constexpr Migration kMigrations[] = {{
{entries}}};

}}  // namespace

std::span<const Migration> migrations() {{
  return kMigrations;
}}

}}  // namespace greycache
'''


def literals(text):
    """A file as adjacent raw string literals, each short enough for any compiler."""
    pieces = [text[at:at + 8000] for at in range(0, len(text), 8000)]
    return "\n".join(f'R"~sql~({piece})~sql~"' for piece in pieces)


def entry(expected, path):
    number, name = re.fullmatch(r"(\d{3})_(\w+)\.sql", path.name).groups()
    if int(number) != expected:
        sys.exit(f"{path}: migration {expected} is missing")
    return f'{{{expected}, "{name}", {literals(path.read_text("ascii"))}}},\n'


def main():
    output, *inputs = map(pathlib.Path, sys.argv[1:])
    entries = "".join(entry(number, path) for number, path in enumerate(sorted(inputs), 1))
    output.write_text(HEADER.format(entries=entries), "ascii")


main()
