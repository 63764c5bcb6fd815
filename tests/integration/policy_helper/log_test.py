"""What policy-helper writes to syslog, caught in a mount namespace with a /dev/log of its own."""

import os
import shutil
import socket
import subprocess
import sys
import unittest

from fake_daemon import FakeDaemon, Offer, read_message, request
from helper_process import PROGRAM, Helper

FALLBACK = b"action=dunno\n\n"
BACK = b"action=back\n\n"
MAIL_ERROR, MAIL_WARNING, MAIL_NOTICE = (f"<{2 * 8 + level}>" for level in (3, 4, 5))

# Runs "$@" where /dev holds nothing but null and a link to the socket $LOG.
OWN_DEV = """
mkdir "$LOG.dev" && mount -t tmpfs none "$LOG.dev" && mknod -m 666 "$LOG.dev/null" c 1 3 &&
ln -s "$LOG" "$LOG.dev/log" && mount --move "$LOG.dev" /dev && exec "$@"
"""
# The same without that link, as in a container.
NO_LOG = """
mkdir "$LOG.dev" && mount -t tmpfs none "$LOG.dev" && mknod -m 666 "$LOG.dev/null" c 1 3 &&
mount --move "$LOG.dev" /dev && exec "$@"
"""
UNSHARE = ("unshare", "-m", "--propagation", "private", "sh", "-c")
NO_LOG_WRAPPER = (*UNSHARE, NO_LOG, "sh")
WRAPPER = (*UNSHARE, OWN_DEV, "sh")


def namespaces_work():
    if os.geteuid() != 0 or not shutil.which("unshare"):
        return False
    with FakeDaemon(listening=False) as place:
        environment = dict(os.environ, LOG=place.path)
        return subprocess.run([*WRAPPER, "true"], env=environment, stdin=subprocess.DEVNULL,
                              capture_output=True).returncode == 0


def relayed(connection, helper):
    """What the helper replies where the daemon has answered BACK on this connection."""
    read_message(connection)
    connection.sendall(BACK)
    return helper.reply()


class Log(unittest.TestCase):
    def setUp(self):
        self.daemon = self.enterContext(FakeDaemon(listening=False))
        path = os.path.join(self.daemon.directory, "log")
        self.log = self.enterContext(socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM))
        self.log.bind(path)
        os.environ["LOG"] = path

    def start(self, *options):
        return self.enterContext(Helper(self.daemon.path, "--timeout", "200ms", *options,
                                        wrapper=WRAPPER))

    def line(self):
        self.log.settimeout(5)
        return self.log.recv(2000).decode()

    def assert_no_line(self):
        self.log.settimeout(0.1)
        with self.assertRaises(TimeoutError):
            self.log.recv(2000)

    def assert_logged(self, priority, *texts):
        line = self.line()
        self.assertTrue(line.startswith(priority), line)
        self.assertRegex(line, r"policy-helper\[\d+\]: ")
        for text in texts:
            self.assertIn(text, line)

    def fall_back(self, helper, number):
        self.assertEqual(helper.ask(request(number))[0], FALLBACK)

    def test_an_outage_is_logged_once_and_its_end_once(self):
        helper = self.start("--relay")
        self.fall_back(helper, 1)
        self.fall_back(helper, 2)
        self.assert_logged(MAIL_WARNING, self.daemon.path, "No such file", "action=dunno", "200 ms")
        self.assert_no_line()
        self.daemon.start()
        helper.send(request(3))
        with self.daemon.accept() as connection:
            self.assertEqual(relayed(connection, helper), BACK)
            self.assert_logged(MAIL_NOTICE, "answers again", "after 2 fallback answers")
        self.daemon.stop()
        self.fall_back(helper, 4)
        self.assert_logged(MAIL_WARNING, "Connection refused")

    def test_the_end_of_an_outage_by_handover_is_logged_too(self):
        helper = self.start()
        self.fall_back(helper, 1)
        self.assert_logged(MAIL_WARNING, "No such file")
        self.daemon.start()
        helper.send(request(2))
        with Offer(self.daemon.accept()) as offer:
            offer.acknowledge()
            self.assert_logged(MAIL_NOTICE, "answers again")
            self.assertEqual(helper.exit_status(), 0)

    def test_a_handover_that_is_not_acknowledged_is_logged_once_the_daemon_answers(self):
        self.daemon.start()
        helper = self.start()
        helper.send(request(1))
        with Offer(self.daemon.accept()), self.daemon.accept() as connection:
            self.assertEqual(relayed(connection, helper), BACK)
            self.assert_logged(MAIL_NOTICE, "did not acknowledge a handover")

    def test_a_request_that_is_too_long_is_logged(self):
        helper = self.start("--relay")
        helper.send(b"x" * 65537)
        self.assert_logged(MAIL_WARNING, "exceeds 65536 bytes")
        self.assertEqual(helper.exit_status(), 0)

    def test_a_usage_error_is_logged(self):
        subprocess.run([*WRAPPER, PROGRAM, "--nonsense"], stderr=subprocess.DEVNULL)
        self.assert_logged(MAIL_ERROR, "unknown argument: --nonsense")

    def test_a_connection_without_trouble_logs_nothing(self):
        self.daemon.start()
        helper = self.start()
        with Offer(self.daemon.accept()) as offer:
            offer.acknowledge()
            self.assertEqual(helper.exit_status(), 0)
        self.assert_no_line()


