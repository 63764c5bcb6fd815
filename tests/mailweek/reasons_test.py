"""Why mail waited, as bench/mailweek reads it from a history that was made by hand."""

import sqlite3
import unittest

from greytest.paths import remove_directory, temporary_directory
from mailweek.mail import DAY, Mail, Message, verified
from mailweek.play import Outcome
from mailweek.reasons import delayed_by_reason
from mailweek.virtual_clock import BEGIN

HOST = verified("192.0.2.1", "mail.sender.example")


def mail(at, sender="Alice@sender.example", robot=False):
    message = Message("small server", at, ((0, HOST), (600, HOST)), DAY, sender,
                      ("bob@customer.example",), ("sender.example", "sender.example"), robot)
    return Mail(message, "bob@customer.example", 0)


def row(at, name, organisation, standing, sender="alice@sender.example"):
    words = ("mx", "7K3M9QXA", "new", "", HOST.address, name, name, sender,
             "bob@customer.example", "192.0.2", organisation, standing)
    return BEGIN + at, "\t".join(words)


class ReasonsTest(unittest.TestCase):
    def setUp(self):
        self.directory = temporary_directory()
        self.addCleanup(remove_directory, self.directory)

    def reasons(self, mails, delays, rows):
        """With these delays of the mails, and these rows of the history."""
        path = self.directory / "history.sqlite"
        with sqlite3.connect(path) as database:
            database.execute("create table history (number integer primary key, at, mail)")
            database.executemany("insert into history (at, mail) values (?, ?)", rows)
        outcomes = [Outcome(one, delay, 1) for one, delay in zip(mails, delays, strict=True)]
        return delayed_by_reason(mails, outcomes, path)

    def test_what_the_ideal_greylister_knew_is_counted_apart(self):
        rows = [row(0, HOST.name, "sender.example", "good"),
                row(9000, HOST.name, "sender.example", "bad"), row(18000, "unknown", "", "")]
        found = self.reasons([mail(0), mail(9000), mail(18000)], [600, 600, None], rows)
        self.assertEqual(found, {"organisation in good standing": [1, 0],
                                 "organisation in bad standing": [0, 1],
                                 "no verified name": [0, 1]})

    def test_of_several_attempts_the_first_tells(self):
        rows = [row(0, HOST.name, "", ""), row(0, "unknown", "", "")]
        self.assertEqual(self.reasons([mail(0)], [600], rows), {"looks like a customer's": [1, 0]})

    def test_robots_and_what_did_not_wait_are_left_out(self):
        rows = [row(0, HOST.name, "", ""), row(5, HOST.name, "", "", "eve@sender.example")]
        mails = [mail(0, robot=True), mail(5, "eve@sender.example")]
        self.assertEqual(self.reasons(mails, [None, 0], rows), {})

    def test_what_the_history_does_not_have_is_told(self):
        self.assertEqual(self.reasons([mail(0)], [600], []), {"not in the history": [1, 0]})


if __name__ == "__main__":
    unittest.main()
