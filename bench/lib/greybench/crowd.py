"""A thousand connections to the panel, a program: half ask for pages, half are slow or silent.

Words: port, members, path, cookies, and seconds between an answer and the next question.
"""

import collections
import json
import selectors
import signal
import socket
import sys
import time

SLOW_EVERY = 5.0  # seconds between two bytes of who is slow


class Member:
    """One connection; it comes back when it is cut off."""

    def __init__(self, crowd, asks):
        self.crowd, self.asks = crowd, asks
        self.connect()

    def connect(self):
        self.socket = socket.create_connection(("127.0.0.1", self.crowd.port), timeout=10)
        self.socket.setblocking(False)
        self.crowd.selector.register(self.socket, selectors.EVENT_READ, self)
        self.answer = b""
        if self.asks:
            self.send(self.crowd.request)

    def send(self, some):
        try:
            self.socket.send(some)
        except OSError:
            pass  # read() sees the end

    def read(self):
        try:
            some = self.socket.recv(262144)
        except BlockingIOError:
            return
        except OSError:
            some = b""
        self.answer += some
        if not some:
            self.crowd.cut += 1
            self.crowd.selector.unregister(self.socket)
            self.socket.close()
            self.connect()
        elif self.is_whole():
            self.crowd.answered[self.answer[9:12].decode("ascii")] = self.crowd.answered.get(
                self.answer[9:12].decode("ascii"), 0) + 1
            self.answer = b""
            self.crowd.later.append((time.monotonic() + self.crowd.pause, self))

    def is_whole(self):
        head, found, body = self.answer.partition(b"\r\n\r\n")
        length = head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0]
        return bool(found) and len(body) >= int(length or 0)


class Crowd:
    """All of them, until SIGTERM."""

    def __init__(self, port, cookies, path, members, pause):
        self.port, self.answered, self.cut, self.over, self.pause = port, {}, 0, False, pause
        self.later = collections.deque()  # who asks again, and when
        self.request = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {cookies}\r\n\r\n".encode()
        self.selector = selectors.DefaultSelector()
        self.members = [Member(self, asks=number % 2 == 0) for number in range(members)]

    def run(self):
        drip = time.monotonic()
        while not self.over:
            wait = self.later[0][0] - time.monotonic() if self.later else 0.1
            for key, _ in self.selector.select(max(0, min(wait, 0.1))):
                key.data.read()
            while self.later and self.later[0][0] <= time.monotonic():
                member = self.later.popleft()[1]
                member.send(self.request)
            if time.monotonic() - drip > SLOW_EVERY:
                drip = time.monotonic()
                # The other half of these is silent.
                for member in self.members[1::4]:
                    member.send(b"G" if not member.answer else b"")
        return {"answered": self.answered, "cut": self.cut}


def main():
    port, members, path, cookies, pause = sys.argv[1:]
    crowd = Crowd(int(port), cookies, path, int(members), float(pause))

    def end(*_):
        crowd.over = True
    signal.signal(signal.SIGTERM, end)
    print("all are there", flush=True)
    print(json.dumps(crowd.run()), flush=True)


if __name__ == "__main__":
    main()
