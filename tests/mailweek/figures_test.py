"""What bench/mailweek counts, on a week that is small enough to count by hand."""

import unittest

from mailweek.figures import percentile, week_figures
from mailweek.mail import DAY, Mail, Message, verified
from mailweek.play import passes, play
from mailweek.report import share

HOST = verified("192.0.2.1", "mail.sender.example")
DEFERRED, TAKEN = "defer_if_permit Greylisted for 5 minutes", "dunno"


def mail(at, minutes, kind="small server", robot=False, limit=DAY):
    """With attempts at these minutes after the first."""
    tries = tuple((int(60 * minute), HOST) for minute in (0, *minutes))
    message = Message(kind, at, tries, limit, "alice@sender.example", ("bob@customer.example",),
                      ("sender.example", "sender.example"), robot)
    return Mail(message, "bob@customer.example", 0)


def after(minutes):
    """A service that takes what is at least so old."""
    def ask(at, one, _attempt):
        return TAKEN if at - one.message.at >= 60 * minutes else DEFERRED
    return ask


def figures(mails, ask):
    return week_figures(play(mails, ask), ("quiet",))


class FiguresTest(unittest.TestCase):
    def test_a_mail_that_passes_at_once_is_not_delayed(self):
        found = figures([mail(0, [5])], after(0))["all senders"]
        self.assertEqual(found, {"mails": 1, "delayed": 0, "late": 0, "never": 0, "mean": 0,
                                 "p95": 0})

    def test_late_is_what_waits_longer_than_30_minutes(self):
        for minutes, late in ((29.95, 0), (30, 0), (30.05, 1)):
            with self.subTest(minutes=minutes):
                found = figures([mail(0, [minutes])], after(20))["all senders"]
                self.assertEqual((found["delayed"], found["late"], found["never"]), (1, late, 0))

    def test_what_never_arrives_is_delayed_and_late_and_counts_its_senders_patience(self):
        for limit, mean in ((DAY, 1440), (2400, 40)):
            with self.subTest(limit=limit):
                found = figures([mail(0, [10], limit=limit)], after(20))["all senders"]
                self.assertEqual(found, {"mails": 1, "delayed": 1, "late": 1, "never": 1,
                                         "mean": mean, "p95": mean})

    def test_an_attempt_after_the_patience_is_not_made(self):
        for limit, never in ((1199, 1), (1200, 0)):
            with self.subTest(limit=limit):
                found = figures([mail(0, [20], limit=limit)], after(20))["all senders"]
                self.assertEqual(found["never"], never)

    def test_the_mean_and_the_percentile_are_over_all_mails(self):
        mails = [mail(10 * number, [10]) for number in range(2)]
        mails += [mail(1000 + number, []) for number in range(18)]

        def ask(at, one, attempt):
            return DEFERRED if one.message.at < 1000 and attempt == 0 else TAKEN
        found = figures(mails, ask)["all senders"]
        self.assertEqual((found["mails"], found["delayed"], found["mean"], found["p95"]),
                         (20, 2, 1, 10))

    def test_the_percentile_is_the_least_value_that_such_a_share_does_not_exceed(self):
        for values, wanted in (([], 0), ([7], 7), (range(1, 20), 19), (range(1, 21), 19),
                               (range(1, 22), 20), (range(100, 0, -1), 95)):
            with self.subTest(values=values):
                self.assertEqual(percentile(values, 0.95), wanted)

    def test_robots_are_counted_by_kind_and_not_among_senders(self):
        mails = [mail(0, [], "quiet", True), mail(1, [6], "comes back", True), mail(2, [6])]
        found = figures(mails, after(5))
        self.assertEqual(found["robots"]["quiet"], {"mails": 1, "passed": 0, "at_once": 0})
        self.assertEqual(found["robots"]["comes back"], {"mails": 1, "passed": 1, "at_once": 0})
        self.assertEqual(found["robots never in time"]["mails"], 1)
        self.assertEqual(found["all robots"]["passed"], 1)
        self.assertEqual((found["all senders"]["mails"], found["attempts"]), (1, 5))

    def test_a_share_is_in_percent_and_nothing_is_told_from_little(self):
        self.assertEqual([share(part, 10000) for part in (0, 0.1, 1, 999, 1000)],
                         ["0", "0.00", "0.01", "9.99", "10.00"])


class PlayTest(unittest.TestCase):
    def test_attempts_are_asked_in_the_order_of_time_and_of_mails(self):
        asked = []

        def ask(at, one, attempt):
            asked.append((at, one.message.kind, attempt))
            return DEFERRED
        play([mail(0, [1, 3], "a"), mail(60, [2], "b"), mail(60, [], "c")], ask)
        self.assertEqual(asked, [(0, "a", 0), (60, "a", 1), (60, "b", 0), (60, "c", 0),
                                 (180, "a", 2), (180, "b", 1)])

    def test_answers_that_postfix_would_not_expect_are_a_fault(self):
        for action, taken in (("dunno", True), ("DUNNO", True), ("PREPEND X-Greylist: x", True),
                              ("DEFER_IF_PERMIT x", False), ("451 4.7.1 x", False)):
            self.assertEqual(passes(action), taken, action)
        for action in ("", "reject no", "greylisted"):
            with self.assertRaises(AssertionError):
                passes(action)


if __name__ == "__main__":
    unittest.main()
