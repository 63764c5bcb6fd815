"""What the start refuses --check-config refuses, and what it says of the stores."""

import os
import subprocess
import unittest

from greytest.daemon_test import STORAGE, DaemonTest, main
from greytest.paths import program

NOBODY = 65534


class StartChecksTest(DaemonTest):
    def check(self, daemon, *options):
        """Both programs' word on the configuration: exit status and text, which are the same."""
        daemon.write_config()
        own = subprocess.run([program("greycache"), "--config", daemon.config, "--check-config",
                              *options], capture_output=True, text=True, timeout=20, check=False)
        ctl = daemon.ctl("check-config", *options)
        self.assertEqual(own.returncode, ctl.returncode, own.stderr + ctl.stdout)
        for line in own.stderr.splitlines():
            self.assertIn(line.removeprefix("greycache: "), ctl.stdout + ctl.stderr)
        return ctl.returncode, ctl.stdout + ctl.stderr

    def refused(self, daemon, reason, *options):
        """The check and the start refuse, both for this reason."""
        status, said = self.check(daemon, *options)
        self.assertEqual(status, 78, said)
        self.assertIn(reason, said)
        process = daemon.spawn()
        self.assertEqual(process.wait(10), 69, daemon.log())
        self.assertIn(reason, daemon.log())

    @unittest.skipUnless(os.geteuid() == 0 and STORAGE == "shared", "as root, with libpq")
    def test_root_checks_with_the_home_of_the_account(self):
        daemon = self.greycache()
        for path in (daemon.directory / "state", daemon.directory, self.directory):
            os.chown(path, NOBODY, NOBODY)
        service = daemon.directory / ".pg_service.conf"
        service.write_text(f"[of_root]\nhost={daemon.directory}/nowhere\n")
        daemon.settings["database"] = "service=of_root"
        daemon.write_config()
        answer = subprocess.run([program("greycache"), "--config", daemon.config,
                                 "--check-config", "--connect"], capture_output=True, text=True,
                                timeout=20, check=False, env=dict(os.environ, HOME=daemon.directory))
        self.assertEqual(answer.returncode, 78, answer.stderr)
        self.assertNotIn("nowhere", answer.stderr)

    def test_what_is_right_is_good_and_nothing_is_made(self):
        daemon = self.greycache()
        self.assertEqual(self.check(daemon)[0], 0)
        self.assertEqual(list((daemon.directory / "state").iterdir()), [])

    def test_a_limit_of_open_files_that_is_low_is_told_once(self):
        daemon = self.greycache()
        daemon.prefix = ("prlimit", "--nofile=400:400")
        daemon.start()
        self.assertEqual(daemon.log().count("the limit of open files (400) is low"), 1)

    def test_a_state_directory_that_is_not_there(self):
        daemon = self.greycache()
        daemon.settings["state_dir"] = daemon.directory / "none"
        self.refused(daemon, "state_dir: nothing can be made in")

    def test_a_directory_in_the_place_of_a_file_in_the_state_directory(self):
        for name in ("lock", "journal.sqlite", "journal.sqlite-wal"):
            daemon = self.greycache(name.replace(".", "-"))
            (daemon.directory / "state" / name).mkdir()
            self.refused(daemon, f"{name} cannot be used: Is a directory")

    def test_a_socket_directory_that_is_not_there(self):
        for setting in ("socket", "control_socket"):
            daemon = self.greycache(setting)
            daemon.settings[setting] = daemon.directory / "none" / "x.sock"
            self.refused(daemon, f"{setting}: ")

    def test_a_group_that_is_not_there(self):
        self.refused(self.greycache(socket_group="no-such-group"), "there is no group no-such-group")

    @unittest.skipUnless(os.geteuid() == 0, "as another account")
    def test_a_group_that_the_daemon_is_no_member_of(self):
        daemon = self.greycache(socket_group="adm")
        daemon.user = "nobody"
        for path in (daemon.directory / "state", daemon.directory, self.directory):
            os.chown(path, NOBODY, NOBODY)
        self.refused(daemon, "no member of group adm")

    def test_a_directory_that_those_who_may_ask_cannot_enter(self):
        daemon = self.greycache(socket_mode="0666")
        self.assertNotIn("cannot reach", self.check(daemon)[1])
        daemon.directory.chmod(0o750)
        status, said = self.check(daemon)
        self.assertEqual(status, 0, said)
        self.assertIn("socket_mode lets everybody ask", said)

    @unittest.skipUnless(STORAGE == "shared", "about PostgreSQL")
    def test_a_database_that_libpq_does_not_understand(self):
        for number, database in enumerate(("hst=x", "postgresql://[bad")):
            daemon = self.greycache(f"mx{number}")
            daemon.settings["database"] = database
            status, said = self.check(daemon)
            self.assertEqual(status, 78, said)
            self.assertIn("database: ", said)

    def test_listeners_at_the_same_place(self):
        for first, second in (("127.0.0.1:2501", "127.0.0.1:2501"), (":2501", "127.0.0.1:2501")):
            daemon = self.greycache("ports" + first.replace(":", "-"), inet=first, metrics=second)
            status, said = self.check(daemon)
            self.assertEqual(status, 78, said)
            self.assertIn("inet and metrics are the same address and port", said)
            self.assertEqual(daemon.spawn().wait(10), 78)
        daemon = self.greycache("paths")
        daemon.settings["control_socket"] = daemon.settings["socket"]
        status, said = self.check(daemon)
        self.assertEqual(status, 78, said)
        self.assertIn("socket and control_socket are the same path", said)

    @unittest.skipUnless(STORAGE == "shared", "there are no passwords")
    def test_password_files_that_are_missing_or_that_everybody_may_read(self):
        for setting in ("redis_password_file", "database_password_file"):
            daemon = self.greycache(setting)
            secret = daemon.directory / "secret"
            daemon.settings[setting] = secret
            self.refused(daemon, f"{secret}: No such file")
            secret.write_text("secret\n")
            secret.chmod(0o644)
            self.refused(daemon, "may be used by others")

    @unittest.skipUnless(os.geteuid() == 0, "only root can be another account")
    def test_root_checks_as_the_account_that_the_state_directory_belongs_to(self):
        daemon = self.greycache()
        state = daemon.directory / "state"
        for path in (state, daemon.directory, self.directory):
            os.chown(path, NOBODY, NOBODY)
        self.assertEqual(self.check(daemon)[0], 0)
        (state / "lock").touch(0o600)
        status, said = self.check(daemon)
        self.assertEqual(status, 78)
        self.assertIn("lock cannot be used: Permission denied", said)

    @unittest.skipUnless(os.geteuid() == 0, "only root can be another account")
    def test_root_checks_that_the_daemon_can_read_its_configuration(self):
        daemon = self.greycache()
        for path in (daemon.directory / "state", daemon.directory, self.directory):
            os.chown(path, NOBODY, NOBODY)
        daemon.write_config()
        os.chmod(daemon.config, 0o600)
        status, said = self.check(daemon)
        self.assertEqual(status, 78)
        self.assertIn("the daemon cannot read it: Permission denied", said)

    @unittest.skipUnless(os.geteuid() == 0 and STORAGE == "embedded", "as root")
    def test_a_replay_by_root_leaves_files_that_the_daemon_can_use(self):
        daemon = self.greycache()
        daemon.write_config()
        state = daemon.directory / "state"
        os.chown(state, NOBODY, NOBODY)
        trace = daemon.directory / "trace"
        trace.write_text("")
        for options in ([], ["--namespace", "x"]):
            answer = daemon.ctl("replay", "--store", "configured", *options, trace)
            self.assertEqual(answer.returncode, 0, answer.stderr)
        owners = {path.name: path.stat().st_uid for path in state.rglob("*")}
        self.assertIn("lock", owners)
        self.assertEqual(set(owners.values()), {NOBODY}, owners)

    @unittest.skipUnless(STORAGE == "shared", "there are no servers")
    def test_connect_tells_of_a_schema_that_is_not_there_yet_and_makes_none(self):
        daemon = self.greycache()
        for _ in range(2):
            status, said = self.check(daemon, "--connect")
            self.assertEqual(status, 78)
            self.assertIn("schema greycache is at version 0", said)
        daemon.start()
        daemon.query()
        self.assertEqual(self.check(daemon, "--connect")[0], 0)

    @unittest.skipUnless(STORAGE == "shared", "there are no servers")
    def test_connect_tells_of_a_server_that_is_away(self):
        daemon = self.greycache()
        daemon.settings["redis"] = f"unix://{daemon.directory}/none.sock"
        daemon.settings["database"] = f"host={daemon.directory} dbname=none"
        self.assertEqual(self.check(daemon)[0], 0)
        status, said = self.check(daemon, "--connect")
        self.assertEqual(status, 78)
        self.assertIn("none.sock", said)
        self.assertIn("PostgreSQL", said)


if __name__ == "__main__":
    main()
