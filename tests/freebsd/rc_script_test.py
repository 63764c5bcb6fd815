"""The rc.d script of FreeBSD, run by this host's sh with stubs of rc.subr(8) and daemon(8)."""

import os
import pathlib
import subprocess
import unittest

from greytest.daemon_test import DaemonTest, main
from greytest.paths import program
from greytest.wait import wait_until

HERE = pathlib.Path(__file__).resolve().parent
SCRIPT = (HERE / "../../packaging/freebsd/files/greycache.in").read_text("utf-8")


class RcScriptTest(DaemonTest):
    def setUp(self):
        super().setUp()
        self.daemon = self.greycache(reconnect_delay="5m")
        self.daemon.write_config()
        self.words = self.directory / "words"
        self.pidfile = self.directory / "greycache.pid"
        self.rc_conf = self.directory / "rc.conf"
        self.enable()
        self.make_prefix()
        self.addCleanup(self.run_script, "stop")

    def enable(self, *lines):
        self.rc_conf.write_text("\n".join([
            "greycache_enable=YES", f"greycache_conf={self.daemon.config}",
            "greycache_args='--log-to stderr'", *lines, ""]), "ascii")

    def make_prefix(self):
        """The script as a port installs it, with its programs, and nothing of this host's."""
        for directory in ("bin", "sbin", "stubs"):
            (self.directory / directory).mkdir()
        (self.directory / "sbin" / "greycache").symlink_to(program("greycache"))
        (self.directory / "bin" / "greyctl").symlink_to(program("greyctl"))
        # install(1) cannot give a directory to an account that is not there.
        install = self.directory / "stubs" / "install"
        install.write_text(f'#!/bin/sh\necho "$@" >{self.directory}/installed\n', "ascii")
        install.chmod(0o755)
        text = SCRIPT
        for name, instead in (("%%PREFIX%%", self.directory), ("/etc/rc.subr", HERE / "rc.subr"),
                              ("/usr/sbin/daemon", HERE / "daemon"), ("/var/run", self.directory)):
            self.assertIn(name, text)
            text = text.replace(name, str(instead))
        self.script = self.directory / "greycache.sh"
        self.script.write_text(text, "ascii")

    def run_script(self, command):
        environment = {"PATH": f"{self.directory}/stubs:{os.environ['PATH']}",
                       "RC_CONF": str(self.rc_conf), "DAEMON_WORDS": str(self.words)}
        return subprocess.run(["sh", str(self.script), command], env=environment, text=True,
                              capture_output=True, timeout=30, check=False)

    def started_by_script(self):
        said = self.run_script("start")
        self.assertEqual(said.returncode, 0, said.stderr)
        wait_until(lambda: self.run_script("health").returncode == 0, what="the daemon")

    def test_start_health_reload_and_stop(self):
        self.started_by_script()
        self.assertIn("Greylisted for 5 minutes", self.daemon.query())
        self.daemon.write_config(reconnect_delay="7m")
        self.assertEqual(self.run_script("reload").returncode, 0)
        self.assertIn("Greylisted for 7 minutes", self.daemon.query(sender="b@x.example"))
        self.assertEqual(self.run_script("stop").returncode, 0)
        wait_until(lambda: self.run_script("health").returncode == 2, what="the end")

    def test_daemon_8_runs_it_under_its_account_with_its_configuration(self):
        self.enable("greycache_account=_grey")
        self.started_by_script()
        self.assertEqual(
            self.words.read_text("ascii").split(),
            ["-c", "-f", "-R", "1", "-P", str(self.pidfile), "-t", "greycache", "-u", "_grey",
             f"{self.directory}/sbin/greycache", "--config", str(self.daemon.config), "--log-to",
             "stderr"])
        self.assertEqual((self.directory / "installed").read_text("ascii").strip(),
                         f"-d -o _grey -g _grey -m 0750 {self.directory}/greycache")

    def test_a_restart_is_another_process(self):
        self.started_by_script()
        before = self.pidfile.read_text("ascii")
        self.assertEqual(self.run_script("restart").returncode, 0)
        self.assertNotEqual(self.pidfile.read_text("ascii"), before)

    def test_a_wrong_configuration_is_neither_started_nor_restarted_with(self):
        self.started_by_script()
        before = self.pidfile.read_text("ascii")
        self.daemon.write_config(reconnect_delay="soon")
        for command in ("configtest", "restart", "reload"):
            said = self.run_script(command)
            self.assertNotEqual(said.returncode, 0, command)
            self.assertIn("reconnect_delay", said.stdout + said.stderr, command)
        self.assertEqual(self.pidfile.read_text("ascii"), before)
        self.assertIn("Greylisted", self.daemon.query())
        self.run_script("stop")
        self.assertNotEqual(self.run_script("start").returncode, 0)

    def test_it_is_off_until_it_is_enabled(self):
        self.rc_conf.write_text("", "ascii")
        said = self.run_script("start")
        self.assertEqual(said.returncode, 1)
        self.assertIn("Set greycache_enable to YES", said.stderr)
        self.assertFalse(self.words.exists())

    def test_the_configuration_of_the_prefix_is_the_default(self):
        self.rc_conf.write_text("greycache_enable=YES\n", "ascii")
        self.assertIn(f"{self.directory}/etc/greycache/greycache.conf is not readable",
                      self.run_script("start").stderr)


class OrderTest(unittest.TestCase):
    def test_it_says_to_rcorder_that_it_comes_before_the_mail_server(self):
        for line in ("# PROVIDE: greycache", "# REQUIRE: LOGIN", "# BEFORE: mail",
                     "# KEYWORD: shutdown"):
            self.assertIn(line + "\n", SCRIPT)


if __name__ == "__main__":
    main()
