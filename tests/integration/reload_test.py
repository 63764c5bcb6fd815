"""Each setting that a reload changes takes effect by it: a test for each, by its name."""

import os
import pathlib
import re
import time
import unittest

from greytest.daemon_test import STORAGE, DaemonTest, let_pass, main
from greytest.entries_file import ask_file
from greytest.panel import Panel
from greytest.policy_request import policy_request
from greytest.wait import wait_until

MAIL = """#!/bin/sh
echo "$@" >{file}.new && mv {file}.new {file}
"""


def reloadable_settings():
    """Those that the sample file, which is made of the table of settings, does not except."""
    text = pathlib.Path(os.environ["GREYCACHE_SAMPLE"]).read_text("utf-8")
    names = set()
    for block in re.split(r"\n\n+", text):
        words = " ".join(line.removeprefix("#").strip() for line in block.splitlines())
        name = re.search(r"^#?([a-z][a-z0-9_]*) =", block, re.MULTILINE)
        if name and "needs a restart" not in words:
            names.add(name[1])
    return names


class TableTest(unittest.TestCase):
    def test_every_reloadable_setting_has_its_test(self):
        tests = {name.removeprefix("test_") for name in dir(ReloadTest) if name.startswith("test_")}
        self.assertEqual(tests, reloadable_settings())