def told(text):
    """How the helper sends a line of its own to the daemon."""
    return f"request=policy_helper_log\nwords={text}\n\n".encode()


class NoLog(unittest.TestCase):
    """Where there is no syslog the daemon gets the words, once it is there."""

    def setUp(self):
        self.daemon = self.enterContext(FakeDaemon(listening=False))
        os.environ["LOG"] = os.path.join(self.daemon.directory, "log")

    def start(self, *options):
        return self.enterContext(Helper(self.daemon.path, "--timeout", "200ms", *options,
                                        wrapper=NO_LOG_WRAPPER))

    def outage(self):
        return (f"no answer from {self.daemon.path} within 200 ms (No such file or directory): "
                "answering action=dunno")

    def test_an_outage_is_told_behind_the_first_answer_that_is_relayed(self):
        helper = self.start("--relay")
        for number in (1, 2):
            self.assertEqual(helper.ask(request(number))[0], FALLBACK)
        self.daemon.start()
        helper.send(request(3))
        with self.daemon.accept() as connection:
            self.assertEqual(relayed(connection, helper), BACK)
        with self.daemon.accept() as words:
            self.assertEqual(words.makefile("rb").read(), told(self.outage()) + told(
                f"{self.daemon.path} answers again, after 2 fallback answers"))

    def test_an_outage_is_told_behind_a_handover(self):
        helper = self.start()
        self.assertEqual(helper.ask(request(1))[0], FALLBACK)
        self.daemon.start()
        helper.send(request(2))
        with Offer(self.daemon.accept()) as offer:
            offer.acknowledge()
            with self.daemon.accept() as words:
                self.assertTrue(words.makefile("rb").read().startswith(told(self.outage())))
            self.assertEqual(helper.exit_status(), 0)

    def test_what_is_said_at_the_end_is_told_too(self):
        self.daemon.start()
        helper = self.start("--relay")
        helper.send(b"x" * 65537)
        with self.daemon.accept() as words:
            self.assertEqual(words.makefile("rb").read(),
                             told("a request exceeds 65536 bytes: closing"))
        self.assertEqual(helper.exit_status(), 0)

    def test_a_daemon_that_never_comes_costs_nothing(self):
        helper = self.start("--relay")
        for number in range(6):
            self.assertEqual(helper.ask(request(number))[0], FALLBACK)
        helper.smtpd.close()
        self.assertEqual(helper.exit_status(), 0)

    def test_usage_errors_are_told_where_the_socket_is_known(self):
        self.daemon.start()
        subprocess.run([*NO_LOG_WRAPPER, PROGRAM, "--socket", self.daemon.path, "--nonsense"],
                       stderr=subprocess.DEVNULL, timeout=20)
        with self.daemon.accept() as words:
            self.assertEqual(words.makefile("rb").read(), told("unknown argument: --nonsense"))

    def test_without_trouble_nothing_is_told(self):
        self.daemon.start()
        helper = self.start()
        with Offer(self.daemon.accept()) as offer:
            offer.acknowledge()
            self.assertEqual(helper.exit_status(), 0)
        self.daemon.listener.settimeout(0.1)
        with self.assertRaises(TimeoutError):
            self.daemon.accept()


if __name__ == "__main__":
    if not namespaces_work():
        print("only root, where mount namespaces are allowed, can give a program a /dev/log")
        sys.exit(77)
    unittest.main()
