"""What hangs outside of the daemon does not hang it: pipes in the place of files, logs that nobody reads."""

import fcntl
import os
import signal
import socket
import subprocess
import time

from greytest.daemon_test import DaemonTest, main
from greytest.paths import program
from greytest.process import command_prefix
from greytest.wait import wait_until


class PipeTest(DaemonTest):
    def in_the_place_of(self, path):
        path.unlink(missing_ok=True)
        os.mkfifo(path)

    def assert_serves_and_ends(self, daemon):
        self.assertIn("Greylisted", daemon.query())
        before = time.monotonic()
        daemon.process.send_signal(signal.SIGTERM)
        self.assertEqual(daemon.process.wait(10), 0, daemon.log())
        self.assertLess(time.monotonic() - before, 5)

    def test_a_pipe_in_the_place_of_the_configuration_is_refused_by_a_reload(self):
        daemon = self.started()
        self.in_the_place_of(daemon.config)
        daemon.reload()
        wait_until(lambda: "no regular file" in daemon.log(), what="the complaint")
        self.assert_serves_and_ends(daemon)

    def test_a_pipe_in_the_place_of_the_configuration_is_refused_by_a_successor(self):
        daemon = self.started()
        self.in_the_place_of(daemon.config)
        daemon.process.send_signal(signal.SIGUSR2)
        wait_until(lambda: "has ended (status 78)" in daemon.log(), what="the end of the successor")
        self.assert_serves_and_ends(daemon)

    def test_pipes_in_the_place_of_lists_are_refused_by_a_reload(self):
        daemon = self.started()
        for name in ("clients_ip_whitelist", "clients_fqdn_whitelist.local", "dyn_fqdn.regexp"):
            self.in_the_place_of(daemon.directory / "lists" / name)
        daemon.reload()
        wait_until(lambda: "dyn_fqdn.regexp: cannot be read" in daemon.log(), what="the complaint")
        self.assert_serves_and_ends(daemon)


class LogTest(DaemonTest):
    """Standard error is a pipe that is full, and that nobody reads."""

    def setUp(self):
        super().setUp()
        self.reading, self.writing = os.pipe()
        self.addCleanup(os.close, self.reading)
        self.addCleanup(os.close, self.writing)
        fcntl.fcntl(self.writing, fcntl.F_SETPIPE_SZ, 4096)

    def fill(self):
        os.set_blocking(self.writing, False)
        try:
            while True:
                os.write(self.writing, b"x" * 512)
        except BlockingIOError:
            os.set_blocking(self.writing, True)

    def spawn(self, daemon, *arguments):
        command = [*command_prefix(), program("greycache"), "--config", daemon.config,
                   "--log-to", "stderr", *arguments]
        child = subprocess.Popen([str(word) for word in command], stderr=self.writing)
        self.addCleanup(child.kill)
        return child

    def unread(self, **settings):
        """A daemon whose log nobody reads."""
        daemon = self.greycache(**settings)
        daemon.write_config()
        child = self.spawn(daemon)
        wait_until(lambda: daemon.ctl("stats").returncode == 0, what="the daemon")
        self.fill()
        return daemon, child

    def assert_ends_well(self, child):
        before = time.monotonic()
        child.send_signal(signal.SIGTERM)
        self.assertEqual(child.wait(10), 0)
        self.assertLess(time.monotonic() - before, 5)

    def test_it_serves_reloads_and_ends(self):
        daemon, child = self.unread(loglevel="4")
        for number in range(300):
            self.assertIn("Greylisted", daemon.query(sender=f"{number}@x.example"))
        self.assertEqual(daemon.ctl("reload").returncode, 0)
        self.assert_ends_well(child)

    def test_a_takeover_goes_on(self):
        daemon, child = self.unread()
        with daemon.connection() as connection:
            self.assertIn("Greylisted", connection.ask())
            successor = self.spawn(daemon, "--takeover")
            self.assertEqual(child.wait(10), 0)
            self.assertIn("Greylisted", connection.ask(sender="b@x.example"))
        self.assert_ends_well(successor)

    def test_a_start_that_fails_ends(self):
        daemon = self.greycache(reconnect_delay="soon")
        daemon.write_config()
        self.fill()
        self.assertEqual(self.spawn(daemon).wait(10), 78)
        daemon.write_config(reconnect_delay="5", state_dir="/nonexistent/state")
        self.assertEqual(self.spawn(daemon).wait(10), 69)


class SupervisorTest(DaemonTest):
    def test_a_supervisor_that_reads_no_messages_holds_up_nothing(self):
        daemon = self.greycache(reconnect_delay="10m")
        path = self.directory / "notify.sock"
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as supervisor:
            supervisor.bind(str(path))
            daemon.spawn(NOTIFY_SOCKET=str(path))
            wait_until(lambda: daemon.ctl("stats").returncode == 0, what="the daemon")
            # Each reload says that it begins and ends; the kernel keeps ten messages.
            for _ in range(20):
                before = time.monotonic()
                self.assertEqual(daemon.ctl("reload").returncode, 0)
                self.assertIn("Greylisted", daemon.query())
                self.assertLess(time.monotonic() - before, 2)
            self.assertEqual(daemon.stop(), 0)


if __name__ == "__main__":
    main()
