"""10,000 connections at once, more than are allowed, and descriptors that run out."""

import itertools
import resource
import socket
import time

from greytest.daemon_test import main
from greytest.handover import handed_over
from greytest.policy_connection import PolicyConnection
from greytest.ports import free_port
from greytest.wait import wait_until
from hostile import HostileTest, raise_descriptor_limit

CROWD = 10_000


class CrowdTest(HostileTest):
    EACH = 2  # kB of memory for a connection
    LEFT = 0.8  # kB that stay
    # To close 10,000 at once takes 0.1 s of processor time, of which a busy machine gives a share.
    budget = 3.0

    def setUp(self):
        super().setUp()
        self.numbers = itertools.count()

    def close_all(self, connections):
        for connection in connections:
            connection.close()

    def ask_some(self, connections):
        for connection in connections[::97]:
            sender = f"c{next(self.numbers)}@crowd.example"
            self.assertIn("Greylisted", connection.ask(sender=sender))

    def crowd(self, connect):
        """What is left of a crowd serves the next one: libevent keeps a little for each number of a
        descriptor, which holds the pages around it."""
        if not raise_descriptor_limit(CROWD + 500):
            self.skipTest("may not open so many descriptors")
        self.begin(self.started(max_connections=CROWD + 100))
        self.come_and_go(connect)
        self.wait_for_memory(self.before.memory + CROWD * self.LEFT)
        left = self.footprint().memory
        self.come_and_go(connect)
        self.wait_for_memory(left + 1000)
        self.end(memory=CROWD * self.LEFT + 1000)

    def come_and_go(self, connect):
        connections = []
        self.addCleanup(self.close_all, connections)
        for _ in range(CROWD):
            connections.append(wait_until(lambda: self.connected(connect), 30, what="room"))
        wait_until(lambda: self.footprint().descriptors >= CROWD, 30, what="all of them accepted")
        self.wait_for_memory(self.before.memory + CROWD * self.EACH)
        self.ask_some(connections)
        self.close_all(connections)

    def connected(self, connect):
        """A connection, or None where the kernel's queue is full of others that wait."""
        try:
            return connect(self.daemon.socket)
        except BlockingIOError:
            return None

    def test_10000_connections(self):
        self.crowd(lambda path: PolicyConnection(path, 20))

    def test_10000_connections_handed_over(self):
        self.crowd(lambda path: handed_over(path, timeout=20))

    def test_connections_beyond_the_limit_wait_and_are_served_when_there_is_room(self):
        self.begin(self.started(max_connections=50))
        held = [self.daemon.connection() for _ in range(49)]
        beyond = [self.daemon.connection(timeout=20) for _ in range(100)]
        self.addCleanup(self.close_all, held + beyond)
        self.ask_some(held)
        before = self.footprint().processor
        time.sleep(1)
        self.assertLess(self.footprint().processor - before, 0.4, "it spins")
        self.close_all(held)
        for number, connection in enumerate(beyond):
            self.assertIn("Greylisted", connection.ask(sender=f"b{number}@crowd.example"))
            connection.close()
        self.end(memory=2000)


class DescriptorTest(HostileTest):
    """A daemon that may open few descriptors."""

    LIMIT = 100

    def start_with_few(self, **settings):
        before = resource.getrlimit(resource.RLIMIT_NOFILE)
        daemon = self.greycache(**settings)
        # The limit is inherited; a hard one, so that the daemon cannot raise it.
        daemon.spawn = self.limited(daemon.spawn)
        daemon.start()
        self.assertEqual(resource.getrlimit(resource.RLIMIT_NOFILE), before)
        return daemon

    def limited(self, spawn):
        def start(*arguments, **environment):
            process = spawn(*arguments, **environment)
            resource.prlimit(process.pid, resource.RLIMIT_NOFILE, (self.LIMIT, self.LIMIT))
            return process
        return start

    def assert_does_not_spin(self):
        before = self.footprint().processor
        time.sleep(1.5)
        self.assertLess(self.footprint().processor - before, 0.5, "it spins")

    def exhaust(self, connect):
        """Connects until the daemon has no descriptor left, and some more."""
        held = [connect() for _ in range(self.LIMIT * 3)]
        self.addCleanup(lambda: [one.close() for one in held])
        wait_until(lambda: self.footprint().descriptors >= self.LIMIT - 2, 20, what="exhaustion")
        self.assert_does_not_spin()
        for one in held:
            one.close()

    def test_descriptors_exhausted(self):
        self.begin(self.start_with_few())
        self.exhaust(lambda: self.daemon.connection(timeout=20))
        self.end(memory=2000)
        self.assertIn("cannot accept connections", self.daemon.log())

    def test_descriptors_exhausted_by_the_counters_port(self):
        port = free_port()
        self.begin(self.start_with_few(metrics=f"127.0.0.1:{port}"))
        held = [socket.create_connection(("127.0.0.1", port), 20) for _ in range(self.LIMIT * 3)]
        self.addCleanup(lambda: [one.close() for one in held])
        time.sleep(0.5)
        self.assert_does_not_spin()
        # Who floods the counters does not keep Postfix out.
        self.assertIn("Greylisted", self.daemon.query(sender="beside@attack.example"))
        for one in held:
            one.close()
        self.end(memory=2000)


if __name__ == "__main__":
    main()
