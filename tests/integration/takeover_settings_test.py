"""After a takeover the sockets are those of the new configuration."""

import grp
import os
import socket
import threading
import time
import urllib.request

from greytest.daemon_test import DaemonTest, main
from greytest.policy_connection import PolicyConnection
from greytest.policy_request import policy_request
from greytest.ports import free_port
from greytest.wait import wait_until


def refused(port, host="127.0.0.1"):
    """Whether nobody listens there."""
    try:
        socket.create_connection((host, port), 5).close()
        return False
    except ConnectionRefusedError:
        return True


class SocketsTest(DaemonTest):
    def taken_over(self, daemon, **changes):
        """A successor with changed settings has taken over, and is ready."""
        daemon.write_config(**changes)
        daemon.take_over()
        wait_until(lambda: daemon.ctl("stats").returncode == 0, what="the successor")

    def assert_serves(self, address):
        with PolicyConnection(address) as connection:
            self.assertIn("Greylisted", connection.ask())

    def test_inet_moves_to_another_port(self):
        before, after = free_port(), free_port()
        daemon = self.started(inet=f"127.0.0.1:{before}")
        with PolicyConnection(("127.0.0.1", before)) as kept:
            self.assertIn("Greylisted", kept.ask())
            self.taken_over(daemon, inet=f"127.0.0.1:{after}")
            self.assertIn("Greylisted", kept.ask(sender="b@x.example"))
        self.assert_serves(("127.0.0.1", after))
        self.assertTrue(refused(before))
        self.assertIn(f"listens on 127.0.0.1:{after} now", daemon.log())
        self.assertIn(f"listens on 127.0.0.1:{before} no longer", daemon.log())

    def test_inet_moves_to_another_address_of_the_same_port(self):
        for first, second, gone in (("*", "127.0.0.1", "127.0.0.2"), ("127.0.0.2", "*", None)):
            with self.subTest(first):
                port = free_port()
                daemon = self.started(f"mx-{first.strip('*')}1", inet=f"{first}:{port}")
                self.taken_over(daemon, inet=f"{second}:{port}")
                self.assert_serves(("127.0.0.1", port))
                if gone:
                    self.assertTrue(refused(port, gone))
                daemon.stop()

    def test_inet_is_closed_where_the_new_configuration_has_none(self):
        port = free_port()
        daemon = self.started(inet=f"127.0.0.1:{port}")
        self.taken_over(daemon, inet=None)
        self.assertTrue(refused(port))

    def test_inet_is_opened_where_the_old_configuration_had_none(self):
        port = free_port()
        daemon = self.started()
        self.taken_over(daemon, inet=f"127.0.0.1:{port}")
        self.assert_serves(("127.0.0.1", port))

    def test_inet_stays_where_it_is_written_in_another_way(self):
        port = free_port()
        daemon = self.started(inet=str(port))
        self.taken_over(daemon, inet=f"127.0.0.1:{port}")
        self.assert_serves(("127.0.0.1", port))
        self.assertNotIn("listens on", daemon.log())

    def test_socket_moves_and_the_old_one_is_removed(self):
        daemon = self.started()
        old, new = daemon.socket, daemon.directory / "other.sock"
        waiting = PolicyConnection(old)
        self.assertIn("Greylisted", waiting.ask())
        self.taken_over(daemon, socket=new)
        self.assertFalse(old.exists())
        self.assert_serves(new)
        self.assertIn("Greylisted", waiting.ask(sender="b@x.example"))
        waiting.close()

    def test_socket_mode_and_group_are_set(self):
        other = next(entry for entry in grp.getgrall() if entry.gr_gid not in (0, os.getegid()))
        daemon = self.started(socket_mode="0666")
        changes = {"socket_mode": "0600"}
        if os.geteuid() == 0:
            changes["socket_group"] = other.gr_name
        self.taken_over(daemon, **changes)
        status = daemon.socket.stat()
        self.assertEqual(status.st_mode & 0o777, 0o600)
        if os.geteuid() == 0:
            self.assertEqual(status.st_gid, other.gr_gid)
            self.taken_over(daemon, socket_group=None, socket_mode="0660")
            status = daemon.socket.stat()
            self.assertEqual((status.st_gid, status.st_mode & 0o777), (os.getegid(), 0o660))
        self.assertIn("socket_mode 0600", daemon.log())

    def test_control_socket_moves(self):
        daemon = self.started()
        old, new = daemon.directory / "control.sock", daemon.directory / "other-control.sock"
        self.taken_over(daemon, control_socket=new)
        self.assertFalse(old.exists())
        self.assertTrue(new.exists())
        # And from there to the next.
        self.taken_over(daemon, control_socket=old)
        self.assertFalse(new.exists())

    def test_metrics_move(self):
        before, after = free_port(), free_port()
        daemon = self.started(metrics=f"127.0.0.1:{before}")
        self.taken_over(daemon, metrics=f"127.0.0.1:{after}")
        url = f"http://127.0.0.1:{after}/metrics"
        with urllib.request.urlopen(url, timeout=5) as answer:
            self.assertIn(b"greycache_requests_total", answer.read())
        self.assertTrue(refused(before))
        self.taken_over(daemon, metrics=None)
        self.assertTrue(refused(after))

    def test_what_cannot_be_opened_leaves_everything_with_the_old_daemon(self):
        port = free_port()
        daemon = self.started(socket_mode="0666", inet=f"127.0.0.1:{port}")
        old = daemon.process
        with socket.create_server(("127.0.0.1", free_port())) as taken:
            daemon.write_config(socket=daemon.directory / "other.sock", socket_mode="0600",
                                inet=f"127.0.0.1:{taken.getsockname()[1]}")
            successor = daemon.successor()
            self.addCleanup(successor.stop)
            self.assertEqual(successor.wait(15), 69, daemon.log())
        self.assertTrue(old.running())
        self.assertFalse((daemon.directory / "other.sock").exists())
        self.assert_serves(daemon.socket)
        self.assert_serves(("127.0.0.1", port))
        self.assertEqual(daemon.socket.stat().st_mode & 0o777, 0o666)

    def test_inet_and_metrics_on_one_port_are_refused(self):
        for inet, metrics in (("127.0.0.1", "127.0.0.1"), ("*", "127.0.0.1"), ("127.0.0.1", "*")):
            with self.subTest(f"{inet} {metrics}"):
                before, after = free_port(), free_port()
                daemon = self.started(f"mx-{inet.strip('*')}-{metrics.strip('*')}",
                                      inet=f"127.0.0.1:{before}")
                daemon.write_config(inet=f"{inet}:{after}", metrics=f"{metrics}:{after}")
                successor = daemon.successor()
                self.addCleanup(successor.stop)
                self.assertEqual(successor.wait(15), 78, daemon.log())
                self.assertIn("inet and metrics are the same address and port", daemon.log())
                self.assertTrue(refused(after))
                self.assert_serves(("127.0.0.1", before))
                daemon.stop()

    def test_inet_and_metrics_change_places(self):
        one, other = free_port(), free_port()
        daemon = self.started(inet=f"127.0.0.1:{one}", metrics=f"127.0.0.1:{other}")
        self.taken_over(daemon, inet=f"127.0.0.1:{other}", metrics=f"127.0.0.1:{one}")
        for _ in range(20):
            self.assert_serves(("127.0.0.1", other))

    def test_a_socket_that_was_removed_is_made_by_a_takeover(self):
        daemon = self.started()
        daemon.socket.unlink()
        self.taken_over(daemon)
        self.assert_serves(daemon.socket)

    def test_a_group_that_there_is_not_leaves_everything_with_the_old_daemon(self):
        daemon = self.started(socket_mode="0666")
        daemon.write_config(socket_group="no-such-group", socket_mode="0600")
        successor = daemon.successor()
        self.addCleanup(successor.stop)
        self.assertEqual(successor.wait(15), 69, daemon.log())
        self.assertIn("no-such-group", daemon.log())
        self.assert_serves(daemon.socket)
        self.assertEqual(daemon.socket.stat().st_mode & 0o777, 0o666)


