"""The panel as a person walks it, in front of a real Postfix: find what waits, explain it, let it through, change things."""

import os
import re
import sys

import web_driver
from greytest.daemon_test import main
from greytest.postfix import Postfix
from greytest.wait import wait_until
from in_chromium import InChromium
from real_panel_case import RealPanelCase

SRC = "203.0.113.9"
OWN, FOREIGN = "customer.example", "other.example"
# Both domains are delivered alike.
MAIN_CF = f"""
virtual_mailbox_domains = {FOREIGN}
virtual_transport = capture
"""


class Walk:
    """What one window does, and what Postfix answers meanwhile. `tag` keeps two walks apart."""

    def __init__(self, test, browser, tag):
        self.test, self.browser, self.tag = test, browser, tag
        self.sent = 0

    def send(self, recipient, sender=None):
        """One attempt of a mail, by a sender that was never seen where none is named: its replies, as one text."""
        if sender is None:
            self.sent += 1
            sender = f"{self.tag}{self.sent}@sender.example"
        with self.test.postfix.conversation(address=SRC) as client:
            return sender, "\n".join(client.send(sender, [recipient]))

    def defer(self, recipient):
        """A first attempt that Postfix puts off: its sender and its reference."""
        sender, replies = self.send(recipient)
        found = re.fullmatch(rf"450 4\.\d\.\d <{recipient}>: Recipient address rejected: "
                             r"Greylisted for \d+ minutes \(ref ([2-9A-Z]{8})\)", replies)
        self.test.assertIsNotNone(found, replies)
        return sender, found[1]

    def accepts(self, recipient, sender=None):
        """Whether Postfix takes a mail, to its end."""
        return re.fullmatch(r"250 2\.1\.5 .*\n250 2\.0\.0 .*", self.send(recipient, sender)[1])

    def becomes_accepted(self, recipient, sender=None):
        wait_until(lambda: self.accepts(recipient, sender), 15, 0.2, f"{recipient} to be accepted")

    def go(self, path):
        """By the link in the list of pages."""
        self.browser.click(f'.rooms a[href="{path}"]')
        wait_until(lambda: self.browser.address() == self.test.site + path, 10, 0.05, path)

    def shows(self, text):
        self.test.assert_shows(self.browser, text)

    def find(self, name, text):
        """Writes into the first form of a page and sends it off."""
        self.browser.clear(f"#{name}")
        self.browser.write(f"#{name}", text)
        self.browser.click("form.filter button")

    def finds_waiting(self, sender, *texts):
        """The row of a mail, once the store and the history have it."""
        def is_there():
            self.go("/waiting")
            self.find("filter", sender)
            try:
                return all(text in self.browser.text("tbody") for text in (sender, *texts))
            except AssertionError:  # not there yet, or of the page before
                return False
        wait_until(is_there, 20, 0.2, f"{sender} in the list")

    def explains(self, subject, *texts):
        """What the page Why tells of it."""
        def tells():
            self.go("/why")
            self.find("subject", subject)
            wait_until(lambda: "subject=" in self.browser.address(), 10, 0.05, "the answer")
            return all(text in self.browser.text() for text in texts)
        wait_until(tells, 20, 0.2, f"the story of {subject}")

    def sign_out(self):
        self.browser.click("header.top button")
        wait_until(lambda: "/sign-in" in self.browser.address(), 10, 0.05, "to be signed out")


