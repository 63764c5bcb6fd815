"""greyweb.conf: what is taken, and what of it is refused with its file and line."""

import os
import signal
import subprocess
import time

from greytest.daemon_test import main
from greytest.paths import program
from greytest.ports import free_port
from panel_case import PanelCase

WRONG = 78


class ConfigurationTest(PanelCase):
    def run_with(self, path, *words):
        return subprocess.run([program("greyweb"), "--config", path, *words], capture_output=True, text=True,
                              timeout=30)

    def written(self, text):
        path = self.directory / "other.conf"
        path.write_text(text)
        return path

    def assert_serves(self, text, where):
        """It listens, until it is told to end."""
        words = [program("greyweb"), "--config", self.written(text)]
        with subprocess.Popen(words, stderr=subprocess.PIPE, text=True) as process:
            self.assertEqual(process.stderr.readline().strip().rsplit(" ", 1)[-1], where, text)
            process.send_signal(signal.SIGTERM)
            self.assertEqual(process.wait(timeout=20), 0)

    def assert_refused(self, text, *parts):
        path = self.written(text)
        ended = self.run_with(path)
        self.assertEqual(ended.returncode, WRONG, ended)
        for part in parts:
            self.assertIn(part.format(path=path), ended.stderr)

    def test_a_line_that_names_no_option_is_told(self):
        for name in ("socket_group", "listn", "config", "[greyweb]"):
            self.assert_refused(f"# Ours\nlisten = 127.0.0.1:1\n{name} = x\n",
                                f"{{path}}:3: there is no option '{name}'; write one of listen, socket-group")
        self.assert_refused("listen\n", "{path}:1: write listen = VALUE")

    def test_the_last_of_lines_of_the_same_name_counts_as_in_greycache_conf(self):
        for first, between in (("127.0.0.1:1", ""), ("0.0.0.0:1", "state-dir = /nowhere\n")):
            ended = self.run_with(self.written(f"# Ours\nlisten = {first}\n{between}listen = 192.0.2.1:2\n"))
            self.assertIn("192.0.2.1:2", ended.stderr)
            self.assertNotIn(first, ended.stderr)

    def test_the_command_line_counts_more(self):
        ended = self.run_with(self.written("listen = 192.0.2.1:2\n"), "--listen", "192.0.2.1:3")
        self.assertIn("192.0.2.1:3", ended.stderr)

    def test_brackets_are_part_of_a_value(self):
        port = free_port()
        self.assert_serves(f"listen = [::1]:{port}\nstate-dir = {self.directory}\n", f"[::1]:{port}")
        # Nothing of the next line is taken into this one.
        self.assert_refused("accounts = [a\nlisten = 192.0.2.1:2\n", "192.0.2.1:2")

    def test_a_value_may_have_any_character_and_a_blank_in_quotes(self):
        for place in ("a;b", "a,b", "a#b", "'a b'", '"a b"', '"a\'b"', "'[a]'"):
            bare = place.strip("'\"") if place[0] in "'\"" else place
            socket = f"{self.directory}/{bare}.sock"
            quote = place[0] if place[0] in "'\"" else ""
            self.assert_serves(f"listen = {quote}unix:{socket}{quote}\nstate-dir={self.directory}\n",
                               f"unix:{socket}".rsplit(" ", 1)[-1])

    def test_a_value_with_a_blank_or_half_a_quote_is_refused(self):
        for value in ("/a b", "/a # mine", "/a\t;mine"):
            self.assert_refused(f"# Ours\naccounts = {value}\n",
                                "{path}:2: the value of accounts has a blank in it: write it in quotes")
        for value in ('"/a', "'/a\"", "'", "'/a' 'b'", "'/a' # mine"):
            self.assert_refused(f"tokens = {value}\n", "{path}:1: the value of tokens begins with a quote")

    def test_a_value_with_a_control_character_is_refused(self):
        for value in ("unix:/tmp/x.sock\0ck", "'unix:/tmp/x\x7f'", "unix:/tmp/x\x01y"):
            self.assert_refused(f"# Ours\nlisten = {value}\n",
                                "{path}:2: the value of listen has a control character in it: ")

    def test_a_value_that_is_none_is_told_with_its_place(self):
        for value, why in (("0", '"0"'), ("unix:x", "has no path"), ("192.0.2.1:2", "of this host alone")):
            self.assert_refused(f"# Ours\nlisten = {value}\n", "{path}:2: listen: ", why)
        ended = self.run_with(self.written("listen = 0\n"), "--listen", "0")
        self.assertTrue(ended.stderr.startswith("greyweb: listen: "), ended)

    def test_a_byte_order_mark_is_none_of_the_first_name(self):
        self.assert_refused("\ufefflisten = 192.0.2.1:2\n", "{path}:1: listen: 192.0.2.1:2")

    def test_an_empty_value_leaves_the_default(self):
        self.assert_serves(f"listen = 127.0.0.1:{(port := free_port())}\nsocket-group =\ntokens = \"\"\n"
                           f"state-dir = {self.directory}\n", f"127.0.0.1:{port}")

    def test_what_is_no_file_of_options_is_refused_at_once(self):
        pipe = self.directory / "pipe.conf"
        os.mkfifo(pipe)
        begin = time.monotonic()
        for path in (pipe, "/dev/zero", "/dev/null", self.directory):
            ended = self.run_with(path)
            self.assertEqual((ended.returncode, ended.stderr),
                             (WRONG, f"greyweb: {path}: this is no regular file\n"))
        self.assertLess(time.monotonic() - begin, 20)
        gone = self.directory / "gone.conf"
        self.assertIn(f"{gone}: No such file or directory", self.run_with(gone).stderr)

    def test_a_file_of_64_kib_is_read_and_a_longer_one_is_not(self):
        line = "listen = 192.0.2.1:2\n"
        fill = "#" * (65_536 - len(line) - 1) + "\n"
        self.assertIn("192.0.2.1:2", self.run_with(self.written(fill + line)).stderr)
        self.assert_refused("#" + fill + line, "{path}: this is longer than 64 KiB")


if __name__ == "__main__":
    main()
