"""The ways in which a load asks: policy connections, or mail to a Postfix."""

import dataclasses
import itertools
import random
import socket
import subprocess
import time

from greytest.policy_connection import PolicyConnection

TIMEOUT = 30


@dataclasses.dataclass
class Reply:
    """What was answered, between two times of the monotonic clock."""

    action: str
    begin: float
    end: float
    # Of a message that Postfix has taken: its header will tell the action, which is not set.
    subject: str | None = None


class HelperConnection(PolicyConnection):
    """As smtpd has it: a socket whose other end spawn(8) gave to policy-helper."""

    def __init__(self, command, timeout):
        ours, theirs = socket.socketpair()
        with theirs:
            self._helper = subprocess.Popen([str(word) for word in command], stdin=theirs,
                                            stdout=theirs)
        super().__init__(ours, timeout)

    def close(self):
        super().close()
        self._helper.wait(20)


class PolicyWay:
    """A policy connection to each of several places; a question goes to any of them.

    The places are sockets; or, with HelperConnection for `connect`, command lines of the helper.
    """

    def __init__(self, places, seed=0, connect=PolicyConnection, kept=float("inf")):
        """A connection is used for `kept` seconds."""
        self._places = list(places)
        self._chance = random.Random(seed)
        self._connect, self._kept = connect, kept
        self._connections = {}  # by the place's number: the connection, and until when it is used

    def ask(self, mail):
        """OSError or EOFError where there is no answer."""
        number = self._chance.randrange(len(self._places))
        self._drop_old(number)
        # Who has to wait in the queue of the socket waits for the answer.
        begin = time.monotonic()
        try:
            action = self._connection(number).ask(**mail.attributes(self._chance))
            return Reply(action, begin, time.monotonic())
        except (OSError, EOFError):
            self._drop(number)
            raise

    def _drop_old(self, number):
        if number in self._connections and time.monotonic() > self._connections[number][1]:
            self._drop(number)

    def _connection(self, number):
        if number not in self._connections:
            self._connections[number] = (self._connect(self._places[number], TIMEOUT),
                                         time.monotonic() + self._kept)
        return self._connections[number][0]

    def _drop(self, number):
        if number in self._connections:
            self._connections.pop(number)[0].close()

    def close(self):
        for number in list(self._connections):
            self._drop(number)


class MailWay:
    """SMTP sessions of some mails each; a session has one source."""

    MAILS = 5
    _numbers = itertools.count()  # of all of them, so that no two subjects are the same

    def __init__(self, conversation):
        """`conversation(address)` begins a session: see SmtpConversation."""
        self._conversation = conversation
        self._session = None
        self._source = ""
        self._left = 0

    def ask(self, mail):
        """OSError where Postfix does not go on."""
        try:
            return self._ask(self._session_of(mail.src), mail)
        except OSError:
            self._session = None
            raise

    def _session_of(self, source):
        if self._session and (source != self._source or self._left == 0):
            self.close()
        if not self._session:
            self._session = self._conversation(source)
            self._source, self._left = source, self.MAILS
        self._left -= 1
        return self._session

    def _ask(self, session, mail):
        session.mail(mail.sender)
        begin = time.monotonic()
        answer = session.rcpt(mail.rcpt)
        end = time.monotonic()
        if not answer.startswith("250 "):
            session.reset()
            return Reply(answer, begin, end)
        subject = f"m{next(self._numbers)}"
        answer = session.data(f"Subject: {subject}\r\n\r\nhello\r\n")
        return Reply(answer, begin, end, subject if answer.startswith("250 ") else None)

    def close(self):
        if self._session:
            self._session.quit()
        self._session = None
