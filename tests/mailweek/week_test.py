"""The mails of bench/mailweek: made from the seed alone, and as hard as they are meant to be."""

import subprocess
import sys
import unittest

from mailweek.mail import DAY
from mailweek.week import ROBOT_SHARES, ROBOTS, SHARES, fingerprint, make_week

MAILS, DAYS = 2000, 2


def of_kind(mails, kind):
    return [mail for mail in mails if mail.message.kind == kind]


class WeekTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.mails = make_week(1, MAILS, DAYS)

    def test_a_seed_gives_the_same_mails_in_another_process(self):
        words = f"from mailweek.week import *; print(fingerprint(make_week(1, {MAILS}, {DAYS})))"
        found = subprocess.run([sys.executable, "-c", words], capture_output=True, text=True,
                               check=True, env={"PYTHONPATH": ":".join(sys.path),
                                                "PYTHONHASHSEED": "7"}).stdout.strip()
        self.assertEqual(found, fingerprint(self.mails))

    def test_another_seed_gives_others(self):
        self.assertNotEqual(fingerprint(make_week(2, MAILS, DAYS)), fingerprint(self.mails))

    def test_there_is_enough_of_each_kind(self):
        real = [mail for mail in self.mails if not mail.message.robot]
        self.assertEqual({mail.message.kind for mail in real}, set(SHARES))
        # The last message of a kind may have some recipients too many.
        self.assertLess(abs(len(real) - MAILS), 4 * len(SHARES))
        self.assertLess(abs(len(self.mails) - len(real) - ROBOTS * MAILS), len(ROBOT_SHARES))

    def test_mails_are_in_order_and_within_the_days(self):
        times = [mail.message.at for mail in self.mails]
        self.assertEqual(times, sorted(times))
        self.assertGreaterEqual(times[0], 0)
        self.assertLess(times[-1], DAYS * DAY + 3600)

    def test_attempts_are_in_order_and_within_a_day(self):
        for mail in self.mails:
            offsets = [offset for offset, _ in mail.message.tries]
            self.assertEqual(offsets[0], 0)
            self.assertEqual(offsets, sorted(set(offsets)))
            self.assertLessEqual(mail.message.limit, DAY)

    def test_each_real_mail_is_tried_again_after_five_minutes_within_its_patience(self):
        for mail in self.mails:
            message = mail.message
            if not message.robot:
                self.assertTrue(any(300 <= offset <= message.limit for offset, _ in message.tries),
                                message)

    def test_pools_come_from_another_network_at_each_try(self):
        for kind in ("big provider", "hosted mail", "newsletter"):
            for mail in of_kind(self.mails, kind):
                networks = [host.address.rpartition(":" if ":" in host.address else ".")[0]
                            for _, host in mail.message.tries]
                for one, other in zip(networks, networks[1:]):
                    self.assertNotEqual(one, other)

    def test_platforms_change_the_envelope_sender_with_each_message(self):
        for kind in ("platform, API", "platform, customers", "newsletter", "mailing list"):
            senders = [mail.message.sender for mail in of_kind(self.mails, kind)]
            self.assertEqual(len(set(senders)), len(senders), kind)

    def test_robots_share_the_names_of_those_who_write_real_mail(self):
        operators = {mail.message.unit[0]
                     for mail in of_kind(self.mails, "ISP, hoster, university")}
        shared = [mail for mail in of_kind(self.mails, "quiet")
                  if any(mail.message.tries[0][1].name.endswith("." + operator)
                         for operator in operators)]
        self.assertGreater(len(shared), 100)

    def test_robots_that_never_come_back_in_time_do_not(self):
        for mail in of_kind(self.mails, "quiet") + of_kind(self.mails, "hasty"):
            self.assertLess(mail.message.tries[-1][0], 300)


if __name__ == "__main__":
    unittest.main()
