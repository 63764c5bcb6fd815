"""greyctl health tells within a second whether the daemon serves, whatever hangs."""

import json
import os
import signal
import socket
import subprocess
import time
import unittest

from greytest.daemon_test import STORAGE, DaemonTest, main
from greytest.paths import program
from greytest.process import command_prefix
from greytest.wait import wait_until

WELL, DEGRADED, NOT_SERVING = 0, 1, 2


class HealthTest(DaemonTest):
    def health(self, daemon, *options):
        """The exit status and the line; never over a second."""
        before = time.monotonic()
        answer = daemon.ctl("health", *options)
        self.assertLess(time.monotonic() - before, 1)
        self.assertEqual(answer.stdout.count("\n"), 1, answer.stdout + answer.stderr)
        self.assertEqual(answer.stderr, "")
        return answer.returncode, answer.stdout

    def assert_health(self, daemon, status, words):
        found, line = self.health(daemon)
        self.assertEqual(found, status, line)
        self.assertIn(words, line)

    def wait_for(self, daemon, status, words):
        def is_so():
            found, line = self.health(daemon)
            return found == status and words in line
        wait_until(is_so, 30, 0.2, f"{status} and {words!r}")


class OfAnyStorageTest(HealthTest):
    def test_a_daemon_with_all_its_stores_is_well(self):
        daemon = self.started()
        self.assert_health(daemon, WELL, "well")
        status, text = self.health(daemon, "--json")
        self.assertEqual((status, json.loads(text)["state"]), (WELL, "well"))

    def test_asking_changes_nothing(self):
        daemon = self.started()
        before, log = daemon.stats(), daemon.log()
        for _ in range(3):
            self.assert_health(daemon, WELL, "well")
        after = daemon.stats()
        self.assertEqual(after["requests"], before["requests"] + 3)
        self.assertEqual(after["outcomes"]["not_applicable"],
                         before["outcomes"]["not_applicable"] + 3)
        self.assertEqual(after["first_attempts"], before["first_attempts"])
        self.assertEqual(daemon.log(), log)

    def test_without_a_daemon_nobody_serves(self):
        daemon = self.greycache()
        daemon.write_config()
        self.assert_health(daemon, NOT_SERVING, "not serving")
        daemon.start()
        daemon.kill()
        self.assert_health(daemon, NOT_SERVING, "Connection refused")

    def test_a_daemon_that_is_stopped_in_its_tracks_does_not_serve(self):
        daemon = self.started()
        daemon.process.send_signal(signal.SIGSTOP)
        self.addCleanup(daemon.process.send_signal, signal.SIGCONT)
        self.assert_health(daemon, NOT_SERVING, "no answer from")
        daemon.process.send_signal(signal.SIGCONT)
        self.wait_for(daemon, WELL, "well")

    def test_a_queue_that_is_full_does_not_serve(self):
        daemon = self.greycache()
        daemon.write_config()
        with socket.socket(socket.AF_UNIX) as listener, socket.socket(socket.AF_UNIX) as first:
            listener.bind(str(daemon.socket))
            listener.listen(0)
            first.connect(str(daemon.socket))
            self.assert_health(daemon, NOT_SERVING, "too many wait there already")

    def test_a_control_socket_that_hangs_is_degraded(self):
        daemon = self.started()
        control = self.directory / "hangs.sock"
        daemon.write_config(control_socket=control)
        with socket.socket(socket.AF_UNIX) as listener:
            listener.bind(str(control))
            listener.listen(5)
            self.assert_health(daemon, DEGRADED, "the control socket: no answer")
        control.unlink()
        self.assert_health(daemon, DEGRADED, "the control socket: cannot connect")

    def test_a_journal_that_cannot_be_written_is_degraded(self):
        daemon = self.started()
        self.limit_files(daemon, "1")
        daemon.query()
        self.wait_for(daemon, DEGRADED, "changes are in memory only")
        self.limit_files(daemon, "unlimited")
        self.wait_for(daemon, WELL, "well")

    def limit_files(self, daemon, size):
        """No file of the daemon grows beyond this; its log does not either."""
        subprocess.run(["prlimit", "--pid", str(daemon.process.pid), f"--fsize={size}:"],
                       check=True)

    def test_what_fails_beside_the_requests_is_degraded(self):
        daemon = self.started(admin_mail="root@example.org", sendmail_path="/bin/false")
        (daemon.directory / "lists" / "clients_ip_whitelist.local").mkdir()
        daemon.reload()
        self.wait_for(daemon, DEGRADED, "tasks fail: admin_mail")

    @unittest.skipUnless(os.geteuid() == 0, "needs another account")
    def test_an_account_that_may_not_ask_is_told_so(self):
        daemon = self.started(socket_mode="0660")
        self.directory.chmod(0o755)
        answer = subprocess.run(
            [*command_prefix("nobody"), program("greyctl"), "--config", daemon.config, "health"],
            capture_output=True, text=True, timeout=20, check=False)
        self.assertEqual(answer.returncode, 77, answer.stderr)
        self.assertIn(f"may not ask {daemon.socket}", answer.stdout)

    def test_a_wrong_configuration_is_told_as_such(self):
        daemon = self.greycache()
        daemon.write_config(reconnect_delay="soon")
        self.assertEqual(daemon.ctl("health").returncode, 78)
        daemon.config.unlink()
        os.mkfifo(daemon.config)
        before = time.monotonic()
        self.assertEqual(daemon.ctl("health").returncode, 78)
        self.assertLess(time.monotonic() - before, 1)


@unittest.skipUnless(STORAGE == "shared", "needs Redis and PostgreSQL")
class OfSharedStorageTest(HealthTest):
    def test_redis_away_is_degraded_and_its_return_is_well(self):
        daemon = self.started()
        self.servers.redis.stop()
        self.addCleanup(lambda: self.servers.redis.process.running() or self.servers.redis.start())
        self.wait_for(daemon, DEGRADED, "Redis is away")
        self.servers.redis.start()
        self.wait_for(daemon, WELL, "well")

    def test_redis_that_hangs_is_degraded_once_it_was_asked(self):
        daemon = self.started()
        self.servers.redis.pause()
        self.addCleanup(self.servers.redis.resume)
        daemon.query()
        self.wait_for(daemon, DEGRADED, "Redis is away")

    def test_postgresql_away_is_degraded_and_its_return_is_well(self):
        daemon = self.started()
        self.servers.postgres.stop("fast")
        self.addCleanup(
            lambda: self.servers.postgres.process.running() or self.servers.postgres.start())
        # Before any mail what is written beside the requests notices.
        self.wait_for(daemon, DEGRADED, "tasks fail")
        daemon.query()
        self.wait_for(daemon, DEGRADED, "PostgreSQL is away: connection to server")
        self.servers.postgres.start()
        self.wait_for(daemon, WELL, "well")

    def test_postgresql_that_hangs_is_degraded(self):
        daemon = self.started()
        self.servers.postgres.pause()
        self.addCleanup(self.servers.postgres.resume)
        self.wait_for(daemon, DEGRADED, "tasks fail")
        daemon.query()
        self.wait_for(daemon, DEGRADED, "PostgreSQL is away")


if __name__ == "__main__":
    main()
