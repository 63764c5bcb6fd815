"""bash completes every command and option that --help names, and files where a file is meant."""

import os
import shutil
import subprocess
import sys
import unittest

import documents
from commands_test import commands_in_help, options_in_help

SCRIPT = documents.SOURCE / "packaging" / "bash-completion" / "greyctl"
# Completes the last of the words, as readline would have the script do.
HARNESS = """
source "$1"; shift
COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
_greycache "$1" "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD-1]}"
printf '%s\\n' "${COMPREPLY[@]}"
"""


def completed(*words, name="greyctl", cwd=None):
    """What the last word, which may be empty, can become."""
    answer = subprocess.run(
        ["bash", "--norc", "-c", HARNESS, "bash", SCRIPT, documents.program(name).resolve(), *words],
        check=True, capture_output=True, text=True, timeout=30, cwd=cwd)
    assert answer.stderr == "", answer.stderr
    return set(answer.stdout.split())


class CompletionTest(unittest.TestCase):
    def check_options(self, *words, name="greyctl"):
        wanted = options_in_help(documents.help_of(name, *words))
        self.assertTrue(wanted)
        self.assertEqual(wanted - completed(*words, "-", name=name), set(), words)

    def test_every_command_of_greyctl_with_its_options(self):
        commands = commands_in_help(documents.help_of("greyctl"))
        self.assertIn("postfix", commands)
        self.assertEqual(completed(""), commands)
        self.check_options()
        for command in commands:
            self.check_options(command)
            self.assertIn("--config", completed(command, "--"))
            for action in commands_in_help(documents.help_of("greyctl", command)):
                self.assertIn(action, completed(command, ""))
                self.check_options(command, action)

    def test_options_of_greycache(self):
        self.check_options(name="greycache")
        self.assertEqual(completed("--log-to", "", name="greycache"), {"syslog", "stdout", "stderr"})

    def test_a_command_is_found_behind_options(self):
        self.assertEqual(completed("-c", "stats", "st"), {"stats"})
        self.assertEqual(completed("--config", "x", "hist"), {"history"})
        self.assertIn("--since", completed("--config", "x", "history", "--json", "--s"))

    def test_values(self):
        self.assertEqual(completed("report", "--by", "s"), {"sender-domain"})
        self.assertEqual(completed("replay", "--store", ""), {"memory", "configured"})
        self.assertEqual(completed("report", "--days", ""), set())
        self.assertEqual(completed("query", "client_a"), {"client_address="})
        self.assertEqual(completed("show", ""), set())
        self.assertEqual(completed("config", "reply_"), {"reply_reference", "reply_url"})
        lists = documents.SOURCE / "lists"
        self.assertEqual(completed("-c", "clients_ip", cwd=lists), {"clients_ip_whitelist"})
        self.assertEqual(completed("trace", "clients_ip", cwd=lists), {"clients_ip_whitelist"})
        self.assertEqual(completed("postfix", "--config-directory", "lis", cwd=documents.SOURCE),
                         {"lists"})


if __name__ == "__main__":
    if not shutil.which("bash"):
        print("there is no bash")
        sys.exit(77)
    os.environ["LC_ALL"] = "C.UTF-8"
    documents.main()
