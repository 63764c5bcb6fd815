"""What the panel changes: by whom, of whom, and back."""

import re

from greytest.daemon_test import main
from greytest.wait import wait_until
from panel_case import CLIENT, PanelCase

OWN = {"domain": "customer.example", "role": "operator"}


class ChangesTest(PanelCase):
    settings = {"optmethod": "optout"}

    def action(self, sender, recipient):
        return self.daemon.query(client_address=CLIENT, sender=sender, recipient=recipient)

    def undo(self, answer, **who):
        undo = answer["undo"]
        return self.ok(undo.pop("verb"), **undo, **who)

    def test_a_release_passes_and_is_undone(self):
        action = self.waits("a@x.example", "bob@customer.example")
        reference = re.search(r"ref ([0-9A-Z]{8})", action).group(1)
        wait_until(lambda: self.ok("history", reference=reference)["rows"], 10, 0.1, "the history")
        self.refused("forbidden", "release", reference=reference, role="viewer")
        self.refused("wrong", "release", reference=reference, domain="other.example",
                     role="operator")
        answer = self.ok("release", reference=reference, **OWN)
        self.assertIn("passes at its next attempt", answer["done"])
        self.assertEqual(len(self.ok("expect", action="list", **OWN)["rows"]), 1)
        self.undo(answer, **OWN)
        self.assertEqual(self.ok("expect", action="list", **OWN)["rows"], [])
        self.logged("panel: alice (operator of customer.example), release:")

    def test_a_release_by_names_is_for_the_own_domain(self):
        self.refused("forbidden", "release", sender="a@x.example", recipient="bob@other.example",
                     **OWN)
        self.refused("wrong", "release", sender="a@x.example", **OWN)
        answer = self.ok("release", sender="a@x.example", recipient="bob@customer.example", **OWN)
        self.assertEqual(answer["undo"]["verb"], "expect")
        again = self.ok("release", sender="a@x.example", recipient="bob@customer.example", **OWN)
        self.assertIsNone(again["undo"])
        self.assertNotIn("Greylisted", self.action("a@x.example", "bob@customer.example"))

    def test_what_is_expected_is_added_listed_and_removed(self):
        who = {"recipient": "bob@customer.example", "sender": "@x.example"}
        self.refused("forbidden", "expect", span=60, recipient="bob@other.example", **OWN)
        self.refused("wrong", "expect", recipient="bob@customer.example", **OWN)
        self.ok("expect", span=3600, why="a fair", **who, **OWN)
        self.ok("expect", span=3600, recipient="eve@other.example", role="operator")
        [row] = self.ok("expect", action="list", **OWN)["rows"]
        self.assertEqual((row["recipient"], row["why"]), ("bob@customer.example", "customer: a fair"))
        self.assertIn("a fair", str(self.rows("expect", action="list")))
        page = self.ok("expect", action="list", limit=1)
        rest = self.ok("expect", action="list", limit=1, place=page["next"])
        self.assertNotEqual(page["rows"], rest["rows"])
        self.ok("expect", action="remove", **who, **OWN)
        self.assertEqual(self.ok("expect", action="list", **OWN)["rows"], [])

    def test_what_passes_for_longer_is_not_cut_short_and_an_operators_is_not_taken_back(self):
        bob = {"recipient": "bob@customer.example"}
        until = lambda: self.ok("expect", action="list")["rows"][0]["until"]
        self.ok("expect", span=86400, role="operator", **bob)
        before = until()
        for who in ({"role": "operator"}, OWN):
            answer = self.ok("expect", span=60, **bob, **who)
            self.assertIn("that is kept", answer["done"])
            self.assertIsNone(answer["undo"])
            self.assertEqual(until(), before)
        self.refused("forbidden", "expect", span=2 * 86400, **bob, **OWN)
        self.assertEqual(until(), before)
        self.ok("expect", span=2 * 86400, role="operator", **bob)
        self.assertGreater(until(), before)
        self.refused("forbidden", "expect", action="remove", **bob, **OWN)
        self.ok("expect", action="remove", role="operator", **bob)
        self.assertEqual(self.ok("expect", action="list")["rows"], [])

    def test_what_a_customer_lets_pass_is_an_operators_once_he_lets_it_pass_too(self):
        bob = {"recipient": "bob@customer.example"}
        self.ok("expect", span=86400, why="mine", **bob, **OWN)
        [before] = self.ok("expect", action="list")["rows"]
        answer = self.ok("expect", span=60, why="ticket 5", role="operator", **bob)
        self.assertIsNone(answer["undo"])
        self.refused("forbidden", "expect", action="remove", **bob, **OWN)
        [row] = self.ok("expect", action="list")["rows"]
        self.assertEqual(row["why"], "ticket 5")
        self.assertLessEqual(abs(row["until"] - before["until"]), 1)
        self.ok("expect", action="remove", role="operator", **bob)

    def test_never_greylist_a_client_a_sender_a_recipient(self):
        for kind, value in (("client", CLIENT), ("sender", "@x.example"),
                            ("recipient", "bob@customer.example")):
            answer = self.ok("never", kind=kind, value=value, role="operator")
            wait_until(lambda: "Greylisted" not in self.action("a@x.example",
                                                               "bob@customer.example"),
                       10, 0.1, kind)
            self.undo(answer, role="operator")
            wait_until(lambda: "Greylisted" in self.action("b@x.example", "bob@customer.example"),
                       10, 0.1, kind)
        self.refused("forbidden", "never", kind="client", value=CLIENT, **OWN)
        self.refused("forbidden", "never", kind="recipient", value="bob@other.example", **OWN)
        self.refused("wrong", "never", kind="client", value="a@x.example", role="operator")
        self.refused("wrong", "never", kind="sender", value=CLIENT, role="operator")

    def test_what_never_waits_is_marked_in_what_waits(self):
        self.waits("a@x.example", "bob@customer.example")

        def reasons():
            rows = self.rows("waiting", filter="a@x.example")
            return [(row["let_through"], row["because"]) for row in rows]

        def is_said(*reason):
            wait_until(lambda: reasons() == [reason], 10, 0.1, reason)

        is_said(False, None)
        for kind, value, because in (
                ("client", CLIENT, "somebody lets its client through"),
                ("sender", "@x.example", "somebody lets it through"),
                ("recipient", "bob@customer.example", "its recipient has opted out")):
            answer = self.ok("never", kind=kind, value=value, role="operator")
            is_said(True, because)
            self.undo(answer, role="operator")
            is_said(False, None)
        self.daemon.write_list("clients_ip_whitelist.local", CLIENT)
        is_said(True, "its client is on a whitelist")

    def test_what_would_reach_strangers_is_refused(self):
        for kind, value in (("sender", "@com"), ("sender", "@co.uk"), ("client", "co.uk")):
            error = self.refused("wrong", "never", kind=kind, value=value, role="operator")
            self.assertIn("strangers", error)
        for names in ({"recipient": "@com"}, {"recipient": "bob@customer.example", "sender": "@com"}):
            self.refused("wrong", "expect", span=60, role="operator", **names)
        self.ok("expect", span=60, recipient="@customer.example", role="operator")

    def test_a_customer_reaches_no_subdomain(self):
        whole = {"recipient": "@customer.example"}
        self.assertIn("name a whole address", self.refused("forbidden", "expect", span=60, **whole, **OWN))
        self.refused("forbidden", "release", sender="a@x.example", **whole, **OWN)
        self.ok("expect", span=60, role="operator", **whole)
        self.refused("forbidden", "expect", action="remove", **whole, **OWN)
        self.ok("expect", action="remove", role="operator", **whole)

    def test_a_place_with_a_nul_or_no_text_is_none(self):
        for place in ("domain %00", "%00", "email %ff"):
            self.refused("wrong", "opt", choice="out", place=place)
            self.refused("wrong", "expect", action="list", place=place)
            self.refused("wrong", "known", place=f"0 {place} x x x 1")

    def test_an_opt_out_that_stood_before_is_not_undone(self):
        who = {"kind": "recipient", "value": "bob@customer.example", **OWN}
        self.ok("opt", action="add", choice="out", rows=["bob@customer.example"], **OWN)
        answer = self.ok("never", **who)
        self.assertIn("is already there", answer["done"])
        self.assertIsNone(answer["undo"])
        self.ok("never", remove=True, **who)
        self.assertEqual(self.ok("never", **who)["undo"]["rows"], ["bob@customer.example"])

    def test_places_say_nothing_of_others(self):
        rows = [f"u{i:04}@other.example" for i in range(900)] + ["zoe@customer.example"]
        self.ok("opt", action="add", choice="out", rows=rows)
        for recipient in ("a@other.example", "b@customer.example", "c@customer.example"):
            self.ok("expect", span=600, recipient=recipient)
        for question in ({"verb": "opt", "choice": "out"}, {"verb": "expect", "action": "list"}):
            place, found = "", []
            while place is not None:
                answer = self.ok(**question, limit=1, place=place, **OWN)
                place = answer["next"]
                found += answer["rows"]
                self.assertNotIn("example", place or "")
            self.assertIn("customer.example", str(found))
            self.assertNotIn("other.example", str(found))
            self.refused("wrong", **question, place="email u0001@other.example", **OWN)

    def test_opt_rows_are_changed_once_and_told_apart(self):
        rows = ["bob@customer.example", "customer.example", "eve@other.example", "a b"]
        answer = self.ok("opt", action="add", choice="out", rows=rows, **OWN)
        self.assertEqual((answer["changed"], answer["unchanged"]), (2, 0))
        self.assertEqual([fault["row"] for fault in answer["faults"]], rows[2:])
        again = self.ok("opt", action="add", choice="out", rows=rows, **OWN)
        self.assertEqual((again["changed"], again["unchanged"]), (0, 2))
        self.ok("opt", action="add", choice="out", rows=["eve@other.example"], role="operator")
        self.assertEqual(self.rows("opt", choice="out", **OWN),
                         ["customer.example", "bob@customer.example"])
        self.assertEqual(len(self.rows("opt", choice="out", role="viewer")), 3)
        self.assertEqual(self.rows("opt", choice="out", search="EVE@"),
                         ["eve@other.example"])
        self.refused("forbidden", "opt", action="remove", choice="out", rows=[], role="viewer")
        self.refused("wrong", "opt", choice="sideways")
        removed = self.ok("opt", action="remove", choice="out", rows=rows, **OWN)
        self.assertEqual(removed["changed"], 2)

    def test_many_opt_rows_come_page_by_page(self):
        rows = [f"u{i:04}@customer.example" for i in range(1000)]
        for _ in range(2):
            answer = self.ok("opt", action="add", choice="out", rows=rows)
            self.assertEqual(answer["faults"], [])
        self.assertEqual(answer["unchanged"], 1000)
        self.assertEqual(self.rows("opt", choice="out", limit=150, **OWN), rows)

    def test_who_is_forgotten_is_a_first_attempt_again(self):
        self.waits("a@x.example", "bob@customer.example")
        self.refused("forbidden", "forget", subject="a@x.example", **OWN)
        self.assertIn("is forgotten", self.ok("forget", subject="a@x.example",
                                              role="operator")["done"])
        wait_until(lambda: self.waiting(filter="a@x.example") == [], 10, 0.1, "nothing waits")
        self.refused("wrong", "forget", subject="no such thing", role="operator")


