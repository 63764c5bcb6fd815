"""What is written by the panel's forms: opt rows, lists, settings; asked first, kept, taken back."""

import html
import json
import re

from greytest.daemon_test import main
from panel_case import PanelCase


class FormsTest(PanelCase):
    def test_what_gives_back_says_for_how_long_itself(self):
        browser = self.browser("olga")
        csrf = browser.get("/waiting").field("csrf")
        question = {"verb": "expect", "action": "add", "recipient": "b@c.example", "sender": "", "until": 2000000000,
                    "why": "a fair"}
        page = browser.post("/confirm", csrf=csrf, question=json.dumps(question)).body
        self.assertIn("pass at its first attempt until 2033-05-18 03:33:20 UTC?", page)
        self.assertNotIn("For how long", page)
        browser.post("/confirm", csrf=csrf, step="do", question=json.dumps(question))
        asked = self.daemon.asked("expect")[-1]
        self.assertEqual((asked["until"], asked["why"]), (2000000000, "a fair"))
        self.assertNotIn("span", asked)

    def test_opt_out_of_many(self):
        browser = self.browser("olga")
        csrf = browser.get("/opt").field("csrf")
        rows = "\r\n".join(f"u{i}@many.example" for i in range(2500))
        answer = browser.post("/opt", csrf=csrf, step="do", choice="out", action="add", rows=rows)
        self.assertIn("2\u202f500 rows were added", answer.body)
        self.assertEqual([len(question["rows"]) for question in self.daemon.asked("opt")[-3:]],
                         [1000, 1000, 500])

    def test_many_rows_are_asked_about_kept_and_taken_back(self):
        browser = self.browser("olga")
        csrf = browser.get("/opt").field("csrf")
        fields = {"csrf": csrf, "choice": "out", "action": "add",
                  "rows": "\r\n".join(["alice@other.example", "a b", *(f"u{i}@asked.example" for i in range(12))])}
        before = list(self.daemon.opt["out"])
        asked = browser.post("/opt", **fields).body
        for text in ("Add 14 rows to opt-out?", "u7@asked.example</li>", "and 4 more", "At least 1 of them is no address"):
            self.assertIn(text, asked)
        self.assertNotIn("u8@asked.example</li>", asked)
        self.assertEqual(self.daemon.opt["out"], before)
        self.assertIn("\nu11@asked.example\n</textarea>", browser.post("/opt", step="edit", **fields).body)
        self.assertEqual(self.daemon.opt["out"], before)
        done = browser.post("/opt", step="do", **fields)
        self.assertIn("13 rows were added; 1 stood so already", done.body)
        self.assertIn('<input type="hidden" name="action" value="remove">', done.body)
        rows = html.unescape(re.search(r"<textarea name=\"rows\" hidden>\n([^<]*)</textarea>", done.body)[1])
        self.assertNotIn("alice@", rows)
        browser.post("/opt", csrf=csrf, step="do", choice="out", action="remove", rows=rows)
        self.assertEqual(self.daemon.opt["out"], before)
        many = browser.post("/opt", **{**fields, "rows": "x.example\n" * 20_100})
        self.assertEqual(many.status, 400)
        self.assertIn("There are 20\u202f100 rows, and 20\u202f000 at most are taken at once.", many.body)
        self.assertEqual(many.body.count("\nx.example"), 20_100)

    def test_what_was_changed_before_a_fault_is_told_goes_on_and_is_taken_back(self):
        browser = self.browser("olga")
        csrf = browser.get("/opt").field("csrf")
        before = list(self.daemon.opt["out"])
        self.daemon.opt_changes_left = 2
        rows = "\n".join(f"u{i}@cut.example" for i in range(2500))
        cut = browser.post("/opt", csrf=csrf, step="do", choice="out", action="add", rows=rows)
        self.assertEqual(cut.status, 503)
        for text in ("2\u202f000 rows were added", "before all rows were looked at: the store is away"):
            self.assertIn(text, cut.body)
        left, done = (html.unescape(found) for found in
                      re.findall(r"<textarea name=\"rows\" hidden>\n([^<]*)</textarea>", cut.body))
        self.assertEqual(len(left.split()), 500)
        self.daemon.opt_changes_left = None
        browser.post("/opt", csrf=csrf, step="do", choice="out", action="remove", rows=done)
        self.assertEqual(self.daemon.opt["out"], before)
        more = browser.post("/opt", csrf=csrf, step="do", choice="out", action="add", rows=left)
        self.assertIn("500 rows were added", more.body)
        browser.post("/opt", csrf=csrf, step="do", choice="out", action="remove", rows=left)

    def test_times_in_what_people_wrote_stay_theirs(self):
        browser = self.browser("olga")
        csrf = browser.get("/opt").field("csrf")
        done = browser.post("/opt", csrf=csrf, step="do", choice="out", action="add", rows="2026-02-31 01:02:03 UTC")
        self.assertNotIn("2026-03-03", done.body)

    def test_a_row_that_was_removed_is_put_back(self):
        browser = self.browser("olga")
        page = browser.get("/opt?search=alice")
        done = browser.post("/confirm", csrf=page.field("csrf"), step="do", question=page.field("question"))
        self.assertNotIn("alice@other.example", self.daemon.opt["out"])
        browser.post("/confirm", csrf=page.field("csrf"), step="do", question=done.field("question"))
        self.assertIn("alice@other.example", self.daemon.opt["out"])

    def test_opt_rows_that_do_not_count_are_told_as_such(self):
        browser = self.browser("olga")
        self.assertNotIn("do not count", browser.get("/opt").body)
        self.daemon.opt_note = "these rows do not count while optmethod = none"
        page = browser.get("/opt")
        self.assertIn("do not count while optmethod = none", page.body)
        done = browser.post("/opt", csrf=page.field("csrf"), choice="out", action="add", rows="x.example", step="do")
        self.assertIn("do not count while optmethod = none", done.body)

    def test_a_list_is_checked_shown_and_written(self):
        browser = self.browser("root")
        path = "/lists/clients_ip_whitelist"
        page = browser.get(path)
        wrong = browser.post(path, csrf=page.field("csrf"), was=page.field("was"), text="wrong\r\n")
        self.assertEqual(wrong.status, 400)
        self.assertIn("Line 1: is neither", wrong.body)
        checked = browser.post(path, csrf=page.field("csrf"), was=page.field("was"), text="203.0.113.0/25")
        self.assertIn("+203.0.113.0/25", checked.body)
        self.assertEqual(self.daemon.asked("list_write"), [])
        done = browser.post(path, csrf=page.field("csrf"), step="write", was=checked.field("was"),
                            text="203.0.113.0/25\r\n")
        self.assertIn("is written", done.body)
        self.assertEqual(self.daemon.asked("list_write")[0]["text"], "203.0.113.0/25\n")
        late = browser.post(path, csrf=page.field("csrf"), step="write", was="l0", text="x.example")
        self.assertEqual(late.status, 409)
        for text in ("meanwhile", "-203.0.113.0/24", "\nx.example\n</textarea>", "/etc/greycache/clients_ip_whitelist"):
            self.assertIn(text, late.body)
        self.assertEqual(late.field("was"), "l2")

    def test_a_list_that_the_daemon_does_not_take_stays_as_it_was_typed(self):
        browser = self.browser("root")
        path = "/lists/clients_ip_whitelist"
        page = browser.get(path)
        self.daemon.silent = True
        for step in ("check", "write"):
            refused = browser.post(path, csrf=page.field("csrf"), was="l2", step=step, text="203.0.113.0/25")
            self.assertEqual(refused.status, 503)
            self.assertIn("The daemon does not answer", refused.body)
            self.assertIn("\n203.0.113.0/25\n</textarea>", refused.body)
            self.assertEqual(refused.field("was"), "l2")

    def test_going_back_keeps_what_was_typed(self):
        browser = self.browser("root")
        path = "/lists/clients_ip_whitelist"
        csrf = browser.get(path).field("csrf")
        back = browser.post(path, csrf=csrf, step="edit", was="l1", text="203.0.113.0/25")
        self.assertIn("\n203.0.113.0/25\n</textarea>", back.body)
        self.assertEqual(back.field("was"), "l1")
        path = "/settings/reconnect_delay"
        back = browser.post(path, csrf=csrf, step="edit", was="s1", value="11m")
        self.assertIn('value="11m"', back.body)
        late = browser.post(path, csrf=csrf, step="write", was="s0", value="12m")
        self.assertEqual((late.status, late.field("was")), (409, "s1"))
        self.assertIn('value="12m"', late.body)
        self.assertIn("nothing was written", late.body)

    def test_who_posts_after_the_end_of_his_session_is_told(self):
        browser = self.browser("root")
        csrf = browser.get("/waiting").field("csrf")
        browser.post("/sign-out", csrf=csrf)
        late = browser.post("/lists/clients_ip_whitelist", csrf=csrf, step="write", was="l2", text="x")
        self.assertEqual((late.status, late.headers["Location"]), (303, "/sign-in?ended=1"))
        self.assertIn("has ended, and nothing was done", browser.get("/sign-in?ended=1").body)
        self.assertNotIn("has ended", browser.get("/sign-in").body)
        for answer in (browser.get("/waiting"), browser.post("/sign-out", csrf=csrf)):
            self.assertEqual(answer.headers["Location"], "/sign-in")

    def test_a_list_of_the_administrators_is_read_only(self):
        self.assertEqual(self.browser("root").get("/lists/clients_ip_whitelist").body.count("<textarea"), 1)
        body = self.browser("olga").get("/lists/clients_ip_whitelist").body
        self.assertNotIn("<textarea", body)
        self.assertIn("1 line, the panel", body)
        self.assertIn("214 lines, the administrator", body)

    def test_a_setting_is_checked_shown_and_written(self):
        browser = self.browser("root")
        path = "/settings/reconnect_delay"
        page = browser.get(path)
        self.assertEqual(browser.post(path, csrf=page.field("csrf"), was="s1", value="wrong").status, 400)
        checked = browser.post(path, csrf=page.field("csrf"), was=page.field("was"), value="10m")
        self.assertIn("reconnect_delay: 5m -&gt; 10m", checked.body)
        done = browser.post(path, csrf=page.field("csrf"), step="write", was=checked.field("was"),
                            value=checked.field("value"))
        self.assertIn("in effect", done.body)
        self.assertEqual(self.daemon.asked("setting_write")[0]["changes"], {"reconnect_delay": "10m"})
        browser.post(path, csrf=page.field("csrf"), step="write", was="s1", value="", back_to_file="yes")
        self.assertEqual(self.daemon.asked("setting_write")[1]["changes"], {"reconnect_delay": None})

    def test_settings_that_cannot_be_changed(self):
        browser = self.browser("root")
        self.assertEqual(browser.get("/settings/database").status, 403)
        self.assertEqual(browser.get("/settings/nothing").status, 400)
        self.daemon.may_write = False
        self.assertEqual(browser.get("/settings/reconnect_delay").status, 403)
        self.assertNotIn("/settings/reconnect_delay", browser.get("/settings").body)


if __name__ == "__main__":
    main()
