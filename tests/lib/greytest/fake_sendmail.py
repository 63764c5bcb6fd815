"""A program in the place of sendmail(1), which keeps what it is given."""

import email
import email.policy

# Keeps its arguments and its input; the name without "tmp." appears when the file is whole.
KEEPS = """#!/bin/sh
file=$(mktemp {directory}/tmp.XXXXXXXX) || exit 75
{{ printf '%s\\n' "$#" "$@" && cat; }} >"$file"
mv "$file" {directory}/mail.$(date +%s%N)
"""


class FakeSendmail:
    """`path` is for the setting sendmail_path."""

    def __init__(self, home, script=KEEPS):
        self._mails = home / "mails"
        self._mails.mkdir()
        self.path = home / "sendmail"
        self.path.write_text(script.format(directory=self._mails), "ascii")
        self.path.chmod(0o755)

    def mails(self):
        """Arguments and message of every mail, in order."""
        result = []
        for path in sorted(self._mails.glob("mail.*")):
            count, _, rest = path.read_bytes().partition(b"\n")
            *arguments, text = rest.split(b"\n", int(count))
            message = email.message_from_bytes(text, policy=email.policy.default)
            result.append(([argument.decode() for argument in arguments], message))
        return result