class OrganisationTest(PanelCase):
    settings = {"greymethod": "organisation"}

    def becomes_known(self, sender):
        """By a retry of a client with a verified name."""
        mail = {"client_address": CLIENT, "client_name": "mail.pool.example", "sender": sender}
        wait_until(lambda: "Greylisted" not in self.daemon.query(**mail), 20, 0.2, "a retry to pass")

    def sources(self):
        return [row["src"] for row in self.rows("known", filter="pool.example")]

    def test_a_row_of_an_organisation_is_forgotten_and_no_other(self):
        self.becomes_known("a@shop.example")
        self.becomes_known("a@mart.example")
        both = ["pool.example@mart.example", "pool.example@shop.example"]
        wait_until(lambda: self.sources() == both, 20, 0.1, "both in the store")
        done = self.ok("forget", subject=both[1], source=True, role="operator")["done"]
        self.assertIn("the source pool.example@shop.example is forgotten", done)
        wait_until(lambda: self.sources() == both[:1], 10, 0.1, "the row to be gone")

    def test_a_mail_from_below_an_organisation_waits_no_more_once_it_was_let_through(self):
        """Its entry is the organisations', and tells nothing of the domain below."""
        mail = {"client_address": CLIENT, "client_name": "mail.pool.example",
                "sender": "a@em1.shop.example", "recipient": "bob@customer.example"}
        reference = self.daemon.query(**mail).split("ref ")[1][:8]
        references = lambda: [row["reference"] for row in self.rows("waiting", filter="bob@")]
        wait_until(lambda: references() == [reference], 20, 0.1, "the mail, by its own names")
        [row] = self.rows("waiting", filter="bob@")
        self.assertEqual(row["sender"], "a@em1.shop.example")
        self.ok("release", reference=reference, role="operator")
        self.assertNotIn("Greylisted", self.daemon.query(**mail))
        wait_until(lambda: references() == [], 20, 0.1, "nothing that waits")


