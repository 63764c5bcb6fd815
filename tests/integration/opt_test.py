"""Opt-in and opt-out: the four tables, changed by anybody, count within about a second."""

import json
import os
import sqlite3
import time
import unittest

from greytest.daemon_test import STORAGE, DaemonTest, main
from greytest.paths import SOURCE
from greytest.wait import wait_until

# The tables of section H of the reference's test vectors.
ROWS = {
    "optin_domain": ["ind.org", "both.org", "inx.org"],
    "optin_email": ["in@mail.org", "r@both.org", "rin@outd.org"],
    "optout_domain": ["outd.org", "both.org"],
    "optout_email": ["r@inx.org", "rr@both.org", "out@mail.org"],
}

# A change counts within about a second; a loaded machine gets some more.
SOON = 5.0


class OptTest(DaemonTest):
    def begin(self, optmethod):
        """Starts the daemon, and waits until its database has its tables."""
        self.daemon = self.started(optmethod=optmethod, reconnect_delay="10m")
        self.said("optin", "list")

    def greylisted(self, recipient):
        """Whether mail for this recipient is."""
        action = self.daemon.query(recipient=recipient)
        if "Greylisted for" in action:
            return True
        self.assertIn(f"greylisting inactive for {recipient} in ", action)
        return False

    def sql(self, statement):
        """Changes a table behind the daemon's back, as a front-end does."""
        if STORAGE == "shared":
            self.servers.psql("set search_path = greycache; " + statement)
            return
        path = self.daemon.directory / "state" / "greycache.sqlite"
        connection = sqlite3.connect(path, timeout=5)
        connection.executescript(statement)
        connection.close()

    def fill(self, rows):
        """Adds rows to several tables, all at once."""
        inserts = ""
        for table, names in rows.items():
            values = ", ".join(f"('{name}')" for name in names)
            inserts += f"insert into {table} values {values}; "
        self.sql(f"begin; {inserts} commit")

    def soon(self, recipient, greylisted):
        """Waits until the recipient is (or is not) greylisted; returns how long that took."""
        begin = time.monotonic()
        wait_until(lambda: self.greylisted(recipient) == greylisted, SOON,
                   what=f"{recipient} greylisted: {greylisted}")
        return time.monotonic() - begin

    def said(self, *arguments):
        answer = self.daemon.ctl(*arguments)
        self.assertEqual(answer.returncode, 0, answer.stderr)
        return answer.stdout

    def check(self, expected):
        for recipient, greylisted in expected.items():
            self.assertEqual(self.greylisted(recipient), greylisted, recipient)

    def test_who_is_asked_first_after_a_start_has_the_tables(self):
        self.begin("optout")
        self.fill({"optout_domain": ["customer.example"]})
        for _ in range(3):
            self.assertEqual(self.daemon.stop(), 0)
            self.daemon.start()
            self.assertTrue(self.greylisted("bob@other.example"))
            self.assertFalse(self.greylisted("bob@customer.example"))

    def test_optin_as_sqlgrey(self):
        self.begin("optin")
        self.fill(ROWS)
        self.soon("r@both.org", True)
        self.check({"u@ind.org": True, "u@none.org": False, "IN@Mail.ORG": True,
                    "in+tag@mail.org": False, "r@inx.org": False, "r@both.org": True,
                    "rr@both.org": False, "nobody": False, "": False})

    def test_optout_as_sqlgrey(self):
        self.begin("optout")
        self.fill(ROWS)
        self.soon("r@inx.org", False)
        self.check({"u@none.org": True, "u@outd.org": False, "rin@outd.org": True,
                    "r@inx.org": False, "r@both.org": True, "rr@both.org": False,
                    "u@both.org": False})

    def test_a_row_that_somebody_changes_counts_soon(self):
        self.begin("optout")
        self.soon("bob@customer.example", True)
        took = []
        for _ in range(3):
            self.sql("insert into optout_email values ('bob@customer.example')")
            took.append(self.soon("bob@customer.example", False))
            self.sql("delete from optout_email")
            took.append(self.soon("bob@customer.example", True))
        self.assertLess(min(took), 1.5)

    @unittest.skipUnless(STORAGE == "shared", "roles are PostgreSQL's")
    def test_a_panel_with_the_rights_that_the_page_names_changes_rows_and_sees_nothing_else(self):
        self.begin("optout")
        page = (SOURCE / "docs" / "operations.md").read_text("utf-8")
        grants = page[page.index("    create role panel"):]
        self.servers.psql(grants[:grants.index("\n\n")])
        as_panel = "set role panel; insert into greycache.optout_domain values ('panel.example')"
        self.servers.psql(as_panel + " on conflict do nothing")
        wait_until(lambda: not self.greylisted("bob@panel.example"), SOON, what="the panel's row")
        self.servers.psql("set role panel; delete from greycache.optout_domain")
        wait_until(lambda: self.greylisted("bob@panel.example"), SOON, what="its deletion")
        for table in ("connect", "from_awl", "expectation", "opt_version", "history"):
            with self.assertRaisesRegex(AssertionError, "permission denied"):
                self.servers.psql(f"set role panel; select count(*) from greycache.{table}")

    def test_rows_that_are_there_at_the_start_count(self):
        self.begin("none")
        self.fill({"optout_domain": ["customer.example"]})
        self.assertTrue(self.greylisted("bob@customer.example"))
        self.daemon.stop()
        self.daemon.settings["optmethod"] = "optout"
        self.daemon.start()
        self.soon("bob@other.example", True)
        self.assertFalse(self.greylisted("bob@customer.example"))

    def test_a_reload_begins_and_ends_it(self):
        self.begin("none")
        self.fill({"optout_domain": ["customer.example"]})
        self.assertTrue(self.greylisted("bob@customer.example"))
        self.daemon.write_config(optmethod="optout")
        self.daemon.reload()
        self.soon("bob@customer.example", False)
        self.soon("bob@other.example", True)
        self.daemon.write_config(optmethod="none")
        self.daemon.reload()
        self.soon("bob@customer.example", True)

    def test_greyctl_adds_removes_and_lists(self):
        self.begin("optout")
        self.soon("bob@customer.example", True)
        said = self.said("optout", "add", "Customer.example", "bob@Other.example")
        self.assertEqual(said, "customer.example is added to optout_domain\n"
                               "bob@other.example is added to optout_email\n")
        self.soon("bob@customer.example", False)
        self.soon("bob@other.example", False)
        self.assertEqual(self.said("optout", "add", "customer.example"),
                         "customer.example is already there, in optout_domain\n")
        self.assertEqual(self.said("optout", "list"),
                         "optout_domain (1)\n  customer.example\n"
                         "optout_email (1)\n  bob@other.example\n")
        self.said("optin", "add", "bob@customer.example")
        self.soon("bob@customer.example", True)
        self.said("optin", "remove", "bob@customer.example")
        self.soon("bob@customer.example", False)
        self.assertEqual(self.said("optin", "remove", "bob@customer.example"),
                         "bob@customer.example is not there, in optin_email\n")
        self.said("optout", "remove", "customer.example", "bob@other.example")
        self.soon("bob@customer.example", True)
        self.assertEqual(self.said("optout", "list"), "optout_domain (0)\noptout_email (0)\n")

    def test_greyctl_lists_all_rows_of_a_large_table(self):
        self.begin("optout")
        names = [f"d{i:05}.example" for i in range(20_001)]
        for i in range(0, len(names), 2000):
            self.fill({"optout_domain": names[i:i + 2000]})
        self.fill({"optout_email": ["a@b.example"]})
        lines = self.said("optout", "list").splitlines()
        self.assertEqual(lines[0], "optout_domain (20001)")
        self.assertEqual([line.strip() for line in lines[1:20_002]], names)
        self.assertEqual(lines[20_002:], ["optout_email (1)", "  a@b.example"])

    def test_greyctl_finds_rows_by_a_part_or_a_pattern(self):
        self.begin("optout")
        self.said("optout", "add", "customer.example", "bob@customer.example", "other.example")
        self.assertEqual(self.said("optout", "find", "Customer"),
                         "optout_domain customer.example\noptout_email bob@customer.example\n")
        self.assertEqual(self.said("optout", "find", "*.example"),
                         "optout_domain customer.example\noptout_domain other.example\n"
                         "optout_email bob@customer.example\n")
        self.assertEqual(json.loads(self.said("optout", "find", "--json", "other")),
                         [{"table": "optout_domain", "row": "other.example"}])
        self.assertEqual(len(json.loads(self.said("optout", "list", "--json"))), 3)
        nothing = self.daemon.ctl("optout", "find", "nobody")
        self.assertEqual((nothing.returncode, nothing.stdout), (1, ""))
        self.assertEqual(json.loads(self.said("optin", "list", "--json")), [])

    def test_greyctl_refuses_a_row_that_is_no_domain_and_removes_one_that_is_there(self):
        self.begin("optout")
        for row in ("-", "foo@", "a@-"):
            answer = self.daemon.ctl("optout", "add", row)
            self.assertNotEqual(answer.returncode, 0, row)
            self.assertIn(f"'{row}' ", answer.stderr)
        self.fill({"optout_domain": ["-"]})
        self.assertEqual(self.said("optout", "remove", "-"), "- is removed from optout_domain\n")

    def test_a_row_that_is_no_utf8_is_refused_whatever_the_storage_and_may_be_removed(self):
        self.begin("optout")
        row = os.fsdecode(b"\xff@customer.example")
        answer = self.daemon.ctl("optout", "add", row)
        self.assertEqual(answer.returncode, 64, answer.stderr)
        self.assertIn("'\\xff@customer.example' is no UTF-8", answer.stderr)
        self.assertIn("is not there", self.said("optout", "remove", row))

    def test_greyctl_says_why_a_row_is_refused_and_does_the_others(self):
        self.begin("optout")
        answer = self.daemon.ctl("optout", "add", "@a.example", "b.example", "two words")
        self.assertEqual(answer.returncode, 64)
        self.assertIn("leave the '@' out", answer.stderr)
        self.assertIn("'two words' holds a blank", answer.stderr)
        self.assertEqual(answer.stdout, "b.example is added to optout_domain\n")
        self.assertEqual(self.daemon.ctl("optout", "add", "a\nb").returncode, 64)
        for arguments in (["optin"], ["optin", "add"], ["optout", "sing"]):
            self.assertEqual(self.daemon.ctl(*arguments).returncode, 64, arguments)

    def test_greyctl_says_that_the_tables_do_not_count(self):
        self.begin("none")
        self.assertIn("optmethod is none", self.said("optin", "list"))


if __name__ == "__main__":
    main()
