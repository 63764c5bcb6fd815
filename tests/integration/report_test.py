"""What greylisting cost and what it stopped, by two daemons on one storage where that is shared."""

import json
import pathlib
import unittest

from greytest.daemon_test import STORAGE, DaemonTest, let_pass, main
from greytest.fake_sendmail import KEEPS, FakeSendmail
from greytest.wait import wait_until

DELAY = 1
SQL = pathlib.Path(__file__).resolve().parents[2] / "sql"


class ReportTest(DaemonTest):
    def setUp(self):
        super().setUp()
        self.daemon = self.started(reconnect_delay=f"{DELAY}s", group_domain_level="0")
        wait_until(lambda: self.daemon.ctl("report").returncode == 0, what="the table of the history")

    def report(self, *options, daemon=None):
        answer = (daemon or self.daemon).ctl("report", "--json", *options)
        self.assertEqual(answer.returncode, 0, answer.stderr)
        return json.loads(answer.stdout)

    def text(self, *options):
        answer = self.daemon.ctl("report", *options)
        self.assertEqual(answer.returncode, 0, answer.stderr)
        return answer.stdout

    def wait_for(self, attempts):
        """The history is written beside the answers."""
        wait_until(lambda: self.report()["site"]["first_attempts"] == attempts,
                   what=f"{attempts} first attempts in the report")

    def test_without_mail_there_is_nothing_to_tell(self):
        report = self.report()
        self.assertEqual(report["site"]["first_attempts"], 0)
        self.assertIsNone(report["site"]["median_delay"])
        self.assertEqual(report["mails"]["groups"], [])
        self.assertEqual(report["waits"], [])
        self.assertIn("first attempts             0", self.text())

    def test_first_attempts_and_who_came_back_after_how_long(self):
        self.daemon.query(sender="a@one.example")
        self.daemon.query(sender="b@two.example", client_address="198.51.100.7")
        let_pass(DELAY)
        self.assertIn("delayed", self.daemon.query(sender="a@one.example"))
        self.wait_for(2)
        wait_until(lambda: self.report()["site"]["came_back"] == 1, what="who came back")
        report = self.report("--by", "sender-domain")
        delay = report["site"]["median_delay"]
        self.assertGreater(delay, DELAY)
        self.assertEqual(report["site"]["delays"]["count"], 1)
        mails = report["mails"]
        self.assertEqual((mails["waited"], mails["came_back"], mails["waits"], mails["never"]),
                         (2, 1, 1, 0))
        self.assertEqual([group["name"] for group in mails["groups"]],
                         ["one.example", "two.example"])
        self.assertEqual(report["waits"][0]["sender"], "a@one.example")
        self.assertTrue(report["waits"][0]["passed"])
        text = self.text("--by", "recipient-domain")
        self.assertRegex(text, r"(?m)^came back +1 \(50 %\), half within ")
        self.assertIn("up to 1 minute", text)
        self.assertIn("by recipient-domain\n  customer.example ", text)

    def test_who_is_still_tried_gets_advice(self):
        self.daemon.query(sender="a@one.example")
        self.daemon.query(sender="a@one.example")
        self.wait_for(1)
        wait_until(lambda: self.report()["waits"], what="an early retry in the report")
        wait = self.report()["waits"][0]
        self.assertFalse(wait["passed"])
        self.assertEqual(wait["attempts"], 2)
        self.assertTrue(any("clients_ip_whitelist.local" in line or "release" in line
                            for line in wait["advice"]), wait["advice"])
        for line in wait["advice"]:
            self.assertIn(line, self.text())

    @unittest.skipUnless(list(SQL.glob("*_mail_count.sql")),
                         "this version does not count what passes at once")
    def test_what_passed_at_once_is_told_also_after_a_restart(self):
        self.daemon.query(sender="a@one.example")
        let_pass(DELAY)
        self.daemon.query(sender="a@one.example")
        self.daemon.query(sender="a@one.example", recipient="other@customer.example")
        wait_until(lambda: self.report()["site"]["passed_at_once"] == {"from_awl": 1},
                   what="the mail that passed at once")
        self.daemon.stop()
        self.daemon.start()
        self.daemon.query(sender="a@one.example", recipient="third@customer.example")
        wait_until(lambda: self.report()["site"]["passed_at_once"] == {"from_awl": 2},
                   what="the mail after the restart")
        self.assertRegex(self.text(), r"(?m)^passed at once +2 \(from_awl 2\)$")
        self.assertEqual(len(self.report()["site"]["by_mx"]), 1)

    def test_mail_that_was_expected_has_not_waited(self):
        self.assertEqual(self.daemon.ctl("expect", "boss@customer.example").returncode, 0)
        wait_until(lambda: "Greylisted" not in self.daemon.query(
            sender="a@one.example", recipient="boss@customer.example"), 20, 0.2, "it to count")
        wait_until(lambda: self.report()["mails"]["at_once"] == 1, what="the expected mail")
        report = self.report()
        self.assertEqual((report["mails"]["waited"], report["mails"]["came_back"]), (0, 0))
        self.assertEqual(report["mails"]["groups"], [])
        self.assertEqual(report["waits"], [])
        self.assertRegex(self.text(), r"(?m)^expected, at once +1")

    def test_days_and_groups_that_make_no_sense_are_refused(self):
        for options in (["--days", "0"], ["--days", "367"], ["--days", "x"], ["--by", "client"]):
            self.assertEqual(self.daemon.ctl("report", *options).returncode, 64, options)

    def mailed(self, *options, script=KEEPS, **settings):
        """The answer of `report --mail` by a sendmail that runs this script, and the sendmail."""
        sendmail = FakeSendmail(self.directory, script)
        self.daemon.write_config(admin_mail="root+grey@example.org", sendmail_path=sendmail.path,
                                 **settings)
        return self.daemon.ctl("report", "--mail", *options), sendmail

    def test_a_report_by_mail_is_the_one_that_is_printed(self):
        self.daemon.query(sender="a@one.example")
        self.wait_for(1)
        answer, sendmail = self.mailed("--days", "3")
        self.assertEqual((answer.returncode, answer.stderr), (0, ""))
        self.assertEqual(answer.stdout, "the report was sent to root+grey@example.org\n")
        (arguments, message), = sendmail.mails()
        self.assertEqual(arguments, ["-oi", "--", "root+grey@example.org"])
        self.assertEqual(message["To"], "root+grey@example.org")
        self.assertRegex(message["Subject"], "^Greycache on .*: report of the last 3 days$")
        self.assertEqual(message["Auto-Submitted"], "auto-generated")
        self.assertEqual(message.get_content(), self.text("--days", "3"))

    def test_a_sendmail_that_fails_is_told_in_its_words(self):
        answer, _ = self.mailed(script="#!/bin/sh\necho 'no room\x1b' >&2\nexit 75\n")
        self.assertEqual((answer.returncode, answer.stdout), (69, ""))
        self.assertIn("sendmail ended with status 75: no room\\x1b", answer.stderr)

    def test_without_a_daemon_no_mail_leaves(self):
        self.daemon.stop()
        answer, sendmail = self.mailed()
        self.assertEqual(answer.returncode, 69)
        self.assertEqual(sendmail.mails(), [])

    def test_a_mail_to_nobody_is_an_error_of_the_configuration(self):
        answer = self.daemon.ctl("report", "--mail")
        self.assertEqual(answer.returncode, 78)
        self.assertIn("admin_mail is empty", answer.stderr)
        self.assertEqual(self.daemon.ctl("report", "--mail", "--json").returncode, 64)

    def test_names_from_outside_are_escaped(self):
        self.daemon.query(sender='a"b\x07\\$(c)@odd.example')
        self.wait_for(1)
        self.assertNotIn("\x07", self.text("--by", "sender-domain"))
        self.assertEqual(self.report("--by", "sender-domain")["mails"]["groups"][0]["name"],
                         "odd.example")

    @unittest.skipUnless(STORAGE == "shared", "one host has all of it")
    def test_every_host_reports_the_mail_of_all(self):
        shared = {name: self.daemon.settings[name]
                  for name in ("storage", "redis", "database", "reconnect_delay")}
        other = self.started("mx2", **shared)
        self.daemon.query(sender="a@one.example")
        other.query(sender="b@two.example")
        self.wait_for(2)
        self.assertEqual(self.report(daemon=other)["site"]["first_attempts"], 2)


if __name__ == "__main__":
    main()