class OptInTest(PanelCase):
    settings = {"optmethod": "optin"}

    def test_what_an_operator_never_greylists_a_customer_does_not_undo(self):
        never = {"kind": "recipient", "value": "bob@customer.example"}
        self.ok("never", role="operator", **never)
        self.assertIsNone(self.ok("never", **never, **OWN)["undo"])
        self.refused("forbidden", "never", remove=True, **never, **OWN)
        self.ok("never", remove=True, role="operator", **never)
        self.undo_of(self.ok("never", **never, **OWN))
        self.assertEqual(self.ok("expect", action="list")["rows"], [])

    def undo_of(self, answer):
        self.ok(answer["undo"].pop("verb"), **answer["undo"], **OWN)

    def test_a_recipient_that_opted_in_is_never_greylisted_all_the_same(self):
        bob = "bob@customer.example"
        self.ok("opt", action="add", choice="in", rows=[bob])

        def waits(sender):
            return "Greylisted" in self.daemon.query(client_address=CLIENT, sender=sender,
                                                     recipient=bob)

        wait_until(lambda: waits("a@x.example"), 10, 0.1, "the table is read")
        self.refused("forbidden", "never", kind="recipient", value="@customer.example", **OWN)
        answer = self.ok("never", kind="recipient", value=bob, **OWN)
        self.assertFalse(waits("b@x.example"))
        self.ok(answer["undo"].pop("verb"), **answer["undo"], **OWN)
        self.assertTrue(waits("c@x.example"))


if __name__ == "__main__":
    main()
