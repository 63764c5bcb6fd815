"""The clock and the choice of services of bench/mailweek."""

import contextlib
import io
import unittest
from unittest import mock

from greytest.paths import remove_directory, temporary_directory
from mailweek import command_line, virtual_clock
from mailweek.mail import DAY, Mail, Message, verified
from mailweek.services import SERVICES, Ideal
from mailweek.virtual_clock import VirtualClock


def titles(*words):
    """Of what is asked with these words, and what is said of the others."""
    said = io.StringIO()
    with contextlib.redirect_stderr(said):
        asked = [title for title, _, _ in command_line.columns(command_line.parsed(words))]
    return asked, said.getvalue()


class VirtualClockTest(unittest.TestCase):
    def test_the_time_is_the_same_length_of_text_at_each_moment(self):
        directory = temporary_directory()
        self.addCleanup(remove_directory, directory)
        clock = VirtualClock(directory / "clock")
        self.addCleanup(clock.close)
        for at, text in ((0, "2026-03-02 00:00:00\n"), (59, "2026-03-02 00:00:59\n"),
                         (8 * DAY + 3601, "2026-03-10 01:00:01\n"), (5, "2026-03-02 00:00:05\n")):
            clock.set(at)
            self.assertEqual((directory / "clock").read_text("ascii"), text)


class ChoiceTest(unittest.TestCase):
    def setUp(self):
        for name in ("sqlgrey", "postgrey"):
            patch = mock.patch.object(SERVICES[name], "program", "/nowhere/" + name)
            patch.start()
            self.addCleanup(patch.stop)

    def test_what_is_not_installed_is_skipped_with_a_word(self):
        with mock.patch.object(virtual_clock, "library", lambda: "libfaketimeMT.so.1"), \
                mock.patch("mailweek.services.library", lambda: "libfaketimeMT.so.1"):
            asked, said = titles()
        self.assertEqual(asked, ["greycache", "ideal"])
        self.assertEqual(said, "sqlgrey: skipped, no /nowhere/sqlgrey\n"
                               "postgrey: skipped, no /nowhere/postgrey\n")

    def test_without_libfaketime_only_the_ideal_is_asked(self):
        with mock.patch("mailweek.services.library", lambda: None):
            asked, said = titles("greycache", "ideal")
        self.assertEqual((asked, said), (["ideal"], "greycache: skipped, no libfaketime\n"))

    def test_to_be_written_is_greycache_with_and_without_lists(self):
        with mock.patch("mailweek.services.library", lambda: "libfaketimeMT.so.1"):
            self.assertEqual(titles("greycache", "--write")[0],
                             ["greycache", "greycache, no lists"])
            self.assertEqual(titles("greycache", "--write", "--lists", "none")[0],
                             ["greycache, no lists"])


class IdealTest(unittest.TestCase):
    def ask(self, at, sender, unit, address="192.0.2.1"):
        message = Message("x", at, ((0, verified(address, "x.example")),), DAY, sender,
                          ("bob@customer.example",), unit, not unit)
        return self.ideal.ask(at, Mail(message, "bob@customer.example", 0), 0)

    def setUp(self):
        self.ideal = Ideal(None, None)

    def test_who_is_behind_a_mail_counts_and_not_its_address(self):
        unit = ("platform.example", "shop.example")
        for at, address, action in ((0, "192.0.2.1", "defer_if_permit"),
                                    (299, "192.0.2.2", "defer_if_permit"),
                                    (300, "192.0.2.3", "dunno")):
            self.assertEqual(self.ask(at, "a@shop.example", unit, address), action)
        self.assertEqual(self.ask(301, "b@em7.shop.example", unit), "dunno")
        self.assertEqual(self.ask(301, "b@other.example", ("platform.example", "other.example")),
                         "defer_if_permit")

    def test_bots_are_known_by_their_address(self):
        for at, address, action in ((0, "192.0.2.1", "defer_if_permit"),
                                    (600, "192.0.2.2", "defer_if_permit"),
                                    (700, "192.0.2.1", "dunno")):
            self.assertEqual(self.ask(at, "a@shop.example", (), address), action)


if __name__ == "__main__":
    unittest.main()
