"""The book of a load finds what is answered wrongly, too early, or as if it had been forgotten."""

import time
import unittest
from unittest import mock

from greytest.book import RIPE, ROUNDING, Ages, Book, lacking
from greytest.load import Away
from greytest.mail import LetterOut, Mail, PooledMail

AGES = Ages(delay=5, connect=60, awl=100, refresh=10)
GREYLISTED = "defer_if_permit Greylisted for 5 seconds"
KNOWN = "PREPEND X-Greylist: from auto-whitelisted by Greycache-0.1.0"
BEGIN = 1_000_000.0


def delayed(seconds):
    return f"PREPEND X-Greylist: delayed {seconds} by Greycache-0.1.0"


class BookTest(unittest.TestCase):
    def setUp(self):
        self.book = Book(AGES)
        self.mail = Mail("192.0.2.1", "a", "x.example", "r@customer.example")

    def answer(self, action, at, took=0.0):
        return self.book.answered(self.mail, action, BEGIN + at, BEGIN + at + took)

    def assert_wrong(self, words):
        self.assertEqual(len(self.book.wrong + self.book.forgotten), 1)
        self.assertIn(words, (self.book.wrong + self.book.forgotten)[0])

    def assert_all_right(self):
        self.assertEqual(self.book.wrong + self.book.forgotten, [])

    def pass_once(self):
        self.answer(GREYLISTED, 0)
        self.answer(delayed(8), 8)

    def test_the_usual_way_is_right(self):
        self.assertEqual(self.answer(GREYLISTED, 0), "greylisted")
        self.assertEqual(self.answer(GREYLISTED, 2), "greylisted")
        self.assertEqual(self.answer(delayed(8), 8), "delayed")
        self.assertEqual(self.answer(KNOWN, 20), "known")
        self.assert_all_right()
        self.assertEqual(self.book.acknowledged, 2)

    def test_a_retry_is_forgotten_only_when_it_is_surely_late_enough(self):
        self.answer(GREYLISTED, 0)
        self.answer(GREYLISTED, AGES.delay + RIPE - 0.01)
        self.assert_all_right()
        self.answer(GREYLISTED, AGES.delay + RIPE + 0.01)
        self.assert_wrong("forgotten first attempt")

    def test_a_first_attempt_that_may_have_expired_is_not_forgotten(self):
        self.answer(GREYLISTED, 0)
        self.answer(GREYLISTED, AGES.connect - ROUNDING)
        self.assert_all_right()
        self.answer(GREYLISTED, AGES.connect - ROUNDING - 0.01)
        self.assert_wrong("forgotten first attempt")

    def test_a_known_sender_is_forgotten_until_its_entry_may_have_expired(self):
        self.pass_once()
        self.answer(GREYLISTED, 8 + AGES.awl - ROUNDING)
        self.assert_all_right()
        self.answer(GREYLISTED, 8 + AGES.awl - ROUNDING - 0.01)
        self.assert_wrong("forgotten sender")

    def test_who_was_asked_for_twice_may_be_known_by_the_first_question(self):
        for age, asked_again, wrong in ((AGES.delay - 1, True, 1), (AGES.delay, True, 1),
                                        (AGES.delay + 1, True, 0), (AGES.delay + 1, False, 1)):
            with self.subTest(age=age, asked_again=asked_again):
                self.setUp()
                self.answer(GREYLISTED, 0)
                self.book.taken(self.mail, BEGIN + age)
                self.book.answered(self.mail, KNOWN, BEGIN + age, BEGIN + age, asked_again)
                self.assertEqual(len(self.book.wrong), wrong)

    def test_a_first_attempt_makes_nobody_known_even_if_it_was_asked_twice(self):
        for earlier, wrong in ((0, 1), (0.1, 0)):
            with self.subTest(earlier=earlier):
                self.setUp()
                self.book.taken(self.mail, BEGIN - earlier)
                self.book.answered(self.mail, KNOWN, BEGIN, BEGIN + 8, True)
                self.assertEqual(len(self.book.wrong), wrong)

    def test_who_was_asked_for_twice_stays_known(self):
        self.answer(GREYLISTED, 0)
        self.book.answered(self.mail, KNOWN, BEGIN + 8, BEGIN + 8, True)
        self.answer(KNOWN, 20)
        self.assert_all_right()

    def test_what_is_asked_twice_later_excuses_no_answer_before(self):
        self.answer(GREYLISTED, 0)
        self.answer(KNOWN, 8)
        self.book.answered(self.mail, KNOWN, BEGIN + 20, BEGIN + 20, True)
        self.assert_wrong("passed as known, but never was")

    def test_a_question_was_cut_off_only_where_a_daemon_was_away_before_its_answer(self):
        away = Away()
        self.assertFalse(away.touches(0, 1000))
        with mock.patch("time.monotonic", side_effect=(100, 103, 200)):
            away.begin()
            away.end()
            away.begin()
        for begin, end, touches in ((90, 99.9, False), (90, 100, True), (101, 102, True),
                                    (90, 110, True), (103, 110, True), (103.1, 110, False),
                                    (190, 199.9, False), (201, 202, True)):
            with self.subTest(begin=begin, end=end):
                self.assertEqual(away.touches(begin, end), touches)

    def test_who_passes_too_early_or_as_another_is_seen(self):
        for action, at, words in ((delayed(5), AGES.delay, "too early"), (delayed(9), 7, "not delayed"),
                                  (delayed(5), 8, "not delayed"), (KNOWN, 8, "never was"),
                                  ("450 what is this", 8, "no answer of ours")):
            with self.subTest(action=action):
                self.setUp()
                self.answer(GREYLISTED, 0)
                self.answer(action, at)
                self.assert_wrong(words)

    def test_what_was_not_answered_may_have_been_decided(self):
        self.answer(GREYLISTED, 0)
        self.book.unanswered(self.mail, BEGIN + 8)
        self.answer(KNOWN, 9)
        self.assert_all_right()

    def test_after_doubt_a_first_attempt_is_what_was_acknowledged(self):
        self.answer("DUNNO", 0)
        self.answer(GREYLISTED, 3)
        self.answer(GREYLISTED, 9)
        self.assert_all_right()
        # The first attempt that was in doubt may count.
        self.answer(delayed(10), 10)
        self.assert_all_right()

    def test_what_stands_and_is_not_there_is_lost(self):
        sent = time.time() - 8
        self.book.answered(self.mail, GREYLISTED, sent, sent)
        self.book.answered(self.mail, delayed(8), sent + 8, sent + 8)
        rows = {"connect": "192.0.2.1|x.example|a|r@customer.example",
                "from_awl": "192.0.2.1|x.example|a"}

        def psql(sql):
            return rows[sql.partition("greycache.")[2]]

        self.assertEqual(self.book.lost(psql), [])
        rows["from_awl"] = ""
        self.assertEqual(self.book.lost(psql), [("192.0.2.1", "x.example", "a")])
        rows["connect"] = "192.0.2.1|x.example|b|r@customer.example"
        self.assertEqual(len(self.book.lost(psql)), 2)
        # What ends soon is not looked for.
        self.assertEqual(lacking(self.book.standing(AGES.awl), psql), [])

    def test_mail_of_an_organisation_is_looked_for_in_its_unit(self):
        mail = PooledMail("pool.example", "a", "x.example", "r@customer.example")
        sent = time.time()
        self.book.answered(mail, GREYLISTED, sent, sent)
        self.assertEqual(self.book.lost(lambda _: "pool.example@x.example|x.example|a|"
                                                  "r@customer.example"), [])
        self.assertEqual(len(self.book.lost(lambda _: "192.0.2.1|x.example|a|r@customer.example")), 1)

    def test_whom_a_user_wrote_to_and_what_is_expected_is_looked_for(self):
        self.book.written(LetterOut("192.0.2.1", "anna", "customer.example", "b@shop.example"))
        self.book.expected("e@customer.example")
        rows = {"correspondent": "to:anna@customer.example|shop.example|b",
                "expectation": "e@customer.example"}

        def psql(sql):
            return rows[sql.partition("greycache.")[2]]

        self.assertEqual(self.book.lost(psql), [])
        self.assertEqual(self.book.acknowledged, 2)
        rows["expectation"] = ""
        self.assertEqual(self.book.lost(psql), [("e@customer.example",)])
        rows["correspondent"] = "to:berta@customer.example|shop.example|b"
        self.assertEqual(len(self.book.lost(psql)), 2)


if __name__ == "__main__":
    unittest.main()
