"""Nothing that greyctl prints is lost without a word."""

import json
import os
import subprocess

from greytest.daemon_test import DaemonTest, main
from greytest.paths import program
from greytest.wait import wait_until

LOST = "cannot write standard output: "
FULL = LOST + "No space left on device"
CLOSED = LOST + "Bad file descriptor"
MANY = 300  # entries: more than a buffer of standard output


class OutputTest(DaemonTest):
    def setUp(self):
        super().setUp()
        self.daemon = self.started()
        with self.daemon.connection() as connection:
            for number in range(MANY):
                connection.ask(sender=f"sender{number}@sender.example")
        # What is listed comes from the store, a moment behind the answers.
        wait_until(lambda: self.daemon.ctl("list", "--waiting").stdout.count("\n") == MANY, 10, 0.1,
                   "the rows in the store")

    def run_shell(self, redirection, *words, name="greyctl"):
        command = f'exec "$0" "$@" {redirection}'
        return subprocess.run(
            ["sh", "-c", command, program(name), "--config", self.daemon.config, *words],
            stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=20, check=False)

    def commands(self):
        """Those that print and would have succeeded."""
        trace = self.directory / "trace"
        request = {"client_address": "203.0.113.9", "sender": "a@sender.example",
                   "recipient": "b@customer.example"}
        trace.write_text(json.dumps({"at": 1760000000, "request": request}) + "\n", "utf-8")
        log = self.directory / "mail.log"
        log.write_text("2026-10-01T10:00:00+00:00 mx postfix/smtpd[1]: NOQUEUE: reject: RCPT from "
                       "mail.sender.example[203.0.113.9]: 450 4.2.0 <b@customer.example>: Recipient "
                       "address rejected: Greylisted; from=<a@sender.example> "
                       "to=<b@customer.example> proto=ESMTP helo=<mail.sender.example>\n", "utf-8")
        return [
            ["--help"], ["list", "--help"], ["--version"], ["config"], ["config", "--defaults"],
            ["config", "--explain"], ["check-config"], ["check-config", "--json"],
            ["doctor", "--json"], ["health"], ["stats"], ["stats", "--json"],
            ["source", "client_address=203.0.113.9"], ["list-check", "postmaster@customer.example"],
            ["query", "client_address=203.0.113.9"], ["show", "203.0.113.9"],
            ["show", "--json", "203.0.113.9"], ["list", "--waiting"], ["list", "--waiting", "--json"],
            ["list", "--waiting", "--limit", "1"],
            ["explain", "sender1@sender.example"],
            ["history"], ["history", "--json"], ["report"], ["report", "--json"],
            ["optin", "list"], ["optin", "list", "--json"], ["optin", "add", "customer.example"],
            ["expect", "bob@customer.example"], ["expect", "--list"], ["forget", "192.0.2.77"],
            ["forget", "--list"], ["release", "a@sender.example", "b@customer.example"],
            ["allow", "192.0.2.78"], ["allow", "192.0.2.79", "--for", "1h"], ["export"],
            ["trace", log], ["replay", trace], ["replay", "--summary", trace],
            ["warm", "--dry-run", log], ["reload", "--json"]]

    def test_a_full_disk_is_told_by_every_command(self):
        self.daemon.write_list("recipients_whitelist", "postmaster@")
        for words in self.commands():
            answer = self.run_shell(">/dev/full", *words)
            self.assertEqual((answer.returncode, answer.stdout), (74, ""), (words, answer.stderr))
            self.assertIn(f"greyctl: {FULL}\n", answer.stderr, words)

    def test_a_standard_output_that_is_closed_is_told_and_no_socket_takes_its_place(self):
        for words in (["list", "--waiting"], ["stats"], ["export"], ["--version"],
                      ["show", "203.0.113.9"]):
            answer = self.run_shell(">&-", *words)
            self.assertEqual(answer.returncode, 74, (words, answer.stderr))
            self.assertIn(CLOSED, answer.stderr, words)
        # Nothing is lost where there is nothing to print.
        self.assertEqual(self.run_shell(">&-", "list", "--known").returncode, 0)
        self.assertIn("a retry passes", self.daemon.ctl("list", "--waiting").stdout)

    def test_without_standard_input_or_error_a_command_does_its_work(self):
        for redirection in ("<&-", "2>&-", "<&- 2>&-", "2>/dev/full"):
            answer = self.run_shell(redirection, "list", "--waiting")
            self.assertEqual((answer.returncode, len(answer.stdout.splitlines())), (0, MANY),
                             redirection)
            self.assertEqual(self.run_shell(redirection, "show", "192.0.2.999.1 x").returncode, 64,
                             redirection)

    def test_a_failure_of_its_own_keeps_its_exit_status(self):
        answer = self.run_shell(">/dev/full", "config", "--explain", "awl_age", "no_such_setting")
        self.assertEqual(answer.returncode, 64)
        self.assertIn(FULL, answer.stderr)

    def test_what_greycache_prints_is_not_lost_either(self):
        for words in (["--print-config"], ["--help"], ["--version"]):
            answer = self.run_shell(">/dev/full", *words, name="greycache")
            self.assertEqual(answer.returncode, 74, words)
            self.assertIn(f"greycache: {FULL}\n", answer.stderr, words)
        answer = self.run_shell(">&- 2>&- <&-", "--check-config", name="greycache")
        self.assertEqual(answer.returncode, 0)

    def test_a_reader_that_has_seen_enough_ends_it(self):
        reading, writing = os.pipe()
        os.close(reading)
        with os.fdopen(writing, "wb") as output:
            answer = subprocess.run(
                [program("greyctl"), "--config", self.daemon.config, "list", "--waiting"],
                stdout=output, stderr=subprocess.PIPE, text=True, timeout=20, check=False)
        self.assertNotIn(answer.returncode, (0, -6))


if __name__ == "__main__":
    main()
