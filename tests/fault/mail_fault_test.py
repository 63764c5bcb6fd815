"""The base of fault tests with a real Postfix in front, and the line of the matrix that they make."""

import time

from fault_test import DELAY, LONG, FaultTest, write_figures
from greytest.postfix import Postfix
from greytest.wait import wait_until
from ledger import Ledger
from mail_load import MailLoad

HELPER_TIMEOUT = 2.0
RETRY_DELAY = 1.0  # smtpd_policy_service_retry_delay
# Beyond these: master(8) and spawn(8) start a process each, and that the helper.
ALLOWED = 0.25
ROUNDS = 5 if LONG else 1


class MailFaultTest(FaultTest):
    """Subclasses say which storage, and how the helper forwards."""

    storage = "embedded"
    helper_options = ()
    service = None  # instead of policy-helper

    def setUp(self):
        super().setUp()
        (self.directory / "postfix").mkdir()
        self.postfix = Postfix(self.directory / "postfix",
                               self.service or self.daemon.helper_command(*self.helper_options))
        self.addCleanup(self.postfix.stop)
        self.postfix.start()

    def begin_load(self, *_):
        """Mail of known senders, first attempts and retries, until finish_mail()."""
        self.load = MailLoad(self.postfix, DELAY, self.seed, Ledger())
        self.load.make_known()
        self.load.start()
        self.addCleanup(self.load.stop)
        time.sleep(2)

    def finish_mail(self, line, done):
        """Ends the load, compares what was acknowledged with what is found, reports the line."""
        wait_until(lambda: self.is_up(self.daemon), 20, 0.05, f"{line}: stores up")
        time.sleep(DELAY + 2)
        self.load.stop()
        wait_until(lambda: self.is_drained(self.daemon), 20, 0.05, f"{line}: journal handed on")
        missing = self.missing()
        lost = self.load.ledger.lost(self.psql)
        warnings = self.policy_warnings()
        self.report_mail(line, done, lost, missing, warnings)
        self.assertEqual(self.load.refused, [], "replies that nobody may see")
        self.assertEqual(missing, [], "accepted and not delivered")
        self.assertEqual(lost, [], "lost")
        self.assertEqual(self.load.ledger.forgotten, [], "forgotten")
        # Postfix writes none for a connection that was closed once: it asks again over another.
        self.assertEqual(warnings, [])
        self.assertLess(self.load.longest, self.bound() + ALLOWED + self.load.slack.longest)

    def missing(self):
        """Accepted messages that are not delivered after a while."""
        try:
            self.postfix.delivered(len(self.load.accepted), 30)
        except AssertionError:
            pass
        return self.load.compare(self.postfix.delivered())

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
        times = sorted(load.times)
        write_figures({
            "table": "postfix", "fault": line, "done": done, "seed": self.seed,
            "forwarding": "relay" if "--relay" in self.helper_options else "handover",
            "storage": self.storage, "answers": dict(sorted(load.answers.items())),
            "rate": round(len(times) / (load.ended - load.began), 1),
            "accepted": len(load.accepted), "missing": len(missing),
            "refused": len(load.refused), "warnings": len(warnings),
            "p50_ms": round(times[len(times) // 2] * 1000, 1),
            "p99_ms": round(times[len(times) * 99 // 100] * 1000, 1),
            "longest_ms": round(load.longest * 1000), "slack_ms": round(load.slack.longest * 1000),
            "allowed_ms": round((self.bound() + ALLOWED) * 1000),
            "acknowledged": load.ledger.acknowledged(), "lost": len(lost),
            "forgotten": len(load.ledger.forgotten)})
