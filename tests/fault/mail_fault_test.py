"""The base of fault tests with a real Postfix in front, and the line of the matrix that they make."""

import time

from fault_test import CONNECTIONS, LONG, FaultTest, figures_of, write_figures
from greytest.book import Ages
from greytest.load import Load, Plan
from greytest.postfix import Postfix
from greytest.process_starts import ProcessStarts
from greytest.wait import wait_until
from greytest.ways import MailWay

HELPER_TIMEOUT = 2.0 if LONG else 1.0
RETRY_DELAY = 1.0  # smtpd_policy_service_retry_delay
# Beyond these: master(8) and spawn(8) start a process each, and that the helper.
ALLOWED = 0.25
ROUNDS = 5 if LONG else 1
# Mails a second of each client, at most. A mail takes six processes of Postfix: the short form runs
# beside other tests.
RATE = 40.0 if LONG else 8.0
# Some mails a session, half of them of senders that are known.
PLAN = Plan(known=0.8, per_source=5)


class MailFaultTest(FaultTest):
    """Subclasses say which storage, and how the helper forwards."""

    storage = "embedded"
    settings = {"greymethod": "full"}
    helper_options = ()
    service = None  # instead of policy-helper

    def setUp(self):
        super().setUp()
        (self.directory / "postfix").mkdir()
        helper = self.daemon.helper_command("--timeout", f"{HELPER_TIMEOUT:.0f}s",
                                            *self.helper_options)
        self.postfix = Postfix(self.directory / "postfix", self.service or helper)
        self.addCleanup(self.postfix.stop)
        self.postfix.start()

    def begin_load(self, *_):
        """Mail of known senders, first attempts and retries, until finish_mail()."""
        ways = [MailWay(lambda source: self.postfix.conversation(address=source))
                for _ in range(CONNECTIONS)]
        self.load = Load(ways, Ages(self.delay), PLAN, RATE, self.seed)
        self.addCleanup(self.load.stop)
        self.starts = ProcessStarts()
        self.addCleanup(self.starts.stop)
        self.wait_for_retries()
        time.sleep(PLAN.known_within)

    def go_away(self, end, seconds):
        """Ends the daemon by `end`, and starts it again after this time."""
        self.load.restarts.begin()
        end()
        time.sleep(seconds)
        self.daemon.start()
        self.load.restarts.end()

    def finish_mail(self, line, done):
        """Ends the load, compares what was acknowledged with what is found, reports the line."""
        wait_until(self.daemon.is_up, 20, 0.05, f"{line}: stores up")
        self.wait_for_retries()
        wait_until(self.is_load, 20, what="mail of all kinds")
        self.load.stop()
        self.starts.stop()
        wait_until(self.daemon.is_drained, 20, 0.05, f"{line}: journal handed on")
        missing = self.missing()
        lost = self.load.book.lost(self.psql)
        warnings = self.policy_warnings()
        self.report_mail(line, done, lost, missing, warnings)
        self.assertEqual(self.load.what_went_wrong(), [], "replies that nobody may see")
        self.assertEqual(missing, [], "accepted and not delivered")
        self.assertEqual(lost, [], "lost")
        answers = self.load.answers_of_all()
        self.assertTrue(answers["delayed"] and answers["known"], "the load was no load")
        # Postfix writes none for a connection that was closed once: it asks again over another.
        self.assertEqual(warnings, [])
        self.assertLess(self.load.longest_of_all(),
                        self.bound() + ALLOWED + self.load.slack.longest
                        + self.starts.of_an_answer())

    def is_load(self):
        """Whether mail was accepted that waited, and mail of known senders."""
        answers = self.load.answers_of_all()
        return answers["retry accepted"] and answers["known accepted"]

    def missing(self):
        """Accepted messages that are not delivered after a while."""
        try:
            self.postfix.delivered(len(self.load.accepted), 30)
        except AssertionError:
            pass
        return self.load.judge(self.postfix.delivered())

    def bound(self):
        """Of an answer, in seconds."""
        return HELPER_TIMEOUT + RETRY_DELAY

    def policy_warnings(self):
        """Lines of the mail log about the policy service, and any other trouble."""
        return [text for text in self.postfix.maillog().splitlines()
                if "policy" in text and "grey: " not in text
                and any(word in text for word in ("warning:", "error:", "fatal:", "panic:"))]

    def report_mail(self, line, done, lost, missing, warnings):
        load = self.load
        write_figures({
            "table": "postfix", "fault": line, "done": done, "seed": self.seed,
            "forwarding": "relay" if "--relay" in self.helper_options else "handover",
            "storage": self.storage, **figures_of(load),
            "rate": round(len(load.times) / (load.ended - load.began), 1),
            "accepted": len(load.accepted), "missing": len(missing), "lost": len(lost),
            "refused": len(self.load.what_went_wrong()) - len(load.book.forgotten), "warnings": len(warnings),
            "allowed_ms": round((self.bound() + ALLOWED) * 1000)})
