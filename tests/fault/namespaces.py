"""Hosts of one network on this machine, each a network namespace; their cables can be pulled."""

import contextlib
import ctypes
import os
import subprocess

CLONE_NEWNET = 0x40000000
LIBC = ctypes.CDLL(None, use_errno=True)


class NoNamespaces(Exception):
    """This machine does not let us make them."""


def run(*words):
    """A command of iproute2."""
    answer = subprocess.run([str(word) for word in words], capture_output=True, text=True,
                            check=False)
    if answer.returncode != 0:
        raise NoNamespaces(f"{' '.join(map(str, words))}: {answer.stderr.strip()}")


def enter(descriptor):
    """Puts this thread, and what it starts, into a network namespace."""
    if LIBC.setns(descriptor, CLONE_NEWNET) != 0:
        raise NoNamespaces(os.strerror(ctypes.get_errno()))


class Network:
    """A hub with the address 10.99.0.1, and hosts 10.99.0.2 and so on, each on a cable of its own."""

    HUB = "10.99.0.1"

    def __init__(self, hosts):
        """NoNamespaces where that cannot be."""
        self.mark = f"grey{os.getpid()}"
        self._made = []
        try:
            self._make_hub()
            for number, host in enumerate(hosts):
                self._make_host(host, f"10.99.0.{number + 2}/24")
        except (NoNamespaces, OSError) as error:
            self.remove()
            raise NoNamespaces(str(error)) from None

    def _make(self, name):
        run("ip", "netns", "add", f"{self.mark}{name}")
        self._made.append(name)
        self._ip(name, "link", "set", "lo", "up")

    def _ip(self, name, *words):
        run("ip", "-n", f"{self.mark}{name}", *words)

    def _make_hub(self):
        self._make("hub")
        self._ip("hub", "link", "add", "hub", "type", "bridge")
        self._ip("hub", "addr", "add", f"{self.HUB}/24", "dev", "hub")
        self._ip("hub", "link", "set", "hub", "up")

    def _make_host(self, name, address):
        self._make(name)
        self._ip("hub", "link", "add", name, "type", "veth", "peer", "name", "eth0", "netns",
                 f"{self.mark}{name}")
        self._ip("hub", "link", "set", name, "master", "hub", "up")
        self._ip(name, "addr", "add", address, "dev", "eth0")
        self._ip(name, "link", "set", "eth0", "up")

    @contextlib.contextmanager
    def at(self, name):
        """What this thread starts meanwhile is in that host's network."""
        with open("/proc/thread-self/ns/net", "rb") as home, \
                open(f"/run/netns/{self.mark}{name}", "rb") as there:
            enter(there.fileno())
            try:
                yield
            finally:
                enter(home.fileno())

    def pull(self, name):
        """Takes the link of a host down."""
        self._ip("hub", "link", "set", name, "down")

    def plug(self, name):
        """And up again."""
        self._ip("hub", "link", "set", name, "up")

    def drop(self, name):
        """Loses every packet to and from a host, and tells nobody: queues that hold nothing."""
        for place, device in (("hub", name), (name, "eth0")):
            run("tc", "-n", f"{self.mark}{place}", "qdisc", "replace", "dev", device, "root",
                "pfifo", "limit", "0")

    def pass_on(self, name):
        """Ends drop()."""
        for place, device in (("hub", name), (name, "eth0")):
            run("tc", "-n", f"{self.mark}{place}", "qdisc", "del", "dev", device, "root")

    def remove(self):
        for name in self._made:
            subprocess.run(["ip", "netns", "del", f"{self.mark}{name}"], capture_output=True,
                           check=False)
        self._made.clear()
