#!/usr/bin/env python3
"""Whether each name of a namespace belongs to one file: names_test.py CHECKOUT.

Of two classes with one name in one program the linker takes the functions of either for both, and says
nothing. What a namespace without a name encloses is of its file alone. Names of tests may be used by
several test programs, not by what they test."""

import re
import sys
import unittest
from collections import defaultdict
from pathlib import Path

CHECKOUT = Path(sys.argv.pop(1)) if len(sys.argv) > 1 else Path()
PROGRAMS = ("common", "greycache", "greyctl", "greyweb", "policy-helper")
# One a program, among the sources of its main.cpp, which nobody else links.
OF_A_MAIN_PROGRAM = {"greycache::CommandLine"}

OPENS = re.compile(r"namespace(?: ([\w:]+))? \{")
CLOSES = re.compile(r"\}  // namespace")
TYPE = re.compile(r"(?:template .*)?(?:enum class|class|struct|union|enum) (?:alignas\(.*\) )?(\w+)(?! *::)\b[^;]*$")
INLINE = re.compile(r"(?:inline|constexpr) .*?(\w+)(?: =|\(|\{)")


def names_in(text, header):
    """Names with their namespaces of types, and of what else a header defines."""
    namespaces = []
    for line in text.splitlines():
        if opens := OPENS.match(line):
            namespaces.append(opens[1])
        elif CLOSES.match(line) and namespaces:
            namespaces.pop()
        elif None not in namespaces:
            found = TYPE.match(line) or (header and INLINE.match(line))
            if found and not re.search(rf"\b{found[1]}<", line):
                yield "::".join([*namespaces, found[1]])


def files_by_name(folders):
    files = defaultdict(set)
    for folder in folders:
        for path in sorted((CHECKOUT / folder).rglob("*")):
            if path.suffix in (".h", ".cpp"):
                for name in names_in(path.read_text(encoding="utf-8"), path.suffix == ".h"):
                    files[name].add(str(path.relative_to(CHECKOUT)))
    return files


class NamesTest(unittest.TestCase):
    def test_a_name_of_the_programs_belongs_to_one_file(self):
        names = files_by_name(PROGRAMS)
        self.assertGreater(len(names), 500)
        twice = {name: files for name, files in names.items()
                 if len(files) > 1 and name not in OF_A_MAIN_PROGRAM}
        self.assertEqual(twice, {})

    def test_no_test_uses_a_name_of_the_programs_for_its_own(self):
        programs = files_by_name(PROGRAMS)
        tests = files_by_name(["tests", "bench"])
        self.assertGreater(len(tests), 100)
        self.assertEqual({name: tests[name] | programs[name] for name in tests.keys() & programs.keys()}, {})

    def test_two_classes_of_one_name_are_seen(self):
        text = "namespace greycache {\nstruct Look {\n};\nclass Panel::Peer {\nclass Later;\n"
        inner = "namespace {\nstruct Own {\n}  // namespace\ninline constexpr int kMost = 3;\n"
        self.assertEqual(list(names_in(text + inner, header=True)),
                         ["greycache::Look", "greycache::kMost"])
        self.assertEqual(list(names_in(text + inner, header=False)), ["greycache::Look"])


if __name__ == "__main__":
    unittest.main(verbosity=2)
