"""Clients by their organisation: a retry from another of its hosts passes, on each MX."""

from greytest.daemon_test import STORAGE, DaemonTest, let_pass, main
from greytest.wait import wait_until

DELAY = 1
FIRST = {"client_address": "192.0.2.7", "client_name": "out-a.pool.example"}
SECOND = {"client_address": "198.51.100.7", "client_name": "out-b.pool.example"}
THIRD = {"client_address": "203.0.113.7", "client_name": "out-c.mail.pool.example"}
ELSEWHERE = {"client_address": "203.0.113.99", "client_name": "mx.elsewhere.example"}


class OrganisationTest(DaemonTest):
    def setUp(self):
        super().setUp()
        self.daemon = self.organised()

    def organised(self, name="mx1", **settings):
        return self.started(name, reconnect_delay=f"{DELAY}s", greymethod="organisation", **settings)

    def said(self, *arguments):
        answer = self.daemon.ctl(*arguments)
        self.assertEqual(answer.returncode, 0, answer.stderr)
        return answer.stdout

    def come_back(self, sender="alice@em1.sender.example"):
        self.assertIn("Greylisted", self.daemon.query(sender=sender, **FIRST))
        let_pass(DELAY)
        self.assertIn("delayed", self.daemon.query(sender=sender, **SECOND))

    def test_a_retry_passes_from_another_network_and_its_sender_is_known_at_all(self):
        self.come_back()
        for host in (THIRD, FIRST, SECOND):
            self.assertIn("auto-whitelisted",
                          self.daemon.query(sender="alice@em77.sender.example", **host))
        self.assertIn("Greylisted", self.daemon.query(sender="alice@em1.sender.example", **ELSEWHERE))

    def test_a_restart_forgets_nothing(self):
        self.come_back()
        self.daemon.kill()
        self.daemon.start()
        self.assertIn("auto-whitelisted",
                      self.daemon.query(sender="alice@em77.sender.example", **THIRD))

    def test_another_mx_knows_what_the_first_was_asked(self):
        if STORAGE != "shared":
            self.skipTest("one host")
        shared = {key: self.daemon.settings[key] for key in ("storage", "redis", "database")}
        other = self.organised("mx2", **shared)
        self.assertIn("Greylisted", self.daemon.query(sender="alice@em1.sender.example", **FIRST))
        let_pass(DELAY)
        self.assertIn("delayed", other.query(sender="alice@em1.sender.example", **SECOND))
        self.assertIn("auto-whitelisted",
                      self.daemon.query(sender="alice@em2.sender.example", **THIRD))

    def test_switching_the_greymethod_loses_nothing(self):
        self.come_back()
        self.daemon.write_config(greymethod="smart")
        self.said("reload")
        self.assertIn("auto-whitelisted",
                      self.daemon.query(sender="alice@em1.sender.example", **SECOND))
        self.assertIn("Greylisted", self.daemon.query(sender="alice@em1.sender.example", **THIRD))
        self.daemon.write_config(greymethod="organisation")
        self.said("reload")
        self.assertIn("auto-whitelisted",
                      self.daemon.query(sender="alice@em1.sender.example", **THIRD))

    def test_show_tells_the_standing_and_the_entries_a_page_at_a_time(self):
        self.come_back()
        for number in range(25):
            self.daemon.query(sender=f"n@d{number:02}.example", **FIRST)
        for name in ("pool.example", "Out-A.Pool.Example"):
            said = self.said("show", name)
            self.assertIn("organisation pool.example\n", said)
            self.assertRegex(said, "good standing: of 1 first attempts of the last 7 days 1 came back")
            self.assertIn("source pool.example@d00.example", said)
            self.assertIn("source pool.example@d19.example", said)
            self.assertNotIn("d20.example", said.replace("show pool.example d19.example", ""))
            self.assertIn("(more: greyctl show pool.example d19.example)", said)
        said = self.said("show", "pool.example", "d19.example")
        self.assertIn("source pool.example@d20.example", said)
        self.assertRegex(said, "source pool.example@sender.example\n  domain_awl everybody@sender.example")
        self.assertNotIn("more:", said)

    def test_show_of_an_address_tells_whether_an_organisation_may_let_its_mail_pass(self):
        self.come_back()
        address, unknown = THIRD["client_address"], "the next mail would be a first attempt"
        counts = "nothing is known of the network: what the organisation has counts"
        said = self.said("show", address, THIRD["client_name"])
        self.assertIn(counts, said)
        self.assertNotIn(unknown, said)
        self.assertIn("(organisation pool.example: what waits there is shown by greyctl show "
                      "pool.example)", said)
        said = self.said("show", address)
        self.assertIn(counts, said)
        self.assertNotIn(unknown, said)
        self.assertIn(f"greyctl show {address} CLIENT-NAME names it", said)
        said = self.said("show", address, "203-0-113-7.isp.example")
        self.assertIn(unknown, said)
        self.assertIn("(no organisation: it looks like a customer's machine", said)
        self.assertNotIn(counts, said)
        said = self.said("show", SECOND["client_address"], SECOND["client_name"])
        self.assertIn("source 198.51.100\n", said)
        self.assertNotIn("nothing is known", said)
        self.daemon.write_config(greymethod="smart")
        self.said("reload")
        said = self.said("show", address, THIRD["client_name"])
        self.assertIn(unknown, said)
        self.assertNotIn("organisation", said)

    def test_source_says_why_without_a_daemon(self):
        self.daemon.stop()
        said = self.said("source", *(f"{key}={value}" for key, value in FIRST.items()),
                         "sender=alice@em1.sender.example")
        self.assertIn("source: 192.0.2 (its network)", said)
        self.assertIn("source for this sender: pool.example@sender.example", said)
        said = self.said("source", "client_address=192.0.2.7", "client_name=192-0-2-7.isp.example")
        self.assertIn("looks like a customer's machine: its address stands in the name", said)

    def test_a_suffix_list_that_is_missing_is_told_and_libpsls_stands_in(self):
        daemon = self.organised("mx2", public_suffix_list="/nonexistent/list")
        wait_until(lambda: "stands in" in daemon.log(), what="the warning")
        self.assertIn("Greylisted", daemon.query(sender="bob@em1.sender.example", **FIRST))


if __name__ == "__main__":
    main()
