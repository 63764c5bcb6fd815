"""greyctl panel: what it says of a file by which nobody signs in, and that many may write at once."""

import os
import subprocess
import unittest

from greytest.daemon_test import main
from greytest.paths import program, remove_directory, temporary_directory
from panel_case import PASSWORD

NOBODY = 78


class AccountsTest(unittest.TestCase):
    def setUp(self):
        self.directory = temporary_directory()
        self.addCleanup(remove_directory, self.directory)
        self.config = self.directory / "greycache.conf"
        self.config.write_text(f"conf_dir = {self.directory}\n")
        self.accounts = self.directory / "panel_accounts"
        self.tokens = self.directory / "panel_tokens"

    def command(self, *words):
        return [program("greyctl"), "--config", self.config, *words]

    def panel(self, *words):
        return subprocess.run(self.command("panel", *words), input=PASSWORD + "\n", text=True, timeout=30,
                              capture_output=True)

    def doctor(self):
        return subprocess.run(self.command("doctor"), text=True, timeout=60, capture_output=True).stdout

    def test_a_mode_by_which_nobody_signs_in_is_told_by_each_command(self):
        said = self.panel("user", "add", "olga")
        alone = f"user olga may sign in now, as the only one: nobody else is in {self.accounts}\n"
        self.assertEqual((said.returncode, said.stdout), (0, alone))
        self.accounts.chmod(0o666)
        why = f"{self.accounts}: every account of this host may write it, and make itself an administrator; " \
              "nobody signs in by it until then"
        for words in (("user", "add", "vera"), ("user", "password", "olga"), ("user", "remove", "olga")):
            said = self.panel(*words)
            self.assertEqual(said.returncode, NOBODY, words)
            self.assertIn(f"{why}; this takes that away: chmod 0640 {self.accounts}", said.stderr)
            self.assertNotIn("may sign in now", said.stdout)
        self.assertIn("vera", self.panel("user", "list").stdout)
        self.assertIn(why, self.doctor())

    def test_a_token_is_printed_all_the_same(self):
        self.panel("token", "add", "one")
        self.tokens.chmod(0o666)
        said = self.panel("token", "add", "two")
        self.assertEqual(said.returncode, NOBODY)
        self.assertTrue(said.stdout.startswith("two."), said)

    @unittest.skipUnless(os.geteuid() == 0, "needs root")
    def test_a_strangers_file_is_told(self):
        self.panel("user", "add", "olga")
        os.chown(self.accounts, 65534, -1)
        said = self.panel("user", "add", "vera")
        self.assertEqual(said.returncode, NOBODY)
        self.assertIn(f"chown root {self.accounts}", said.stderr)

    def test_what_is_only_worth_a_warning_is_one(self):
        self.panel("user", "add", "olga")
        self.accounts.chmod(0o644)
        said = self.panel("user", "add", "vera")
        self.assertEqual(said.returncode, 0)
        self.assertIn("may read the hashes", said.stderr)
        self.assertIn("user vera may sign in now", said.stdout)

    def test_a_pipe_is_left_as_it_is(self):
        os.mkfifo(self.accounts)
        for words in (("user", "add", "olga"), ("user", "list"), ("user", "remove", "olga"), ("enable",)):
            said = self.panel(*words)
            self.assertIn(f"{self.accounts} is no regular file", said.stderr)
            self.assertNotEqual(said.returncode, 0)
        self.assertTrue(self.accounts.is_fifo())
        self.assertIn("it is no regular file", self.doctor())

    def test_a_cut_file_is_told_and_left_as_it_is(self):
        self.panel("user", "add", "olga")
        self.accounts.write_bytes(self.accounts.read_bytes()[:150])
        said = self.panel("user", "add", "vera")
        self.assertIn(f"{self.accounts}: line 3 has no end", said.stderr)
        self.assertEqual(len(self.accounts.read_bytes()), 150)

    def test_many_turn_it_on_at_once(self):
        running = [subprocess.Popen(self.command("panel", "enable"), stdout=subprocess.PIPE,
                                    stderr=subprocess.PIPE, text=True) for _ in range(6)]
        for process in running:
            _, fault = process.communicate(timeout=60)
            self.assertEqual(process.returncode, 0, fault)
        self.assertEqual(self.config.read_text().count("panel_socket"), 1)
        self.assertEqual(self.accounts.read_text().count("admin:admin"), 1)


if __name__ == "__main__":
    main()
