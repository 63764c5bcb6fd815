"""What the panel is shown: by role, by domain, page by page."""

import json
import re

from greytest.daemon_test import let_pass, main
from greytest.wait import wait_until
from panel_case import CLIENT, PanelCase

OWN = {"domain": "customer.example", "role": "viewer"}


class LooksTest(PanelCase):
    def test_now_has_stores_figures_findings_and_a_day_of_minutes(self):
        self.waits("a@x.example", "bob@customer.example")
        wait_until(lambda: sum(self.ok("now")["minutes"]["first_attempts"]) > 0, 5, 0.1, "a minute")
        now = self.ok("now", role="viewer")
        self.assertEqual(len(now["minutes"]["passed"]), 1440)
        self.assertTrue(all(store["up"] for store in now["stores"]), now["stores"])
        self.assertEqual(now["figures"]["version"], now["version"])
        self.assertEqual(now["findings"], [])
        self.assertIn(now["storage"], ("embedded", "shared"))

    def test_a_fault_in_a_file_is_told_at_the_first_look_and_gone_at_the_first_after_it(self):
        settings = self.daemon.directory / "state" / "panel" / "settings.conf"
        settings.parent.mkdir(exist_ok=True)

        # A busy host has now and then no time for a look.
        def is_told_at_once():
            settings.write_text("awl_age = soon\n", "utf-8")
            with_fault = self.ok("now")["findings"]
            settings.unlink()
            mended = self.ok("now")["findings"]
            return [len(with_fault), len(mended)] == [1, 0] and ".conf:1: " in with_fault[0]["text"]

        wait_until(is_told_at_once, 10, 0.1, "the fault at once")

    def test_what_waits_is_shown_once_with_its_reference(self):
        action = self.waits("a@x.example", "bob@customer.example")
        reference = re.search(r"ref ([0-9A-Z]{8})", action).group(1)
        # Within the time that the page has for it: on a busy host perhaps at a later look.
        seen = []

        def is_remembered():
            seen[:] = self.rows("waiting", filter="a@x.example")
            return seen[0]["client"] == CLIENT and seen[0]["reference"] is not None

        wait_until(is_remembered, 10, 0.1, "the history")
        [row] = seen
        self.assertEqual(row["recipient"], "bob@customer.example")
        self.assertEqual(row["reference"], reference)
        self.assertEqual(row["may_pass_at"], row["since"] + 1)
        self.assertEqual(self.waiting(filter="nobody"), [])

    def test_what_waits_is_sorted_and_comes_page_by_page(self):
        senders = [f"s{i}@x.example" for i in range(5)]
        for sender in senders:
            self.waits(sender, "bob@customer.example")
        for sort in ("since", "-since", "client", "sender", "recipient"):
            found = self.waiting(sort=sort, limit=2, filter="@x.example")
            self.assertEqual(sorted(found), senders, sort)
        self.assertEqual(self.waiting(sort="sender", filter="@x.example"), senders)

    def test_an_account_with_a_domain_sees_its_recipients_alone(self):
        self.waits("a@x.example", "bob@customer.example")
        self.waits("b@x.example", "bob@other.example")
        self.assertEqual(self.waiting(**OWN), ["a@x.example"])
        self.assertEqual(self.waiting(filter="b@x", **OWN), [])
        wait_until(lambda: len(self.ok("history", client=CLIENT)["rows"]) == 2, 10, 0.1, "rows")
        rows = self.ok("history", **OWN)["rows"]
        self.assertEqual({row["recipient"] for row in rows}, {"bob@customer.example"})
        stories = self.ok("why", subject=CLIENT, **OWN)["stories"]
        self.assertNotIn("greyctl", json.dumps(stories))
        self.assertIn("greyctl release", json.dumps(self.ok("why", subject=CLIENT)["stories"]))
        self.assertEqual(len(stories), 1)
        self.assertEqual(self.ok("why", subject="b@x.example", **OWN)["stories"], [])
        self.refused("forbidden", "history", recipient="bob@other.example", **OWN)
        for verb in ("now", "known", "report"):
            self.refused("forbidden", verb, **OWN)

    def test_why_tells_the_story_of_a_reference_and_of_a_line(self):
        action = self.waits("a@x.example", "bob@customer.example")
        reference = re.search(r"ref ([0-9A-Z]{8})", action).group(1)
        wait_until(lambda: self.ok("why", subject=reference)["stories"], 10, 0.1, "the story")
        [story] = self.ok("why", subject=f"NOQUEUE: reject: 450 {action}")["stories"]
        self.assertEqual(story["reference"], reference)
        line = "NOQUEUE: reject: RCPT from x: from=<a@x.example> to=<bob@customer.example> proto=SMTP"
        self.assertEqual(len(self.ok("why", subject=line)["stories"]), 1)
        self.refused("wrong", "why", subject="what?")

    def test_why_understands_the_daemons_own_lines(self):
        self.waits('"a <b> \'c"@x.example', "bob@customer.example", client="2001:db8::1")
        [line] = [line for line in self.daemon.log().splitlines() if "grey: new: 2001:db8::1" in line]
        wait_until(lambda: self.ok("why", subject=line)["stories"], 10, 0.1, "the story")
        [story] = self.ok("why", subject=f"Nov 21 18:27:01 mx1 greycache[7]: {line}", **OWN)["stories"]
        self.assertEqual(story["attempts"][0]["client_address"], "2001:db8::1")
        foreign = line.replace("customer.example", "other.example")
        self.assertEqual(self.ok("why", subject=foreign)["stories"], [])
        self.assertIn("10000 bytes", self.refused("wrong", "why", subject="x" * 10_000))

    def test_known_show_rules_and_report(self):
        self.waits("a@x.example", "bob@customer.example")
        let_pass(1)
        self.daemon.query(client_address=CLIENT, sender="a@x.example",
                          recipient="bob@customer.example")
        wait_until(lambda: self.rows("known", role="viewer"), 20, 0.1, "who is known")
        [row] = self.rows("known", filter="x.example", limit=5)
        self.assertEqual(row["sender"], "a@x.example")
        self.assertEqual(self.rows("known", filter="nobody"), [])
        shown = self.ok("show", subject=CLIENT)
        self.assertEqual(shown["entries"][0]["sender"], "a@x.example")
        self.refused("wrong", "rules_try", attributes={"client_address": "999.1.1.1"})
        tried = self.ok("rules_try", attributes={"client_address": CLIENT, "sender": "a@x.example",
                                                 "recipient": "bob@customer.example"})
        self.assertTrue(tried["passes"])
        wait_until(lambda: "counting" not in self.ok("report", days=1), 10, 0.1, "the report")
        self.assertEqual(set(self.ok("report", days=1)), {"site", "mails", "waits", "as_of"})
        self.refused("wrong", "report", by="colour")
        self.refused("wrong", "show", subject="a b c")


