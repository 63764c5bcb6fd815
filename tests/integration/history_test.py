"""The history of what waited: kept beside the requests, shown by greyctl history and explain."""

import json
import time
import unittest

from greytest.daemon_test import STORAGE, let_pass, main
from greytest.greycache import Greycache
from greytest.wait import wait_until
from history_case import DELAY, HistoryCase

HOSTILE = "a\x1b[2J\"'; drop table history; -- \\%n@x.example"


class HistoryTest(HistoryCase):
    def test_what_waited_is_history_and_hits_are_not(self):
        self.begin()
        self.come_back()
        self.assertIn("auto-whitelisted", self.daemon.query())
        let_pass(0)
        self.daemon.query(sender="stranger@other.example")
        rows = self.wait_rows(4)
        self.assertEqual(self.outcomes(rows), ["new", "early", "reconnect", "new"])
        first = rows[-1]
        self.assertEqual(first["sender"], "alice@sender.example")
        self.assertEqual(first["recipient"], "bob@customer.example")
        self.assertEqual(first["client_address"], "203.0.113.9")
        self.assertEqual(first["client_name"], "mail.sender.example")
        self.assertEqual(first["src"], "203.0.113.9")
        self.assertTrue(first["mx"])
        self.assertLess(abs(first["at"] - time.time()), 60)
        self.assertGreaterEqual(rows[1]["delay"], DELAY)
        self.assertEqual(len({row["reference"] for row in rows[1:]}), 1)
        self.assertNotEqual(rows[0]["reference"], first["reference"])
        self.assertEqual(first["became"], "passed")
        self.assertEqual(rows[0]["became"], "waits")

    def test_a_list_is_narrowed_by_what_is_asked(self):
        self.begin()
        self.daemon.query(sender="a@one.example", client_address="203.0.113.1")
        self.daemon.query(sender="b@two.example", recipient="carol@customer.example")
        self.daemon.query(sender="")
        self.wait_rows(3)
        self.assertEqual(len(self.rows("--sender", "a@one.example")), 1)
        self.assertEqual(len(self.rows("--sender", "@two.example")), 1)
        self.assertEqual(len(self.rows("--sender", "<>")), 1)
        self.assertEqual(len(self.rows("--recipient", "carol@customer.example")), 1)
        self.assertEqual(len(self.rows("--recipient", "@customer.example")), 3)
        self.assertEqual(len(self.rows("--client", "203.0.113.1")), 1)
        self.assertEqual(len(self.rows("--client", "mail.sender.example")), 3)
        self.assertEqual(len(self.rows("--outcome", "new,early", "--since", "1h")), 3)
        self.assertEqual(len(self.rows("--outcome", "reconnect")), 0)
        self.assertEqual(len(self.rows("--limit", "2")), 2)
        self.assertIn("nothing of that kind waited", self.said("history", "--outcome", "early"))
        self.assertIn("no outcome", self.refused("history", "--outcome", "gone"))
        self.assertIn("no duration", self.refused("history", "--since", "yesterday"))
        self.assertIn("1 to 1000", self.refused("history", "--limit", "100000"))

    def test_the_story_of_a_mail_is_told_by_whatever_names_it(self):
        self.begin()
        self.come_back()
        self.wait_rows(3)
        reference = self.rows()[0]["reference"]
        for subject in (reference, reference.lower(), "203.0.113.9", "alice@sender.example",
                        "bob@customer.example", "mail.sender.example",
                        "Nov 21 18:27:01 mx1 postfix/smtpd[123]: NOQUEUE: reject: RCPT from "
                        "mail.sender.example[203.0.113.9]: 450 4.2.0 <bob@customer.example>: "
                        "Recipient address rejected: Greylisted for 5 minutes; "
                        "from=<alice@sender.example> to=<bob@customer.example> proto=ESMTP "
                        "helo=<mail.sender.example>",
                        "grey: new: 203.0.113.9(203.0.113.9), alice@sender.example -> "
                        "bob@customer.example"):
            with self.subTest(subject=subject):
                story = self.said("explain", subject)
                self.assertIn(f"mail {reference}: <alice@sender.example> -> "
                              "<bob@customer.example>\n", story)
                self.assertIn("first attempt, deferred: nothing was known of this sender from "
                              "203.0.113.9", story)
                self.assertIn("too early, and was deferred", story)
                self.assertIn("and passed; its sender is known from now on", story)
                self.assertLess(story.index("first attempt"), story.index("too early"))
        mails = json.loads(self.said("explain", "--json", reference))["mails"]
        self.assertEqual([attempt["outcome"] for attempt in mails[0]["attempts"]],
                         ["new", "early", "reconnect"])
        self.assertEqual(mails[0]["became"], "passed")
        self.assertIn("knows of no mail", self.said("explain", "nobody@nowhere.example"))
        self.assertIn("cannot be explained", self.refused("explain", "why did it wait"))

    def test_what_waits_has_its_times_and_advice(self):
        self.begin(reconnect_delay="5m")
        self.daemon.query()
        self.wait_rows(1)
        story = self.said("explain", "bob@customer.example")
        self.assertIn("it waits: a retry passes after ", story)
        self.assertIn("greyctl allow mail.sender.example\n", story)

    def test_a_client_is_found_however_its_address_was_written(self):
        self.begin()
        self.daemon.query(client_address="::ffff:198.51.100.7", client_name="unknown")
        self.wait_rows(1)
        for address in ("198.51.100.7", "::ffff:198.51.100.7"):
            self.assertIn("198.51.100.7", self.said("history", "--client", address))
            self.assertIn("it waits", self.said("explain", address))

    def test_what_never_came_back_is_told_from_who_came_with_another_mail(self):
        self.begin(max_connect_age="3s")
        self.daemon.query(sender="robot@bad.example")
        self.come_back(recipient="first@customer.example")
        self.daemon.query(sender="alice@sender.example")
        self.sql("insert into history select at, 0, mx, 'KNKNKNKN', 'new', rule, client_address, "
                 "client_name, helo_name, sender, 'other@customer.example', src, organisation, "
                 "standing from history where sender = 'alice@sender.example' limit 1"
                 if STORAGE == "shared" else
                 "insert into history select null, at, 0, replace(replace(mail, substr(mail, "
                 "instr(mail, char(9)) + 1, 8), 'KNKNKNKN'), 'first@', 'other@') from history "
                 "where mail like '%alice@sender.example%' limit 1"
                 ) if self.wait_rows(4) else None
        let_pass(4)
        became = {row["recipient"]: row["became"] for row in self.rows("--sender", "@sender.example")}
        self.assertEqual(became["other@customer.example"], "known")
        never = self.rows("--outcome", "never")
        self.assertEqual([row["sender"] for row in never], ["robot@bad.example"])
        self.assertIn("never came back", self.said("explain", "robot@bad.example"))

    def test_hostile_names_harm_neither_store_nor_terminal(self):
        self.begin(connect_src_throttle=1)
        self.daemon.query(sender=HOSTILE, helo_name="\x1b]0;x\x07\xff", recipient="b'\\@y.example")
        self.daemon.query(sender="x" * 3000 + "@long.example", helo_name="h" * 3000)
        rows = self.wait_rows(2)
        self.assertEqual(self.outcomes(rows), ["new", "throttled"])
        self.assertEqual(rows[-1]["sender"], HOSTILE.lower())
        self.assertIn("\x1b", rows[-1]["helo_name"])
        for text in (self.said("history"), self.said("explain", "203.0.113.9")):
            self.assertTrue(all(c == "\n" or c.isprintable() for c in text), text)
        self.assertEqual(len(self.rows("--recipient", "b'\\@y.example")), 1)

    def test_json_is_valid_whatever_bytes_a_name_holds(self):
        self.begin()
        high = "".join(chr(0xdc00 + byte) for byte in range(0x80, 0x100))
        for part in (high[:64], high[64:]):
            self.daemon.query(sender=part + "@x.example", helo_name=part,
                              recipient=part + "@y.example")
        for row in self.wait_rows(2):
            self.assertEqual(row["sender"], "\ufffd" * 64 + "@x.example")
            self.assertEqual(row["helo_name"], "\ufffd" * 64)
        self.assertEqual(len(json.loads(self.said("explain", "--json", "203.0.113.9"))["mails"]), 2)
        would = self.said("explain", "--would", "--json", "client_address=203.0.113.9",
                          f"sender={high}@x.example", f"helo_name={high}")
        self.assertEqual(json.loads(would)["outcome"], "new")
        json.loads(self.said("report", "--json"))

    def test_nothing_is_kept_where_nothing_shall_be_and_a_reload_changes_that(self):
        self.begin(history_keep=0)
        self.daemon.query()
        time.sleep(0.5)
        for command in (["history"], ["history", "--json"], ["explain", "alice@sender.example"]):
            said = self.refused(*command)
            self.assertIn("history_keep = 0", said)
            self.assertIn("explain --would", said)
        self.assertIn("would be answered",
                      self.said("explain", "--would", "client_address=203.0.113.9",
                                "sender=alice@sender.example", "recipient=b@y.example"))
        report = json.loads(self.said("report", "--json"))
        self.assertFalse(report["site"]["history_kept"])
        self.assertIsNone(report["site"]["first_attempts"])
        self.assertIsNone(report["mails"])
        self.assertIn("history_keep = 0", self.said("report"))
        self.daemon.write_config(history_keep=7)
        self.assertEqual(self.daemon.ctl("reload").returncode, 0)
        self.daemon.query(sender="second@sender.example")
        self.assertEqual(len(self.wait_rows(1)), 1)
        self.daemon.write_config(history_keep=0)
        self.assertEqual(self.daemon.ctl("reload").returncode, 0)
        self.assertIn("history_keep = 0", self.refused("history"))
        wait_until(lambda: self.sql("select count(*) from history") == "0", 20, 0.1,
                   "an empty history")

    def test_old_days_are_dropped(self):
        self.begin()
        self.daemon.query()
        self.wait_rows(1)
        old = int(time.time()) - 9 * 86400
        if STORAGE == "shared":
            self.sql(f"insert into history select to_timestamp({old}), 0, 'mx', 'ALTALTAL', 'new', "
                     "'', '', '', '', '', '', '', '', ''")
            day = time.strftime("%Y%m%d", time.gmtime(old - 86400))
            begin = time.strftime("%Y-%m-%d", time.gmtime(old - 86400))
            end = time.strftime("%Y-%m-%d", time.gmtime(old))
            self.sql(f"create table history_{day} partition of history for values from "
                     f"('{begin} 00:00Z') to ('{end} 00:00Z')")
        else:
            self.sql(f"insert into history values (-5, {old}, 0, 'mx' || char(9) || 'ALTALTAL' || "
                     "char(9) || 'new' || replace(hex(zeroblob(9)), '00', char(9)))")
        self.assertEqual(len(self.rows()), 2)
        self.daemon.stop()
        self.daemon.start()
        wait_until(lambda: len(self.rows()) == 1, 20, 0.1, "the old row gone")
        if STORAGE == "shared":
            self.assertEqual(self.sql(f"select to_regclass('history_{day}') is null"), "t")

    def test_would_decides_and_remembers_nothing(self):
        self.begin()
        said = self.said("explain", "--would", "client_address=203.0.113.9",
                         "client_name=mail.sender.example", "sender=alice@sender.example",
                         "recipient=bob@customer.example")
        self.assertIn("would be answered: defer_if_permit Greylisted for", said)
        self.assertIn("outcome new: first attempt, deferred: nothing was known", said)
        self.assertIn("source 203.0.113.9", said)
        let_pass(DELAY)
        self.come_back()
        known = json.loads(self.said("explain", "--would", "--json", "client_address=203.0.113.9",
                                     "sender=alice@sender.example", "recipient=c@y.example"))
        self.assertEqual(known["outcome"], "from_awl")
        self.assertTrue(known["passes"])
        self.assertIn("its sender is known from 203.0.113.9", known["because"])
        self.daemon.write_list("clients_ip_whitelist.local", "# ours", "203.0.113.77")
        self.daemon.reload()
        wait_until(lambda: "whitelisted" in self.said("explain", "--would",
                                                      "client_address=203.0.113.77"), 10,
                   what="the list")
        self.assertIn("clients_ip_whitelist.local:2: 203.0.113.77",
                      self.said("explain", "--would", "client_address=203.0.113.77"))
        self.assertIn("none of our business",
                      self.said("explain", "--would", "client_address=203.0.113.9",
                                "sasl_username=alice"))
        self.assertIn("no attribute", self.refused("explain", "--would", "nonsense"))

    def test_an_organisation_and_its_standing_are_part_of_the_story(self):
        self.begin(greymethod="organisation")
        self.daemon.query()
        let_pass(DELAY)
        self.assertIn("delayed", self.daemon.query(client_address="198.51.100.7",
                                                   client_name="out2.sender.example"))
        rows = self.wait_rows(2)
        self.assertEqual(self.outcomes(rows), ["new", "reconnect"])
        self.assertEqual({row["organisation"] for row in rows}, {"sender.example"})
        self.assertEqual({row["standing"] for row in rows}, {"good"})
        self.assertEqual(len({row["reference"] for row in rows}), 1)
        story = self.said("explain", rows[0]["reference"])
        self.assertIn("organisation sender.example (in good standing)", story)
        self.assertIn("nothing was known of this sender from 203.0.113 or sender.example", story)
        self.assertIn("from 198.51.100.7 (out2.sender.example): came back after", story)
        self.assertEqual(len(self.rows("--client", "sender.example")), 2)
        would = json.loads(self.said("explain", "--would", "--json", "client_address=192.0.2.99",
                                     "client_name=out3.sender.example", "recipient=c@y.example"))
        self.assertEqual((would["organisation"], would["standing"]), ("sender.example", "good"))
        self.assertIn("greyctl show sender.example",
                      self.said("show", "192.0.2.99", "out3.sender.example"))
        known = json.loads(self.said(
            "explain", "--would", "--json", "client_address=192.0.2.99",
            "client_name=out3.sender.example", "sender=alice@sender.example",
            "recipient=c@y.example"))
        self.assertIn(known["outcome"], ("from_awl", "domain_awl"))
        self.assertIn("is known from sender.example", known["because"])

    def test_would_knows_the_rule_of_discrimination_by_its_line(self):
        self.begin(discrimination="on")
        self.daemon.write_list("discrimination.regexp", "# suspicious", "", "helo_name =~ ^bad",
                               "sender =~ nobody")
        self.daemon.reload()
        arguments = ("client_address=203.0.113.9", "sender=nobody@x.example",
                     "recipient=b@y.example")
        wait_until(lambda: "discrimination.regexp:4" in self.said("explain", "--would", *arguments),
                   10, what="the rules")
        self.assertIn("no rule of discrimination.regexp matches",
                      self.said("explain", "--would", "client_address=203.0.113.9", "sender=a@x"))
        self.daemon.query(sender="nobody@x.example")
        self.wait_rows(1)
        self.assertIn("greylisted by discrimination.regexp:4: sender =~ nobody",
                      self.said("explain", "203.0.113.9"))

    @unittest.skipUnless(STORAGE == "shared", "embedded it is one host's")
    def test_any_host_shows_what_waited_at_all(self):
        self.begin()
        second = Greycache(self.directory / "mx2", **{
            name: value for name, value in self.daemon.settings.items()
            if name not in ("socket", "state_dir", "control_socket", "conf_dir")})
        self.addCleanup(second.stop)
        second.start()
        wait_until(second.is_up, 20, 0.05, "the stores in use")
        self.daemon.query()
        let_pass(DELAY)
        second.query()
        for daemon in (self.daemon, second):
            rows = self.wait_rows(2, daemon=daemon)
            self.assertEqual(self.outcomes(rows), ["new", "reconnect"])

    def test_what_makes_no_sense_is_refused_with_what_does(self):
        self.begin()
        for arguments in (["--since", "0"], ["--since", "-1"], ["--since=-1h"], ["--since", "10y"],
                          ["--limit", "0"], ["--limit", "-1"], ["--limit=-1"], ["--limit", "x"],
                          ["--outcome", "whitelisted"], ["--outcome", ""], ["--sender", ""],
                          ["--recipient", ""], ["--client", ""], ["--sender", "nobody"]):
            said = self.refused("history", *arguments)
            self.assertNotEqual(said, "", arguments)
        self.refused("explain", "")


if __name__ == "__main__":
    main()