class ConnectionsTest(DaemonTest):
    COUNT = 3000

    def test_answers_that_nobody_has_read_yet_come_after_the_takeover(self):
        daemon = self.started()
        connection = daemon.connection(timeout=30)
        self.addCleanup(connection.close)
        text = b"".join(policy_request(client_address=f"203.0.{number // 250}.{number % 250}")
                        for number in range(self.COUNT))
        sending = threading.Thread(target=connection.send, args=(text,))
        sending.start()
        wait_until(lambda: self.stalls(daemon), 20, what="answers that fill the socket")
        daemon.take_over()
        for number in range(self.COUNT):
            self.assertIn("Greylisted", connection.read_reply(), number)
        sending.join()
        self.assertIn("Greylisted", connection.ask(sender="after@x.example"))

    def stalls(self, daemon):
        before = daemon.stats()["requests"]
        time.sleep(0.3)
        return 0 < daemon.stats()["requests"] == before < self.COUNT

    def test_more_connections_than_the_usual_limit_of_files(self):
        daemon = self.started(max_connections=3000)
        connections = [daemon.connection(timeout=20) for _ in range(1300)]
        for connection in connections:
            self.addCleanup(connection.close)
        self.assertIn("Greylisted", connections[-1].ask())
        daemon.take_over()
        for number in (0, 600, 1299):
            self.assertIn("Greylisted", connections[number].ask(sender=f"{number}@x.example"))


if __name__ == "__main__":
    main()
