"""`greyctl doctor` on hosts that are well, ill, hang, or do not show themselves to everybody."""

import os
import pathlib
import subprocess
import unittest

from greytest.daemon_test import STORAGE, DaemonTest, main
from greytest.doctor import Diagnosis
from greytest.greycache import Greycache
from greytest.paths import SOURCE, program

NOBODY = 65534


class OwnDaemon(Greycache):
    """As it is installed: an account of its own where we are root, and the shipped lists."""

    user = "nobody"

    def __init__(self, directory, **settings):
        shipped = {"conf_dir": SOURCE / "lists", "socket_mode": "0660", "admin_mail": "postmaster",
                   "reconnect_delay": "5m"}
        super().__init__(directory, **{**shipped, **settings})
        (directory / "state").chmod(0o700)
        if os.geteuid() == 0:
            for path in (directory, directory / "state"):
                os.chown(path, NOBODY, NOBODY)


class DoctorTest(DaemonTest):
    daemon_class = OwnDaemon
    place = "/var/tmp"  # on a disk: Debian 13 has /tmp in memory, which is a finding

    def setUp(self):
        super().setUp()
        self.directory.chmod(0o755)

    def find(self, daemon, part, severity, words, **options):
        diagnosis = Diagnosis(daemon, **options)
        self.assertTrue(diagnosis.has(part, severity, words), diagnosis.findings)
        self.assertEqual(diagnosis.status, 1 if severity in ("warning", "error") else
                         diagnosis.status)
        return diagnosis

    def test_a_daemon_that_serves_has_no_finding_but_about_the_host(self):
        diagnosis = Diagnosis(self.started())
        for part in ("settings", "sockets", "state_dir", "lists"):
            self.assertEqual(diagnosis.about(part), [], part)
        self.assertIn("the daemon answers on", "".join(diagnosis.about("sockets", "ok")))
        self.assertEqual(diagnosis.errors, "")

    def test_a_daemon_that_does_not_run(self):
        daemon = self.greycache()
        diagnosis = self.find(daemon, "sockets", "error", "mail passes unseen")
        self.assertTrue(diagnosis.has("sockets", "error", "greyctl cannot command it"))
        self.assertEqual(diagnosis.about("state_dir"), [])
        self.assertEqual(list((daemon.directory / "state").iterdir()), [])

    def test_a_daemon_that_was_killed_and_one_that_hangs(self):
        daemon = self.started()
        daemon.process.pause()
        diagnosis = self.find(daemon, "sockets", "error", "nobody answers on socket")
        self.assertTrue(diagnosis.has("sockets", "error", "nobody answers on control_socket"))
        daemon.process.resume()
        daemon.kill()
        self.find(daemon, "sockets", "error", "Connection refused")

    def test_text_for_people_and_its_exit_status(self):
        daemon = self.greycache(history_keep="1h")
        daemon.write_config()
        answer = daemon.ctl("doctor", "--config-directory", daemon.directory / "none")
        self.assertEqual(answer.returncode, 1, answer.stderr)
        lines = answer.stdout.splitlines()
        self.assertTrue(lines[0].startswith("error: sockets: "), lines)
        self.assertTrue(lines[1].startswith("    -> systemctl start greycache"), lines)
        self.assertIn("warning: settings: history_keep (1h) is shorter", answer.stdout)
        self.assertIn("Looked at: settings, postfix, other greylisters, sockets,", lines[-1])
        self.assertEqual(daemon.ctl("doctor", "--nonsense").returncode, 64)

    def test_a_wrong_configuration_is_a_finding(self):
        daemon = self.greycache(max_connect_age="soon")
        diagnosis = self.find(daemon, "settings", "error", "max_connect_age")
        self.assertEqual(diagnosis.json["looked_at"], ["settings"])
        daemon.settings["max_connect_age"] = None
        daemon.settings["idle_timeout"] = "10s"
        self.find(daemon, "settings", "warning", "idle_timeout (10s)")

    def test_what_the_start_would_refuse(self):
        daemon = self.greycache(socket_group="no-such-group")
        self.find(daemon, "settings", "error", "there is no group no-such-group")
        (daemon.directory / "state" / "lock").mkdir()
        self.find(daemon, "settings", "error", "lock cannot be used")

    def test_a_socket_whose_mode_somebody_has_changed(self):
        daemon = self.started()
        daemon.socket.chmod(0o600)
        self.find(daemon, "sockets", "warning", "has mode 0600, and the settings say 0660")

    def test_a_file_in_the_place_of_the_socket(self):
        daemon = self.greycache()
        daemon.socket.touch()
        self.find(daemon, "sockets", "error", "is no socket")

    def test_a_state_directory_that_is_not_the_daemons_alone(self):
        daemon = self.started()
        state = daemon.directory / "state"
        state.chmod(0o755)
        (state / "journal.sqlite.corrupt-1700000000").touch()
        if os.geteuid() != 0:
            os.utime(state)
        diagnosis = self.find(daemon, "state_dir", "warning", "has mode 0755")
        self.assertTrue(diagnosis.has("state_dir", "warning", "corrupt-1700000000"))
        if os.geteuid() == 0:  # the file that was just made is root's
            self.assertTrue(diagnosis.has("state_dir", "error", "corrupt-1700000000"))
            os.chown(state, 0, 0)
            self.find(daemon, "state_dir", "error", "and the daemon's socket to another account")

    @unittest.skipUnless(os.geteuid() == 0 and pathlib.Path("/dev/shm").is_dir(), "as root")
    def test_a_state_directory_in_memory(self):
        daemon = self.greycache()
        if subprocess.run(["stat", "-f", "-c", "%T", "/dev/shm"], check=True, text=True,
                          stdout=subprocess.PIPE).stdout.strip() != "tmpfs":
            self.skipTest("/dev/shm is no tmpfs")
        daemon.settings["state_dir"] = "/dev/shm"
        self.find(daemon, "state_dir", "error", "is on tmpfs, in memory")

    def test_a_state_directory_that_is_not_there(self):
        daemon = self.greycache()
        daemon.settings["state_dir"] = daemon.directory / "none"
        self.find(daemon, "state_dir", "error", "No such file or directory")

    def test_lists_with_complaints_and_a_pattern_that_runs_away(self):
        daemon = self.greycache(conf_dir=self.directory / "mx1" / "lists")
        for path in (SOURCE / "lists").iterdir():
            daemon.write_list(path.name, path.read_text("utf-8").rstrip("\n"))
        self.assertEqual(Diagnosis(daemon).about("lists"), [])
        daemon.write_list("clients_ip_whitelist.local", "# mine", "300.1.2.3")
        daemon.write_list("clients_fqdn_whitelist.local", r"/^(x+x+)+\.slow\.example$/",
                          r"/^([a-z]+)+\.runs\.example$/")
        old = daemon.directory / "lists" / "clients_fqdn_whitelist"
        os.utime(old, (1_600_000_000, 1_600_000_000))
        diagnosis = self.find(daemon, "lists", "warning", "clients_ip_whitelist.local:2:")
        self.assertTrue(diagnosis.has("lists", "warning", "clients_fqdn_whitelist.local:2: the pattern "
                                                          "runs away"), diagnosis.findings)
        self.assertTrue(diagnosis.has("lists", "warning", f"{old} is "), diagnosis.findings)
        old.unlink()
        self.find(daemon, "lists", "warning", "there is no such file")

    def test_a_public_suffix_list_that_is_not_there(self):
        daemon = self.greycache(greymethod="organisation",
                                public_suffix_list=self.directory / "none")
        self.find(daemon, "public suffix list", "warning", f"{self.directory}/none")
        daemon.settings["greymethod"] = "full"
        self.assertEqual(Diagnosis(daemon).about("public suffix list"), [])

    @unittest.skipUnless(os.geteuid() == 0, "only root can be another account")
    def test_what_another_account_may_not_see_is_told_as_that(self):
        daemon = self.started()
        daemon.directory.chmod(0o711)
        daemon.config.chmod(0o644)
        diagnosis = Diagnosis(daemon, user="daemon")
        self.assertEqual(diagnosis.status, 1)
        self.assertEqual([finding for finding in diagnosis.findings
                          if finding["severity"] == "error"], [])
        self.assertTrue(diagnosis.has("sockets", "warning", "could not be asked"))
        self.assertTrue(diagnosis.has("state_dir", "warning", "Permission denied"))
        self.assertTrue(diagnosis.has("settings", "warning", "could not be looked at as this account"))

    @unittest.skipUnless(os.geteuid() == 0, "only root can be another account")
    def test_the_daemons_own_account_sees_what_root_sees(self):
        daemon = self.started()
        daemon.write_config()
        own, root = Diagnosis(daemon, user="nobody"), Diagnosis(daemon)
        for part in ("settings", "sockets", "state_dir", "lists", "redis", "postgresql"):
            self.assertEqual(own.about(part), root.about(part), part)

    @unittest.skipUnless(STORAGE == "shared", "there are no servers")
    def test_stores_that_are_away(self):
        daemon = self.greycache()
        daemon.settings["redis"] = f"unix://{daemon.directory}/none.sock"
        daemon.settings["database"] = f"host={daemon.directory} dbname=none"
        diagnosis = self.find(daemon, "redis", "error", "none.sock")
        self.assertTrue(diagnosis.has("postgresql", "error", "PostgreSQL"), diagnosis.findings)

    @unittest.skipUnless(STORAGE == "shared", "there are no servers")
    def test_stores_and_a_daemon_that_hang(self):
        daemon = self.started(redis_timeout="30s", database_timeout="60s", request_timeout="45s")
        stopped = (daemon.process, self.servers.redis, self.servers.postgres)
        for each in stopped:
            each.pause()
        try:
            diagnosis = self.find(daemon, "redis", "error", "did not answer within 2s")
        finally:
            for each in stopped:
                each.resume()
        self.assertTrue(diagnosis.has("postgresql", "error", "PostgreSQL"), diagnosis.findings)
        self.assertTrue(diagnosis.has("sockets", "error", "no answer from"))

    def test_a_postconf_that_hangs(self):
        daemon = self.greycache()
        daemon.write_config()
        tools = self.directory / "tools"
        tools.mkdir()
        (tools / "postconf").write_text("#!/bin/sh\nexec sleep 30\n")
        (tools / "postconf").chmod(0o755)
        answer = subprocess.run(
            [program("greyctl"), "--config", daemon.config, "doctor"], capture_output=True,
            text=True, timeout=Diagnosis.LIMIT, check=False,
            env={**os.environ, "PATH": f"{tools}:{os.environ['PATH']}"})
        self.assertEqual(answer.returncode, 1, answer.stderr)
        self.assertIn("postconf: did not end in time", answer.stdout)


if __name__ == "__main__":
    main()
