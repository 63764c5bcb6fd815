"""Mails to admin_mail: what is sent when a part of the storage or a list is lost and comes back."""

import email.utils
import time

from greytest.daemon_test import STORAGE, DaemonTest, main
from greytest.fake_sendmail import KEEPS, FakeSendmail
from greytest.wait import wait_until

ADDRESS = "root+grey@example.org"


class NoticesTest(DaemonTest):
    def started_with_sendmail(self, script=KEEPS):
        self.sendmail = FakeSendmail(self.directory, script)
        return self.started(admin_mail=ADDRESS, sendmail_path=self.sendmail.path)

    def mails(self):
        return self.sendmail.mails()

    def mail(self, number):
        """The mail of that number, counted from 1, as soon as it is there."""
        wait_until(lambda: len(self.mails()) >= number, 20, what=f"mail {number}")
        return self.mails()[number - 1]

    def assert_mail(self, number, subject):
        arguments, message = self.mail(number)
        self.assertEqual(arguments, ["-oi", "--", ADDRESS])
        self.assertEqual(message["To"], ADDRESS)
        self.assertTrue(message["Subject"].endswith(": " + subject), message["Subject"])
        self.assertEqual(message["Auto-Submitted"], "auto-generated")
        sent = email.utils.parsedate_to_datetime(message["Date"]).timestamp()
        self.assertAlmostEqual(sent, time.time(), delta=60)
        self.assertIn("greyctl stats", message.get_content())
        return message


class ListNoticesTest(NoticesTest):
    def test_a_list_that_cannot_be_read_is_told_once_and_its_return_too(self):
        daemon = self.started_with_sendmail()
        path = self.directory / "mx1" / "lists" / "clients_ip_whitelist.local"
        path.mkdir()
        message = self.assert_mail(1, f"{path} cannot be read")
        self.assertIn("no regular file", message.get_content())
        daemon.reload()
        path.rmdir()
        self.assert_mail(2, f"{path} can be read again")
        self.assertEqual(len(self.mails()), 2)

    def test_a_sendmail_that_fails_or_is_slow_never_holds_up_an_answer(self):
        daemon = self.started_with_sendmail("#!/bin/sh\necho 'no room' >&2\nsleep 4\nexit 75\n")
        (self.directory / "mx1" / "lists" / "clients_ip_whitelist.local").mkdir()
        slowest = 0.0
        deadline = time.monotonic() + 40
        while "mail: " not in daemon.log():
            self.assertLess(time.monotonic(), deadline)
            before = time.monotonic()
            daemon.query()
            slowest = max(slowest, time.monotonic() - before)
            time.sleep(0.01)
        # The fake sendmail takes more than twice as long.
        self.assertLess(slowest, 1.5)
        self.assertIn("ended with status 75: no room", daemon.log())

    def test_no_child_is_left_behind(self):
        daemon = self.started_with_sendmail()
        (self.directory / "mx1" / "lists" / "clients_ip_whitelist.local").mkdir()
        self.mail(1)
        children = f"/proc/{daemon.process.pid}/task/{daemon.process.pid}/children"
        with open(children, encoding="ascii") as file:
            wait_until(lambda: not (file.seek(0), file.read())[1].strip(), 5, what="no children")


class StoreNoticesTest(NoticesTest):
    def setUp(self):
        super().setUp()
        if STORAGE != "shared":
            self.skipTest("needs Redis and PostgreSQL")

    def test_the_loss_of_redis_and_its_return_are_a_mail_each(self):
        daemon = self.started_with_sendmail()
        daemon.query()
        self.servers.redis.stop()
        self.addCleanup(lambda: self.servers.redis.process.running() or self.servers.redis.start())
        self.assert_mail(1, "Redis is lost")
        time.sleep(2)
        self.assertEqual(len(self.mails()), 1)
        self.servers.redis.start()
        self.assert_mail(2, "Redis can be used again")

    def test_the_loss_of_postgresql_and_its_return_are_a_mail_each(self):
        daemon = self.started_with_sendmail()
        daemon.query()
        self.servers.postgres.stop("fast")
        self.addCleanup(
            lambda: self.servers.postgres.process.running() or self.servers.postgres.start())
        for number in range(3):
            daemon.query(client_address=f"198.51.100.{number}")
        self.assert_mail(1, "PostgreSQL is lost")
        self.servers.postgres.start()
        self.assert_mail(2, "PostgreSQL can be used again")
        self.assertEqual(len(self.mails()), 2)

    def test_a_restart_within_seconds_is_one_mail_at_most(self):
        daemon = self.started_with_sendmail()
        daemon.query()
        self.servers.redis.stop()
        self.servers.redis.start()
        time.sleep(8)
        subjects = [message["Subject"] for _, message in self.mails()]
        self.assertLessEqual(len(subjects), 1, subjects)
        self.assertIn("Greylisted", daemon.query(sender="x@y.example", client_address="192.0.2.9"))


if __name__ == "__main__":
    main()
