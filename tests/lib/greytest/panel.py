"""Questions of the panel, asked at the daemon's socket."""

import json
import os
import socket


class Panel:
    """One connection a question, as greyweb has it."""

    def __init__(self, path):
        self.path = str(path)

    def connection(self, timeout=20.0):
        """A connected socket; the caller closes it."""
        peer = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        peer.settimeout(timeout)
        peer.connect(self.path)
        return peer

    def answer_to(self, line, timeout=20.0):
        """What comes back for these bytes, up to the end of the connection."""
        with self.connection(timeout) as peer:
            try:
                peer.sendall(line)
            except (BrokenPipeError, ConnectionResetError):
                pass
            return read_all(peer)

    def ask(self, verb, role="admin", domain=None, account="alice", **arguments):
        """The object that answers a question."""
        question = {"account": account, "role": role, "verb": verb, **arguments}
        if domain is not None:
            question["domain"] = domain
        return json.loads(self.answer_to(json.dumps(question).encode() + b"\n"))


def read_all(peer):
    """All bytes up to the end of the connection."""
    answer = b""
    while True:
        try:
            some = peer.recv(65536)
        except ConnectionResetError:
            return answer
        if not some:
            return answer
        answer += some


def answer_as(entry, path, line):
    """What an account (of pwd) is answered at the socket; needs root."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        os.setgroups([])
        os.setgid(entry.pw_gid)
        os.setuid(entry.pw_uid)
        try:
            os.write(writing, Panel(path).answer_to(line)[:4096])
        finally:
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        answer = pipe.read()
    os.waitpid(child, 0)
    return answer
