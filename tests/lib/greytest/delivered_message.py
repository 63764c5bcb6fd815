"""A message that a Postfix of ours has delivered into a file."""

import email
import pathlib

# Run by pipe(8) for each delivery: the recipients on the first line, then the message. The name
# without "tmp." appears when the file is whole.
DELIVERY_SCRIPT = """#!/bin/sh
# Writes one delivered message to a file of its own in directory $1.
directory=$1
shift
file=$(mktemp "$directory/tmp.XXXXXXXX") || exit 75
{ echo "$*" && cat; } > "$file" || exit 75
mv "$file" "$directory/message.${file##*.}"
"""


class DeliveredMessage:
    """Its envelope recipients and its headers."""

    def __init__(self, path):
        recipients, _, text = pathlib.Path(path).read_bytes().partition(b"\n")
        self.recipients = recipients.decode("utf-8").split()
        self.message = email.message_from_bytes(text)

    def headers(self, name):
        """All headers of that name, in order."""
        return self.message.get_all(name, [])


def delivered_messages(directory):
    """All messages so far, in the order of their arrival."""
    paths = sorted(directory.glob("message.*"), key=lambda path: path.stat().st_mtime_ns)
    return [DeliveredMessage(path) for path in paths]