class WalkTest(InChromium, RealPanelCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        directory = cls.directory / "postfix"
        directory.mkdir()
        cls.postfix = Postfix(directory, cls.daemon.helper_command(), main_cf=MAIN_CF)
        cls.addClassCleanup(cls.postfix.stop)
        cls.postfix.start()

    def line_of(self, log, *words):
        """The last line that holds all words."""
        def found():
            return [line for line in log().splitlines() if all(word in line for word in words)]
        return wait_until(found, 10, 0.05, f"a line with {words}")[-1]

    def delivered_to(self, recipient):
        return sum(message.recipients == [recipient] for message in self.postfix.delivered())

    def walk(self, script):
        walk = Walk(self, self.chromium(script=script), "script" if script else "plain")
        self.lets_a_mail_through(walk)
        self.opts_a_recipient_out(walk)
        self.changes_a_setting(walk)
        self.assert_stays_here(walk.browser)
        foreign = walk.defer(f"carol@{FOREIGN}")
        walk.finds_waiting(foreign[0])
        walk.sign_out()
        self.sees_only_his_own(walk, *foreign)
        self.assertEqual(self.postfix.warnings(), [])

    def lets_a_mail_through(self, walk):
        recipient = f"bob@{OWN}"
        sender, reference = walk.defer(recipient)
        walk.finds_waiting(sender, recipient, reference, SRC, "mail.sender.example")
        walk.browser.click("td a.data")
        walk.shows("first attempt, deferred")
        rejected = self.line_of(self.postfix.maillog, "reject: RCPT", sender)
        decided = self.line_of(self.daemon.log, "grey: new: ", sender)
        for line in (reference, rejected, decided, sender):
            walk.explains(line, sender, reference, "first attempt, deferred")
        walk.finds_waiting(sender, recipient)
        walk.browser.click("td.acts > button")
        walk.shows(f"Let the mail {reference}, from {sender} to {recipient}")
        walk.browser.click("main button")
        walk.shows("passes at its next attempt")
        before = self.delivered_to(recipient)
        walk.becomes_accepted(recipient, sender)
        wait_until(lambda: self.delivered_to(recipient) == before + 1, 20, 0.1, "the delivery")
        walk.explains(reference, "passed")

    def opts_a_recipient_out(self, walk):
        quiet, other = f"quiet-{walk.tag}@{OWN}", f"other-{walk.tag}@{OWN}"
        walk.defer(quiet)
        walk.go("/opt")
        walk.browser.write("#rows", quiet)
        walk.browser.click("button[value=add]")
        walk.shows("to opt-out?")
        walk.browser.click("button[value=do]")
        walk.shows("1 row was added")
        walk.becomes_accepted(quiet)
        walk.defer(other)
        walk.go("/opt")
        walk.find("search", quiet)
        walk.shows(quiet)
        walk.browser.click("td.acts button")
        walk.browser.click("form.stacked button.main")
        walk.shows("Done")
        wait_until(lambda: not walk.accepts(quiet), 15, 0.2, f"{quiet} to wait again")

    def changes_a_setting(self, walk):
        walk.go("/settings")
        walk.browser.click('a[href="/settings/reconnect_delay"]')
        walk.shows("The default is")
        walk.browser.clear("#value")
        walk.browser.write("#value", "7m")
        self.applies(walk)
        self.waits(walk, "7 minutes")
        self.daemon.take_over()
        self.waits(walk, "7 minutes")
        walk.browser.open(self.site + "/settings/reconnect_delay")
        walk.browser.click("button[name=back_to_file]")
        walk.shows("What would change")
        walk.browser.click("main button.main")
        walk.shows("in effect")
        self.waits(walk, "5 minutes")

    def applies(self, walk):
        walk.browser.click("main button.main")
        walk.shows("What would change")
        walk.browser.click("main button.main")
        walk.shows("It is written, and in effect.")

    def waits(self, walk, how_long):
        wait_until(lambda: f"Greylisted for {how_long} (ref" in walk.send(f"bob@{OWN}")[1], 15, 0.2, how_long)

    def sees_only_his_own(self, walk, sender, reference):
        own, own_reference = walk.defer(f"dora@{OWN}")
        self.sign_in(walk.browser, "carl")
        self.assertEqual(walk.browser.address(), self.site + "/waiting")
        walk.finds_waiting(own, OWN)
        walk.explains(own_reference, own, "first attempt, deferred")
        for subject in (reference, sender, self.line_of(self.postfix.maillog, "reject: RCPT", sender)):
            walk.explains(subject, "Nothing like that is remembered")
        walk.go("/waiting")
        walk.shows(own)
        self.assertNotIn(FOREIGN, walk.browser.text())
        walk.find("filter", sender)
        wait_until(lambda: any(words in walk.browser.text() for words in ("Nothing that waits", "None so far")),
                   10, 0.1, "an empty page")
        quiet = f"carls-{walk.tag}@{OWN}"
        walk.go("/opt")
        walk.browser.write("#rows", f"{quiet}\nvictim@{FOREIGN}")
        walk.browser.click("button[value=add]")
        walk.shows("to opt-out?")
        walk.browser.click("button[value=do]")
        walk.shows("1 row was added; 0 stood so already; 1 could not be.")
        walk.becomes_accepted(quiet)
        walk.defer(f"victim@{FOREIGN}")
        self.assert_stays_here(walk.browser)
        walk.browser.open(self.site + "/settings")
        self.assertNotIn("reconnect_delay", walk.browser.text())

    def test_a_person_with_script(self):
        self.walk(script=True)

    def test_a_person_without_script(self):
        self.walk(script=False)


if __name__ == "__main__":
    if os.geteuid() != 0 or not web_driver.is_there():
        print("skipped: only root can start a Postfix, and there must be a chromium with its driver")
        sys.exit(77)
    main()
