"""A message as its sender's servers offer it, and the mails that it is: one a recipient."""

from typing import NamedTuple

DAY = 86400


class Host(NamedTuple):
    """A client as Postfix sees it."""

    address: str
    name: str     # verified, or "unknown"
    reverse: str  # what the address' owner says
    helo: str


class Message(NamedTuple):
    """What one sender sends once; times are whole seconds."""

    kind: str
    at: int            # of the first attempt, after the week's begin
    tries: tuple       # (seconds after the first, host) for each attempt that it will make
    limit: int         # the sender's patience, a day at most: later it counts as never arrived
    sender: str        # envelope sender
    recipients: tuple
    unit: tuple        # who is behind it: (operator, sender's organisation); () of bots
    robot: bool


class Mail(NamedTuple):
    """One recipient of a message."""

    message: Message
    recipient: str
    number: int  # of the message


def verified(address, name, helo=None):
    return Host(address, name, name, helo or name)


def mails_of(messages):
    """In the order of their first attempts; equal times in the order that they were made in."""
    ordered = enumerate(sorted(messages, key=lambda one: one.at))
    return [Mail(message, recipient, number) for number, message in ordered
            for recipient in message.recipients]