class OrganisationLooksTest(PanelCase):
    settings = {"greymethod": "organisation"}

    def test_an_entry_of_an_organisation_is_found_by_what_the_history_alone_has(self):
        client = "198.51.100.7"
        local = "bounces+" + 30 * "x" + "-" + 40 * "y"
        sender, recipient = f"{local}@em1.shop.example", "bob@customer.example"
        action = self.daemon.query(client_address=client, client_name="mail.pool.example",
                                   sender=sender, recipient=recipient)
        reference = re.search(r"ref ([0-9A-Z]{8})", action).group(1)

        def found(words):
            return [(row["reference"], row["sender"]) for row in self.rows("waiting", filter=words)]

        def is_found(words):
            wait_until(lambda: found(words) == [(reference, sender)], 20, 0.1, words)

        for words in ("bob@", client, "198.51.100.0/24", "198.51.100.", "198.51.0.0/16", "mail.pool.ex",
                      "@em1.shop.example", "EM1.shop", local[:60], sender[20:], sender, f"from=<{sender}>",
                      f"to=<{recipient}>", f"client=mail.pool.example[{client}]", reference):
            is_found(words)
        for words in ("198.51.101.0/24", "198.51.101.", "@em2.shop.example", f"from=<{local}@em1.mart.example>"):
            self.assertEqual(found(words), [], words)


if __name__ == "__main__":
    main()
