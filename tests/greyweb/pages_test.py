"""Each page by itself: what it asks, what it shows, what its forms do, how empty ones speak."""

import html
import json
import pathlib
import re
import statistics
import time

from greytest.daemon_test import main
from greytest.paths import SOURCE
from panel_case import PASSWORD, PanelCase

PAGES = ["/", "/waiting", "/why", "/report", "/known", "/expected", "/opt", "/opt?choice=in", "/lists", "/rules",
         "/settings", "/changes"]
UNREAD = "The accounts cannot be read: the log of greyweb says why."


class PagesTest(PanelCase):
    def test_every_page_has_a_title_and_a_current_place_in_the_menu(self):
        browser = self.browser("root")
        for path in PAGES:
            answer = browser.get(path)
            self.assertEqual(answer.status, 200, path)
            self.assertEqual(answer.body.count("<h1>"), 1, path)
            self.assertIn('aria-current="page"', answer.body, path)
            self.assertNotIn("{{", answer.body, path)

    def test_no_template_takes_a_text_as_html(self):
        templates = list((SOURCE / "greyweb" / "page").glob("*/*.html"))
        self.assertGreater(len(templates), 20)
        for path in templates:
            self.assertNotRegex(path.read_text("utf-8"), r"\{\{[{&]", path.name)
            self.assertNotRegex(path.read_text("utf-8"), r"\sstyle=|\son[a-z]+=|<script(?! src=)", path.name)

    def test_a_template_names_only_parts_that_there_are(self):
        for path in (SOURCE / "greyweb" / "page").glob("*/*.html"):
            for name in re.findall(r"\{\{> *([a-z_]+)", path.read_text("utf-8")):
                self.assertTrue((SOURCE / "greyweb" / "page" / "parts" / f"{name}.html").exists(), (path.name, name))

    def test_where_there_is_more_a_page_leads_on(self):
        self.daemon.next = "p 1&2"
        browser = self.browser("root")
        for path, verb in (("/known", "known"), ("/expected", "expect"), ("/opt", "opt"), ("/changes", "changes")):
            body = browser.get(path).body
            self.assertIn(f'<a href="{path}?place=p%201%262" rel="next">Next page</a>', body, path)
            browser.get(f"{path}?place=p%201%262")
            self.assertEqual(self.daemon.asked(verb)[-1]["place"], "p 1&2", path)

    def test_the_mean_delay_is_one(self):
        body = self.browser("root").get("/report").body
        self.assertEqual(re.findall(r'data-label="Mean delay"[^>]*>([^<]*)<', body),
                         [f"{minutes} min" for minutes in (10, 11, 12, 13, 14)])

    def test_what_is_taken_back_has_a_button_that_says_so(self):
        browser = self.browser("olga")
        page = browser.get("/expected")
        for question in re.findall(r'name="question" value="([^"]*)"', page.body):
            asked = browser.post("/confirm", csrf=page.field("csrf"), question=html.unescape(question)).body
            self.assertRegex(asked, r'<button[^>]*>Take it back</button>')

    def test_empty_pages_say_so(self):
        self.daemon.empty = True
        browser = self.browser("root")
        for path in ("/", "/waiting", "/why?subject=none", "/report", "/known", "/expected", "/changes"):
            self.assertIn('class="empty"', browser.get(path).body, path)

    def test_a_row_of_an_organisation_is_forgotten_by_its_source(self):
        browser = self.browser("olga")
        page = browser.get("/known")
        buttons = re.findall(r'name="question" value="([^"]*)"', page.body)
        self.assertEqual([json.loads(html.unescape(button)) for button in buttons[:2]],
                         [{"verb": "forget", "subject": "203.0.113.0"},
                          {"verb": "forget", "subject": "pool.example@shop.example", "source": True}])
        question = html.unescape(buttons[1])
        asked = browser.post("/confirm", csrf=page.field("csrf"), question=question).body
        self.assertIn("senders of shop.example by hosts of pool.example", asked)
        self.assertIn("greyctl forget --remove --source pool.example@shop.example", asked)
        browser.post("/confirm", csrf=page.field("csrf"), step="do", question=question)
        self.assertEqual(self.daemon.asked("forget")[-1]["source"], True)

    def test_what_the_daemon_has_escaped_is_not_escaped_again(self):
        browser = self.browser("root")
        csrf = browser.get("/waiting").field("csrf")
        for value, status in (("tab\tx@customer.example", 400), ("tab\tx@other.example", 200)):
            question = json.dumps({"verb": "never", "kind": "recipient", "value": value})
            answer = browser.post("/confirm", csrf=csrf, step="do", question=question)
            self.assertEqual(answer.status, status, answer.body)
            self.assertIn("tab\\x09x@", answer.body)
            self.assertNotIn("x5c", answer.body)

    def test_a_sender_without_a_domain_has_only_the_buttons_that_work(self):
        row = {"client": "203.0.113.77", "client_name": "", "organisation": "", "sender": "root@-undef-",
               "recipient": "bob@customer.example", "since": 1, "may_pass_at": 2}
        browser = self.browser("olga")
        for reference in ("7K3M9QXA", ""):
            self.daemon.extra_waiting = [{**row, "reference": reference}]
            page = browser.get("/waiting?filter=203.0.113.77")
            buttons = [json.loads(html.unescape(button))
                       for button in re.findall(r'name="question" value="([^"]*)"', page.body)]
            self.assertEqual([(button["verb"], button.get("kind")) for button in buttons],
                             ([("release", None)] if reference else [])
                             + [("never", "recipient"), ("never", "client")])
            self.assertNotIn("-undef-</span>", page.body)
        self.daemon.extra_waiting = [{**row, "sender": '"a b"@sender.example', "recipient": '"b,c"@customer.example'}]
        self.assertNotIn("Never greylist this sender", browser.get("/waiting?filter=203.0.113.77").body)
        self.assertNotIn("Never greylist this recipient", browser.get("/waiting?filter=203.0.113.77").body)

    def test_a_report_that_is_being_counted_comes_later(self):
        browser = self.browser("root")
        self.daemon.counting = True
        page = browser.get("/report?days=30").body
        self.assertIn("It is being counted", page)
        self.assertIn('data-refresh="2"', page)
        self.assertIn('<a href="/report?days=30">Look again</a>', page)
        self.assertNotIn("Came back", page)
        self.daemon.counting = False
        page = browser.get("/report?days=30").body
        self.assertNotIn("It is being counted", page)
        self.assertIn('data-refresh="0"', page)
        self.assertIn("As of", page)
        self.assertIn("Came back", page)

    def test_a_report_that_knows_of_no_delay_does_not_say_that_nothing_came_back(self):
        self.daemon.undelayed = True
        page = self.browser("root").get("/report").body
        self.assertIn("it is not known how long it waited", page)
        self.assertNotIn("No mail came back", page)

    def test_pages_are_quick_and_small(self):
        browser = self.browser("root")
        for path in PAGES:
            spans = []
            for _ in range(10):
                begin = time.perf_counter()
                answer = browser.get(path)
                spans.append(time.perf_counter() - begin)
            size = len(answer.body.encode())
            print(f"{path}: {1000 * statistics.median(spans):.1f} ms, {size} bytes")
            self.assertLess(size, 60_000, path)

    def test_it_is_small_in_memory(self):
        status = pathlib.Path(f"/proc/{self.greyweb.pid}/status").read_text()
        resident = int(status.split("VmRSS:")[1].split()[0])
        print(f"resident: {resident} kB")
        self.assertLess(resident, 15_000)

    def test_release_from_the_list_with_a_confirmation(self):
        browser = self.browser("olga")
        page = browser.get("/waiting?filter=7K3M9Q01")
        asked = browser.post("/confirm", csrf=page.field("csrf"), back=page.field("back"),
                             question=page.field("question"))
        self.assertIn("Let the mail 7K3M9Q01, from newsletter@shop.example to user1@customer.example, "
                      "through at its next attempt?", asked.body)
        self.assertEqual(self.daemon.asked("release"), [])
        done = browser.post("/confirm", csrf=asked.field("csrf"), step="do", back=asked.field("back"),
                            question=asked.field("question"))
        self.assertIn("the mail passes at its next attempt", done.body)
        self.assertEqual(self.daemon.asked("release")[0]["reference"], "7K3M9Q01")
        self.assertIn('href="/waiting?filter=7K3M9Q01"', done.body)
        self.assertIn('"event":"change","account":"olga"', (self.directory / "audit.log").read_text())

    def test_a_row_whose_names_are_cut_lets_nothing_pass_by_them(self):
        now = int(time.time())
        row = {"client": "203.0.113.9", "client_name": None, "organisation": None, "sender": "srs0=x~0123@fwd.example",
               "recipient": "bob@customer.example", "since": now - 60, "may_pass_at": now + 240,
               "reference": "7K3M9QXX", "let_through": False}
        browser = self.browser("olga")
        for named, asked in ((True, ["release", "expect", "never", "never", "never"]), (False, ["never"])):
            self.daemon.extra_waiting = [{**row, "named": named}]
            body = browser.get("/waiting?filter=7K3M9QXX").body
            found = [json.loads(html.unescape(question))
                     for question in re.findall(r'name="question" value="([^"]*)"', body)]
            self.assertEqual([question["verb"] for question in found], asked)
        self.assertEqual(found[0]["kind"], "client")
        self.daemon.extra_waiting = [{**row, "named": True, "let_through": True,
                                      "because": "its recipient has opted out"}]
        body = browser.get("/waiting?filter=7K3M9QXX").body
        self.assertIn("next attempt: let through", body)
        self.assertIn("its recipient has opted out", body)
        self.assertNotIn("Let through</button>", body)

    def test_that_more_mail_is_remembered_than_was_looked_through_is_told(self):
        browser = self.browser("root")
        words = "More mail is remembered than was looked through"
        self.assertNotIn(words, browser.get("/waiting?filter=203.0.113").body)
        self.daemon.searched_all = False
        self.assertIn(words, browser.get("/waiting?filter=203.0.113").body)

    def test_expect_for_a_day_and_undo(self):
        browser = self.browser("olga")
        csrf = browser.get("/waiting").field("csrf")
        question = json.dumps({"verb": "expect", "recipient": "bob@customer.example", "sender": "<>"})
        done = browser.post("/confirm", csrf=csrf, step="do", question=question, span="86400", why="ticket")
        asked = self.daemon.asked("expect")[0]
        self.assertEqual((asked["span"], asked["why"]), (86400, "ticket"))
        self.assertIn("Undo", done.body)
        browser.post("/confirm", csrf=csrf, step="do", question=done.field("question"))
        self.assertEqual(self.daemon.asked("expect")[1]["action"], "remove")

    def test_a_row_that_a_button_could_not_change_is_told(self):
        browser = self.browser("carl")
        csrf = browser.get("/waiting").field("csrf")
        question = json.dumps({"verb": "opt", "choice": "out", "action": "remove",
                               "rows": ["bob@other.example"]})
        done = browser.post("/confirm", csrf=csrf, step="do", question=question)
        self.assertIn("Nothing was changed", done.body)
        self.assertIn("bob@other.example: is none of your domain", done.body)

    def test_what_is_let_through_is_listed_found_and_taken_back(self):
        browser = self.browser("olga")
        body = browser.get("/expected").body
        for text in ("203.0.113.0/24", "everybody", "anybody", "@shop.example", "ticket 4711", "by root \\ carl"):
            self.assertIn(text, body)
        page = browser.get("/expected?filter=4711")
        self.assertNotIn("bob@customer.example", page.body)
        question = page.field("question")
        asked = browser.post("/confirm", csrf=page.field("csrf"), question=question).body
        self.assertIn("Let mail from &lt;&gt; to @other.example wait again as any other?", asked)
        browser.post("/confirm", csrf=page.field("csrf"), step="do", question=question)
        self.assertEqual(self.daemon.asked("expect")[-1]["action"], "remove")
        question = browser.get("/expected?filter=203.0.113.0").field("question")
        browser.post("/confirm", csrf=page.field("csrf"), step="do", question=question)
        never = self.daemon.asked("never")[-1]
        self.assertEqual((never["kind"], never["value"], never["remove"]), ("client", "203.0.113.0/24", True))

    def test_a_customer_takes_back_what_is_his_alone(self):
        body = self.browser("carl").get("/expected").body
        self.assertIn("bob@customer.example", body)
        self.assertIn("eve@customer.example", body)
        self.assertNotIn("203.0.113.0/24", body)
        self.assertEqual(body.count("Take it back</button>"), 1)

    def test_never_and_undo(self):
        browser = self.browser("olga")
        csrf = browser.get("/waiting").field("csrf")
        question = json.dumps({"verb": "never", "kind": "recipient", "value": "bob@customer.example"})
        done = browser.post("/confirm", csrf=csrf, step="do", question=question)
        browser.post("/confirm", csrf=csrf, step="do", question=done.field("question"))
        self.assertEqual(self.daemon.asked("never")[1]["remove"], True)

    def test_filter_sort_and_pages_of_waiting(self):
        browser = self.browser("vera")
        body = browser.get("/waiting?limit=25&sort=client&filter=sender").body
        asked = self.daemon.asked("waiting")[-1]
        self.assertEqual((asked["limit"], asked["sort"], asked["filter"]), (25, "client", "sender"))
        body = browser.get("/waiting?limit=25").body
        self.assertIn('href="/waiting?limit=25&amp;place=25"', body)
        self.assertIn("First page", browser.get("/waiting?limit=25&place=25").body)

    def test_a_story_as_a_time_line(self):
        body = self.browser("olga").get("/why?subject=7K3M9QXA").body
        self.assertIn("first attempt, deferred", body)
        self.assertIn("came back after 100 s, too early", body)
        self.assertIn("Let it through", body)

    def test_what_cannot_be_explained_is_not_said_to_be_forgotten(self):
        self.daemon.unread = "write one reference"
        answer = self.browser("olga").get("/why?subject=a+b")
        self.assertEqual(answer.status, 400)
        self.assertIn("write one reference", answer.body)
        self.assertNotIn("Nothing like that is remembered", answer.body)

    def test_a_customer_is_told_nothing_of_the_host(self):
        carl, olga = self.browser("carl"), self.browser("olga")
        self.daemon.silent = True
        self.assertIn("systemctl", olga.get("/waiting").body)
        body = carl.get("/waiting").body
        self.assertIn("The daemon does not answer.", body)
        self.assertNotIn("systemctl", body)

    def test_who_only_looks_sees_what_is_let_through(self):
        body = self.browser("vera").get("/expected").body
        self.assertIn("ticket 4711", body)
        self.assertNotIn("Take it back", body)
        self.assertNotIn("What to do", body)
        self.assertIn("Opt-out</a>", body)

    def test_the_zone_of_all_times_is_told(self):
        body = self.browser("olga").get("/waiting").body
        self.assertRegex(body, r'<p class="foot soft">Times are in [A-Z]+')
        self.assertRegex(body, r'title="\d{4}-\d\d-\d\d \d\d:\d\d:\d\d [A-Z]+"')

    def test_a_mail_that_is_tried(self):
        body = self.browser("vera").get("/rules?client_address=203.0.113.9&sender=a@b.example").body
        self.assertIn("Greylisted for 5 minutes", body)
        self.assertIn("Why knows it once the mail has come", body)
        self.assertEqual(self.daemon.asked("rules_try")[0]["attributes"],
                         {"client_address": "203.0.113.9", "sender": "a@b.example"})

    def test_accounts_as_greyctl_lists_them(self):
        listed = self.greyctl("user", "list")
        self.assertIn("carl                     operator customer.example", listed)
        self.assertEqual(json.loads(self.greyctl("token", "list", "--json"))[0]["name"], "hosting")
        self.greyctl("user", "add", "root", given=PASSWORD, status=64)
        self.greyctl("user", "add", "tiny", given="short", status=65)
        self.greyctl("user", "remove", "nobody", status=64)


class UnreadAccountsTest(PanelCase):
    """Its file of accounts is broken and mended."""

    def test_nobody_is_locked_out_by_accounts_that_could_not_be_read(self):
        path = self.directory / "panel_accounts"
        kept = self.directory / "kept"
        good = path.read_text("utf-8")

        def refused():
            # More than may be wrong.
            for _ in range(10):
                answer = self.browser().sign_in("root")
                self.assertEqual(answer.status, 503, answer.body)
                self.assertIn(UNREAD, answer.body)
                self.assertNotIn(str(self.directory), answer.body)

        path.chmod(0o666)
        refused()
        path.chmod(0o640)
        path.write_text(good + "half a line\n", "utf-8")
        refused()
        path.rename(kept)
        refused()
        kept.rename(path)
        path.write_text(good, "utf-8")
        self.browser("root")
        log = (self.directory / "greyweb.log").read_text("utf-8")
        for why in ("chmod 0640", "line ", "No such file"):
            self.assertIn(why, log)


if __name__ == "__main__":
    main()
