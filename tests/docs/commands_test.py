"""Every option and command of --help stands in its manual page, and the other way round."""

import re
import unittest

import documents


def options_in_help(text):
    """The options that begin a line: "  -c,--config FILE  ..."."""
    found = set()
    for line in text.splitlines():
        options = re.match(r"\s+((?:-{1,2}[a-z][a-z-]*(?:, ?)?)+)", line)
        if options:
            found |= set(re.findall(r"-{1,2}[a-z][a-z-]*", options[1]))
    return found


def commands_in_help(text):
    blocks = re.split(r"^(?:Subcommands|Commands [a-z ]+):\n", text, flags=re.MULTILINE)
    return {name for block in blocks[1:]
            for name in re.findall(r"^  ([a-z][a-z-]*)", block, re.MULTILINE)}


def list_items(page):
    """The ".It" lines of the lists of options and commands, before any other section."""
    description = page.partition(".Sh DESCRIPTION\n")[2].partition("\n.Sh ")[0]
    return re.findall(r"^\.It (.*)$", description, re.MULTILINE)


def options_in_page(page):
    """From ".It Fl c , Fl -config Ar file" and ".It Cm stats Op Fl -json"."""
    return {"-" + name for item in list_items(page) for name in re.findall(r"\bFl (\S+)", item)}


def commands_in_page(page):
    return {name for item in list_items(page) for name in re.findall(r"^Cm (\S+)", item)}


def page_of(name):
    return (documents.SOURCE / "man" / f"{name}.8").read_text()


def helps_below(*words):
    """The help pages of a command, and of all commands below it."""
    text = documents.help_of("greyctl", *words)
    pages = [text]
    for below in sorted(commands_in_help(text)):
        pages += helps_below(*words, below)
    return pages


class CommandsTest(unittest.TestCase):
    def check_options(self, name, helps):
        in_help = set().union(*(options_in_help(text) for text in helps))
        self.assertIn("--version", in_help)
        self.assertEqual(in_help, options_in_page(page_of(name)))

    def test_options_of_greycache(self):
        self.check_options("greycache", [documents.help_of("greycache")])

    def test_options_of_policy_helper(self):
        self.check_options("policy-helper", [documents.help_of("policy-helper")])

    def test_options_of_greyweb(self):
        self.check_options("greyweb", [documents.help_of("greyweb")])

    def test_commands_and_options_of_greyctl(self):
        text = documents.help_of("greyctl")
        commands = commands_in_help(text)
        self.assertIn("show", commands)
        self.assertEqual(commands, commands_in_page(page_of("greyctl")))
        helps = [page for command in sorted(commands) for page in helps_below(command)]
        self.check_options("greyctl", [text, *helps])


if __name__ == "__main__":
    documents.main()
