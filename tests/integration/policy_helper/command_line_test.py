"""What policy-helper prints, and with which status it ends."""

import os
import pty
import socket
import subprocess
import unittest

from fake_daemon import PATIENCE
from helper_process import PROGRAM, run_piped


class CommandLine(unittest.TestCase):
    def test_help_goes_to_standard_output(self):
        for option in ("-h", "--help"):
            result = run_piped([option])
            self.assertEqual(result.returncode, 0)
            self.assertTrue(result.stdout.startswith(b"Usage: policy-helper --socket PATH"))
            self.assertEqual(result.stderr, b"")

    def test_version_is_one_line(self):
        result = run_piped(["--version"])
        self.assertEqual(result.returncode, 0)
        self.assertRegex(result.stdout, rb"\Apolicy-helper [0-9.]+\n\Z")

    def test_usage_errors_exit_64_and_write_to_neither_stream(self):
        for arguments in ([], ["--socket"], ["--socket", ""], ["--socket", "/" + "x" * 107],
                          ["--socket", "/s", "--timeout", "9ms"], ["--socket", "/s", "--nonsense"],
                          ["--socket", "/s", "--fallback", "a\n\naction=b"]):
            with self.subTest(arguments):
                result = run_piped(arguments, b"request=smtpd_access_policy\n\n")
                self.assertEqual(result.returncode, 64)
                self.assertEqual(result.stdout, b"")
                self.assertEqual(result.stderr, b"")

    def test_a_usage_error_never_reaches_the_policy_socket(self):
        smtpd, other = socket.socketpair()
        with smtpd, other:
            process = subprocess.Popen([PROGRAM, "--nonsense"], stdin=other, stdout=other,
                                       stderr=other)
            other.close()
            smtpd.settimeout(PATIENCE)
            self.assertEqual(smtpd.recv(100), b"")
            self.assertEqual(process.wait(PATIENCE), 64)

    def test_a_person_at_a_terminal_is_told_what_is_wrong(self):
        master, terminal = pty.openpty()
        result = subprocess.run([PROGRAM, "--nonsense"], stderr=terminal, timeout=PATIENCE)
        os.close(terminal)
        self.assertEqual(result.returncode, 64)
        self.assertEqual(os.read(master, 1000), b"policy-helper: unknown argument: --nonsense\r\n")
        os.close(master)

    def test_end_of_file_at_once_exits_0(self):
        self.assertEqual(run_piped(["--socket", "/nonexistent/socket"]).returncode, 0)


if __name__ == "__main__":
    unittest.main()
