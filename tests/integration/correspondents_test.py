"""Whom the own users write to does not wait."""

import time

from greytest.daemon_test import STORAGE, DaemonTest, main
from greytest.wait import wait_until

ANNA = "anna@customer.example"
BOB = "bob@shop.example"
HOST = {"client_address": "203.0.113.5", "client_name": "unknown"}


class CorrespondentsTest(DaemonTest):
    def writes(self, daemon, sender=ANNA, recipient=BOB, **more):
        """An own user's mail, which passes as it is."""
        more = {"client_address": "192.0.2.77", "sasl_username": "anna", **more}
        self.assertEqual(daemon.query(sender=sender, recipient=recipient, **more), "dunno")

    def gets(self, daemon, sender=BOB, recipient=ANNA, **more):
        return daemon.query(sender=sender, recipient=recipient, **{**HOST, **more})

    def outcome(self, daemon, name="correspondent"):
        return daemon.stats()["outcomes"][name]

    def test_mail_of_who_was_written_to_passes_at_once(self):
        daemon = self.started()
        self.assertIn("Greylisted", self.gets(daemon, sender="eve@shop.example"))
        self.writes(daemon)
        self.assertNotIn("Greylisted", self.gets(daemon))
        self.assertNotIn("Greylisted", self.gets(daemon, client_address="198.51.100.9",
                                                 sender="bob+anna@shop.example",
                                                 recipient="anna+news@customer.example"))
        self.assertIn("Greylisted", self.gets(daemon, recipient="carl@customer.example"))
        self.assertIn("Greylisted", self.gets(daemon, sender="bobby@shop.example"))
        self.assertEqual(self.outcome(daemon), 2)
        self.assertIn("correspondent", daemon.log())

    def test_another_process_knows_it_too(self):
        daemon = self.started()
        self.writes(daemon)
        daemon.kill()
        daemon.start()
        self.assertNotIn("Greylisted", self.gets(daemon))
        daemon.take_over()
        self.assertNotIn("Greylisted", self.gets(daemon, client_address="198.51.100.9"))

    def test_what_teaches_nothing(self):
        daemon = self.started(correspondent_limit="3")
        self.writes(daemon, sender="")
        self.writes(daemon, recipient="carl@customer.example")
        self.writes(daemon, sasl_username="", client_address="", sender="x@customer.example")
        self.assertIn("Greylisted", self.gets(daemon, sender="carl@customer.example"))
        for number in range(5):
            self.writes(daemon, recipient=f"b{number}@shop.example")
        waits = ["Greylisted" in self.gets(daemon, sender=f"b{number}@shop.example")
                 for number in range(5)]
        self.assertEqual(waits, [False, False, False, True, True])

    def test_own_networks_teach_and_are_not_greylisted(self):
        daemon = self.started(correspondent_networks="192.0.2.0/24, 2001:db8::/32")
        self.writes(daemon, sasl_username="")
        self.writes(daemon, sasl_username="", client_address="2001:db8::5", sender="carl@customer.example")
        self.assertNotIn("Greylisted", self.gets(daemon))
        self.assertNotIn("Greylisted", self.gets(daemon, recipient="carl@customer.example"))
        self.assertEqual(self.outcome(daemon, "not_applicable"), 2)

    def test_for_the_whole_site(self):
        daemon = self.started(correspondents="domain")
        self.writes(daemon, recipient="bob@mail.shop.example")
        for sender in ("eve@shop.example", "news@news.shop.example"):
            self.assertNotIn("Greylisted", self.gets(daemon, sender=sender,
                                                     recipient="carl@customer.example"))
        self.assertIn("Greylisted", self.gets(daemon, sender="eve@other.example"))

    def test_off_and_on_again(self):
        daemon = self.started(correspondents="off")
        self.writes(daemon)
        self.assertIn("Greylisted", self.gets(daemon))
        daemon.write_config(correspondents="address")
        daemon.reload()
        daemon.process.wait_for_log("reload", 10)
        self.assertIn("Greylisted", self.gets(daemon, client_address="198.51.100.9"))
        self.writes(daemon)
        self.assertNotIn("Greylisted", self.gets(daemon, client_address="198.51.100.10"))

    def test_would_knows_them_without_learning(self):
        daemon = self.started()
        asked = ("explain", "--would", "client_address=203.0.113.9", f"sender={BOB}",
                 f"recipient={ANNA}")
        self.assertIn("outcome new: ", daemon.ctl(*asked).stdout)
        self.writes(daemon)
        self.assertIn("outcome correspondent: the recipient wrote to the sender, first ",
                      daemon.ctl(*asked).stdout)
        wait_until(daemon.is_drained, 10, what="journal handed on")
        self.assertIn("outcome correspondent: ", daemon.ctl(*asked).stdout)
        self.assertEqual(self.outcome(daemon, "correspondent"), 0)

    def test_it_is_shown(self):
        daemon = self.started()
        self.writes(daemon)
        wait_until(daemon.is_drained, 10, what="journal handed on")
        for address in (ANNA, BOB):
            shown = daemon.ctl("show", address).stdout
            self.assertIn("source to:anna@customer.example", shown)
            self.assertIn("correspondent bob@shop.example", shown)

    def test_it_comes_back_from_the_persistent_store(self):
        daemon = self.started()
        self.writes(daemon)
        wait_until(daemon.is_drained, 10, what="journal handed on")
        if STORAGE == "shared":
            self.servers.redis_cli("flushall")
        else:
            daemon.stop()
            daemon.start()
        self.assertNotIn("Greylisted", self.gets(daemon))
        # And stays one in whatever is in front of it.
        self.assertNotIn("Greylisted", self.gets(daemon, client_address="198.51.100.9"))
        self.assertEqual(daemon.stats()["outcomes"]["in_doubt"], 0)

    def test_a_store_that_hangs_holds_up_no_user(self):
        if STORAGE != "shared":
            self.skipTest("needs a server")
        daemon = self.started()
        self.servers.redis.pause()
        self.addCleanup(self.servers.redis.resume)
        begin = time.monotonic()
        for number in range(20):
            self.writes(daemon, recipient=f"b{number}@shop.example")
        self.assertLess(time.monotonic() - begin, 0.5)


if __name__ == "__main__":
    main()
