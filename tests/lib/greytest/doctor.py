"""`greyctl doctor`, asked as a program asks it."""

import json
import subprocess
import time

from greytest.paths import program
from greytest.process import command_prefix


class Diagnosis:
    """What it found of a daemon's host, and how it ended."""

    # Longer nobody waits, whatever hangs.
    LIMIT = 10.0

    def __init__(self, daemon, postfix=None, user=None, prefix=()):
        """`postfix`: the instance that asks; None: one that is not there. `user`: who looks.
        `prefix`: words before the command line."""
        daemon.write_config()
        etc = postfix.directory / "etc" if postfix else daemon.directory / "no-postfix"
        command = [*command_prefix(user), *prefix, program("greyctl"), "--config", daemon.config, "doctor",
                   "--json", "--config-directory", etc]
        begin = time.monotonic()
        answer = subprocess.run([str(word) for word in command], capture_output=True, text=True,
                                timeout=30, check=False)
        self.seconds = time.monotonic() - begin
        assert answer.returncode in (0, 1), answer.stderr
        assert self.seconds < self.LIMIT, self.seconds
        self.status = answer.returncode
        self.errors = answer.stderr
        self.json = json.loads(answer.stdout)
        self.findings = self.json["findings"]

    def about(self, part, *severities):
        """The sentences about a part of the host, of these severities; without them what is to be
        done something about."""
        wanted = severities or ("warning", "error")
        return [finding["what"] for finding in self.findings
                if finding["about"] == part and finding["severity"] in wanted]

    def has(self, part, severity, words):
        """Whether a finding says the words, and what to do."""
        return any(words in finding["what"] and finding["advice"] for finding in self.findings
                   if finding["about"] == part and finding["severity"] == severity)