class ReloadTest(DaemonTest):
    # First attempts from here are asked about; each test has its own daemon.
    ADDRESS = "203.0.113.9"

    def begin(self, **settings):
        self.daemon = self.started(**{"reconnect_delay": "1s", **settings})

    def change(self, **settings):
        """Writes the file and has it read; it is in effect at return."""
        self.daemon.write_config(**settings)
        answer = self.daemon.ctl("reload")
        self.assertEqual(answer.returncode, 0, answer.stderr)

    def ask(self, sender="a@x.example", **attributes):
        return self.daemon.query(**{"client_address": self.ADDRESS, "sender": sender, **attributes})

    def assert_greylisted(self, **attributes):
        self.assertIn("Greylisted", self.ask(**attributes))

    def assert_passes(self, **attributes):
        self.assertNotIn("Greylisted", self.ask(**attributes))

    def make_known(self, sender="a@x.example"):
        self.assert_greylisted(sender=sender)
        let_pass(1)
        self.assert_passes(sender=sender)

    def test_reconnect_delay(self):
        self.begin(reconnect_delay="5")
        self.assertIn("5 minutes", self.ask())
        self.change(reconnect_delay="6")
        self.assertIn("6 minutes", self.ask())

    def test_history_keep(self):
        self.begin(history_keep=0)
        self.assert_greylisted()
        self.change(history_keep="7")
        self.assert_greylisted(sender="b@x.example")
        wait_until(lambda: "b@x.example" in self.daemon.ctl("history").stdout, 10,
                   what="a history")
        self.assertNotIn("a@x.example", self.daemon.ctl("history").stdout)

    def test_max_connect_age(self):
        self.begin()
        self.assert_greylisted()
        self.change(max_connect_age="2s")
        let_pass(3)
        self.assert_greylisted()

    def test_awl_age(self):
        self.begin()
        self.make_known()
        self.assert_passes(recipient="other@customer.example")
        self.change(awl_age="0")
        self.assert_greylisted(recipient="third@customer.example")

    def test_awl_refresh(self):
        self.begin(awl_refresh="1h")
        self.make_known()
        self.assert_passes()
        before = self.last_seen()
        let_pass(1)
        self.assert_passes()
        self.change(awl_refresh="0")
        self.assertEqual(self.last_seen(), before)
        self.assert_passes()
        wait_until(lambda: self.last_seen() > before, what="a later last_seen")

    def last_seen(self):
        """Of the one auto-whitelisted sender, as soon as the persistent store has it."""
        def read():
            if STORAGE == "shared":
                return self.servers.psql(
                    "select extract(epoch from last_seen)::bigint from greycache.from_awl")
            return ask_file(self.daemon.settings["state_dir"],
                            "select last_seen from greycache.from_awl")
        return int(wait_until(read, what="the sender in the store"))

    OWN = "anna@customer.example"

    def write_to(self, recipient, **more):
        """Mail of an own user."""
        more = {"client_address": "192.0.2.77", "sasl_username": "anna", **more}
        self.assertEqual(self.daemon.query(sender=self.OWN, recipient=recipient, **more), "dunno")

    def test_correspondents(self):
        self.begin(correspondents="off")
        self.write_to("a@x.example")
        self.assert_greylisted(sender="a@x.example", recipient=self.OWN)
        self.change(correspondents="address")
        self.write_to("b@x.example")
        self.assert_passes(sender="b@x.example", recipient=self.OWN)

    def test_correspondent_age(self):
        self.begin()
        self.write_to("a@x.example")
        self.assert_passes(sender="a@x.example", recipient=self.OWN)
        self.change(correspondent_age="0")
        self.assert_greylisted(sender="a@x.example", recipient=self.OWN)

    def test_correspondent_networks(self):
        self.begin()
        self.assert_greylisted(sender=self.OWN, recipient="a@x.example",
                               client_address="192.0.2.77")
        self.change(correspondent_networks="192.0.2.0/24")
        self.write_to("a@x.example", sasl_username="")
        self.assert_passes(sender="a@x.example", recipient=self.OWN)

    def test_correspondent_limit(self):
        self.begin(correspondent_limit="1")
        self.write_to("a@x.example")
        self.write_to("b@x.example")
        self.assert_greylisted(sender="b@x.example", recipient=self.OWN)
        self.change(correspondent_limit="5")
        self.write_to("c@x.example")
        self.assert_passes(sender="c@x.example", recipient=self.OWN)

    def test_whitelists_host(self):
        """greyctl reads it each time; the daemon takes what it says, and refuses what is none."""
        self.begin()
        self.change(whitelists_host="http://127.0.0.1:1/lists")
        answer = self.daemon.ctl("update-lists", "--check")
        self.assertIn("http://127.0.0.1:1/lists/clients_ip_whitelist cannot be fetched",
                      answer.stderr)
        self.daemon.write_config(whitelists_host="ftp://127.0.0.1")
        self.assertIn("is no place of lists", self.daemon.ctl("reload").stderr)

    def test_public_suffix_list(self):
        self.begin(greymethod="organisation")
        self.assertTrue(self.passes_from_another_host("a@x.example"))
        installed = pathlib.Path("/usr/share/publicsuffix/public_suffix_list.dat")
        end = "// ===END PRIVATE DOMAINS==="
        own = pathlib.Path(self.daemon.directory) / "suffixes.dat"
        own.write_text(installed.read_text("utf-8").replace(end, f"pool.example\n{end}"), "utf-8")
        self.change(public_suffix_list=own)
        self.assertFalse(self.passes_from_another_host("b@y.example"))

    def passes_from_another_host(self, sender):
        self.assert_greylisted(sender=sender, client_name="out-a.pool.example")
        let_pass(1)
        return "Greylisted" not in self.ask(sender, client_address="198.51.100.7",
                                            client_name="out-b.pool.example")

    def test_group_domain_level(self):
        self.begin(group_domain_level="0")
        self.make_known("a@x.example")
        self.assert_greylisted(sender="b@x.example")
        self.change(group_domain_level="1")
        self.make_known("c@x.example")
        self.assert_passes(sender="d@x.example")

    def test_reply_reference(self):
        self.begin(reply_reference="off", reconnect_delay="5")
        self.assertEqual(self.ask(), "defer_if_permit Greylisted for 5 minutes")
        self.change(reply_reference="on")
        self.assertRegex(self.ask(), r"^defer_if_permit Greylisted for 5 minutes \(ref \w{8}\)$")
        self.daemon.process.wait_for_log(" ref ", 5)

    def test_reply_url(self):
        self.begin()
        self.assertNotIn("https", self.ask())
        self.change(reply_url="https://help.example/%r")
        self.assertRegex(self.ask(), r" \(ref (\w{8})\), see https://help.example/\1$")

    def test_greymethod(self):
        self.begin(greymethod="full")
        self.change(greymethod="classc")
        self.assert_greylisted()
        let_pass(1)
        self.assert_passes(client_address="203.0.113.10")

    def test_ipv6_prefix(self):
        self.begin(greymethod="classc", ipv6_prefix="128")
        self.change(ipv6_prefix="64")
        self.assert_greylisted(client_address="2001:db8::1")
        let_pass(1)
        self.assert_passes(client_address="2001:db8::2")

    def test_optmethod(self):
        self.begin(optmethod="none")
        self.assert_greylisted()
        self.change(optmethod="optin")
        wait_until(lambda: "inactive" in self.ask(), what="greylisting for nobody")

    def test_discrimination(self):
        self.begin(discrimination="off")
        self.daemon.write_list("discrimination.regexp", "sender =~ ^nobody@")
        self.assert_greylisted()
        self.change(discrimination="on")
        self.assert_passes()

    def test_discrimination_add_rulenr(self):
        self.begin(discrimination="on")
        self.daemon.write_list("discrimination.regexp", "sender =~ ^a@")
        self.change()
        self.assertNotIn("(1)", self.ask())
        self.change(discrimination_add_rulenr="on")
        self.assertIn("(1)", self.ask())

    def test_connect_src_throttle(self):
        self.begin(reconnect_delay="10m")
        self.assert_greylisted(sender="a@x.example")
        self.change(connect_src_throttle="1")
        self.assertIn("Throttling", self.ask(sender="b@y.example"))

    def test_in_doubt(self):
        self.daemon = self.greycache()
        if STORAGE == "shared":
            self.daemon.settings["database"] = "host=/nonexistent dbname=grey"
        else:
            (self.daemon.directory / "state" / "greycache.sqlite").mkdir()
        self.daemon.start()
        self.assert_passes()
        self.change(in_doubt="greylist")
        self.assert_greylisted()

    def test_reject_first_attempt(self):
        self.begin(reconnect_delay="10m")
        self.assertTrue(self.ask().startswith("defer_if_permit"))
        self.change(reject_first_attempt="immed")
        self.assertTrue(self.ask(sender="b@x.example").startswith("450"))

    def test_reject_early_reconnect(self):
        self.begin(reconnect_delay="10m")
        self.assert_greylisted()
        self.change(reject_early_reconnect="immed")
        self.assertTrue(self.ask().startswith("450"))

    def test_reject_code(self):
        self.begin(reject_first_attempt="immed")
        self.assertTrue(self.ask().startswith("450"))
        self.change(reject_code="451")
        self.assertTrue(self.ask(sender="b@x.example").startswith("451"))

    def test_prepend(self):
        self.begin()
        self.make_known()
        self.assertIn("X-Greylist", self.ask())
        self.change(prepend="off")
        self.assertEqual(self.ask(), "dunno")

    def test_conf_dir(self):
        self.begin()
        self.assert_greylisted()
        other = self.daemon.directory / "other"
        other.mkdir()
        (other / "clients_ip_whitelist").write_text(f"{self.ADDRESS}\n", "ascii")
        self.change(conf_dir=other)
        self.assertIn("whitelist", self.ask())
        # And what changes there counts by itself.
        (other / "clients_ip_whitelist.local").write_text("203.0.113.77\n", "ascii")
        wait_until(lambda: "whitelist" in self.ask(client_address="203.0.113.77"),
                   what="the local list of the new directory")

    def test_panel_settings(self):
        panel = Panel(self.directory / "panel.sock")
        self.begin(panel_socket=panel.path, panel_user="")
        change = {"changes": {"awl_age": "30"}, "was": panel.ask("settings")["hash"]}
        self.assertEqual(panel.ask("setting_write", **change)["code"], "forbidden")
        self.change(panel_settings="write")
        self.assertTrue(panel.ask("setting_write", **change)["written"])

    def test_max_connections(self):
        self.daemon = self.greycache(max_connections=2)
        self.daemon.prefix = ("prlimit", "--nofile=104:4096")
        self.daemon.start()
        self.change(max_connections=300)
        connections = [self.daemon.connection(timeout=10) for _ in range(300)]
        for number, connection in enumerate(connections):
            self.addCleanup(connection.close)
            self.assertIn("Greylisted", connection.ask(), number)

    def test_max_request(self):
        self.begin()
        request = policy_request(ccert_subject="x" * 5000)
        with self.daemon.connection() as connection:
            connection.send(request)
            self.assertIn("Greylisted", connection.read_reply())
            self.change(max_request="4k")
            connection.send(request)
            self.assertEqual(connection.received(5), b"")

    def test_request_timeout(self):
        if STORAGE != "shared":
            self.skipTest("nothing can be made to wait for the file of the embedded storage")
        self.begin(request_timeout="5s")
        self.assert_greylisted()
        self.change(request_timeout="300ms")
        self.servers.postgres.pause()
        self.addCleanup(self.servers.postgres.resume)
        before = time.monotonic()
        self.ask(client_address="198.51.100.7")
        self.assertLess(time.monotonic() - before, 2.0)

    def test_idle_timeout(self):
        self.begin()
        with self.daemon.connection() as connection:
            self.assertIn("Greylisted", connection.ask())
            self.assertIsNone(connection.received(2))
            self.change(idle_timeout="1s")
            self.assertEqual(connection.received(5), b"")

    def test_loglevel(self):
        self.begin(loglevel="0")
        self.assert_greylisted()
        self.assertNotIn("grey: ", self.daemon.log())
        self.change(loglevel="2")
        self.assert_greylisted()
        wait_until(lambda: "grey: " in self.daemon.log(), what="a decision in the log")

    def test_log_override(self):
        self.begin(log_override="grey:0")
        self.assert_greylisted()
        self.assertNotIn("grey: ", self.daemon.log())
        self.change(log_override="")
        self.assert_greylisted()
        wait_until(lambda: "grey: " in self.daemon.log(), what="a decision in the log")

    def test_log_format(self):
        self.begin()
        self.assert_greylisted()
        self.change(log_format="json")
        self.assert_greylisted()
        wait_until(lambda: '{"' in self.daemon.log(), what="an object in the log")

    def test_admin_mail(self):
        program, sent = self.fake_sendmail("one")
        self.begin(admin_mail="old@example.org", sendmail_path=program)
        self.change(admin_mail="new@example.org")
        self.break_a_list()
        wait_until(sent.exists, 20, what="a mail")
        self.assertIn("new@example.org", sent.read_text("utf-8"))

    def test_sendmail_path(self):
        old, old_sent = self.fake_sendmail("one")
        new, new_sent = self.fake_sendmail("other")
        self.begin(admin_mail="root@example.org", sendmail_path=old)
        self.change(sendmail_path=new)
        self.break_a_list()
        wait_until(new_sent.exists, 20, what="a mail")
        self.assertFalse(old_sent.exists())

    def fake_sendmail(self, name):
        """A program, and the file in which it leaves its arguments."""
        sent = self.directory / f"{name}.sent"
        path = self.directory / name
        path.write_text(MAIL.format(file=sent), "ascii")
        path.chmod(0o755)
        return path, sent

    def break_a_list(self):
        (self.daemon.directory / "lists" / "clients_ip_whitelist.local").mkdir()


if __name__ == "__main__":
    main()
