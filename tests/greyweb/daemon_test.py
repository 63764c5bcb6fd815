"""The panel with the real daemon: what waits is seen, explained, let through; settings, lists, a customer."""

import html
import json

from greytest.daemon_test import main
from greytest.wait import wait_until
from real_panel_case import RealPanelCase

CLIENT = {"client_address": "203.0.113.9", "client_name": "mail.sender.example"}


class PanelDaemonTest(RealPanelCase):
    def setUp(self):
        self.sent = getattr(PanelDaemonTest, "sent", 0) + 1
        PanelDaemonTest.sent = self.sent

    def defer(self, recipient="bob@customer.example", sender=None):
        """A first attempt, and its reference."""
        sender = sender or f"alice{self.sent}@sender.example"
        action = self.daemon.query(sender=sender, recipient=recipient, **CLIENT)
        self.assertIn("ref ", action)
        return sender, action.split("ref ")[1][:8]

    def confirmed(self, browser, page):
        asked = browser.post("/confirm", csrf=page.field("csrf"), back=page.field("back"),
                             question=page.field("question"))
        self.assertEqual(asked.status, 200, asked.body)
        return browser.post("/confirm", csrf=asked.field("csrf"), step="do", back=asked.field("back"),
                            question=asked.field("question"), span="3600", why="")

    def test_what_waits_is_seen_explained_and_let_through(self):
        sender, reference = self.defer()
        browser = self.browser("olga")
        wait_until(lambda: "customer.example" in browser.get(f"/waiting?filter={sender}").body, 10, 0.1,
                   "the row")
        page = browser.get(f"/waiting?filter={sender}")
        wait_until(lambda: "first attempt, deferred" in browser.get(f"/why?subject={reference}").body, 10, 0.1,
                   "the story")
        done = self.confirmed(browser, page)
        self.assertEqual(done.status, 200, done.body)
        self.assertIn("Done", done.body)
        wait_until(lambda: "reylisted" not in self.daemon.query(
            sender=sender, recipient="bob@customer.example", **CLIENT), 10, 0.2, "the mail to pass")

    def test_what_the_daemon_says_of_a_strangers_words_is_escaped_once(self):
        browser = self.browser("olga")
        csrf = browser.get("/waiting").field("csrf")
        for kind in ("recipient", "sender"):
            answer = browser.post("/confirm", csrf=csrf, step="do", question=json.dumps(
                {"verb": "never", "kind": kind, "value": "tab\tx@customer.example"}))
            self.assertEqual(answer.status, 400, answer.body)
            self.assertIn("tab\\x09x@customer.example", answer.body)

    def test_a_row_without_a_senders_domain_has_buttons_that_work(self):
        self.defer(sender="nodomain")
        browser = self.browser("olga")
        wait_until(lambda: ">nodomain<" in browser.get("/waiting?filter=nodomain").body, 10, 0.1, "the row")
        body = html.unescape(browser.get("/waiting?filter=nodomain").body)
        self.assertNotIn('"verb":"expect"', body)
        self.assertNotIn('"kind":"sender"', body)
        self.assertIn('"kind":"recipient"', body)

    def test_every_page_of_an_admin_has_its_data(self):
        browser = self.browser("root")
        for path in ("/", "/waiting", "/report", "/known", "/expected", "/opt", "/lists", "/lists/clients_ip_whitelist",
                     "/settings", "/settings/reconnect_delay", "/changes", "/rules?client_address=203.0.113.9"
                     "&sender=a@b.example&recipient=c@d.example"):
            answer = browser.get(path)
            self.assertEqual(answer.status, 200, (path, answer.body[-1500:]))
        body = browser.get("/rules?client_address=203.0.113.9&sender=a@b.example&recipient=c@d.example").body
        self.assertIn("Greylisted", body)
        self.assertIn("198.51.100.1", browser.get("/lists/clients_ip_whitelist").body)
        self.assertIn("How long a first attempt must wait", browser.get("/settings").body)

    def test_a_recipient_opts_out_and_in_again(self):
        browser = self.browser("carl")
        csrf = browser.get("/opt").field("csrf")
        done = browser.post("/opt", csrf=csrf, step="do", choice="out", action="add",
                            rows="quiet@customer.example\nvictim@other.example")
        self.assertIn("1 row was added", done.body)
        self.assertIn("victim@other.example", done.body)
        wait_until(lambda: "reylisted" not in self.daemon.query(
            sender="x@y.example", recipient="quiet@customer.example", **CLIENT), 15, 0.2, "the opt-out")
        self.assertIn("quiet@customer.example", browser.get("/opt?choice=out").body)
        self.assertNotIn("victim", browser.get("/opt?choice=out").body)
        admin = self.browser("root")
        wait_until(lambda: "+quiet@customer.example" in admin.get("/changes").body, 10, 0.2, "the change")
        browser.post("/opt", csrf=csrf, step="do", choice="out", action=done.field("action"),
                     rows="quiet@customer.example")
        self.assertNotIn("quiet@customer.example", browser.get("/opt?choice=out").body)

    def test_a_customer_sees_only_his_own(self):
        own, _ = self.defer(sender="own@sender.example")
        self.defer(recipient="carol@other.example", sender="foreign@sender.example")
        browser = self.browser("carl")
        wait_until(lambda: own in browser.get("/waiting?filter=own").body, 10, 0.1, "the row")
        self.assertNotIn("other.example", browser.get("/waiting").body)
        self.assertNotIn("carol@", browser.get("/why?subject=foreign@sender.example").body)

    def test_a_list_is_written_and_counts(self):
        browser = self.browser("root")
        path = "/lists/clients_ip_whitelist"
        page = browser.get(path)
        checked = browser.post(path, csrf=page.field("csrf"), was=page.field("was"), text="203.0.113.200\r\n")
        self.assertEqual(checked.status, 200, checked.body)
        self.assertIn("+203.0.113.200", checked.body)
        done = browser.post(path, csrf=page.field("csrf"), step="write", was=checked.field("was"),
                            text="203.0.113.200\r\n")
        self.assertEqual(done.status, 200, done.body)
        wait_until(lambda: "reylisted" not in self.daemon.query(
            client_address="203.0.113.200", sender="n@sender.example", recipient="bob@customer.example"),
            15, 0.2, "the list")
        wait_until(lambda: "203.0.113.200" in browser.get("/changes").body, 10, 0.2, "the change")

    def test_a_setting_is_changed_and_taken_back(self):
        browser = self.browser("root")
        path = "/settings/reconnect_delay"
        page = browser.get(path)
        checked = browser.post(path, csrf=page.field("csrf"), was=page.field("was"), value="7m")
        self.assertEqual(checked.status, 200, checked.body)
        self.assertIn("7m", checked.body)
        done = browser.post(path, csrf=page.field("csrf"), step="write", was=checked.field("was"), value="7m")
        self.assertEqual(done.status, 200, done.body)
        wait_until(lambda: "7 minutes" in self.daemon.query(
            sender="later@sender.example", recipient="bob@customer.example", **CLIENT), 15, 0.2, "the setting")
        page = browser.get(path)
        checked = browser.post(path, csrf=page.field("csrf"), was=page.field("was"), value="", back_to_file="yes")
        done = browser.post(path, csrf=page.field("csrf"), step="write", was=checked.field("was"), value="",
                            back_to_file="yes")
        self.assertEqual(done.status, 200, done.body)

    def test_never_a_sender_and_undo(self):
        sender, _ = self.defer()
        browser = self.browser("olga")
        csrf = browser.get("/waiting").field("csrf")
        question = '{"verb":"never","kind":"sender","value":"%s"}' % sender
        done = browser.post("/confirm", csrf=csrf, step="do", question=question)
        self.assertEqual(done.status, 200, done.body)
        undone = browser.post("/confirm", csrf=csrf, step="do", question=done.field("question"))
        self.assertEqual(undone.status, 200, undone.body)


if __name__ == "__main__":
    main()
