"""Moving in from a real postgrey that was in use: nobody who was known waits, its whitelists mean
the same."""

import contextlib
import fcntl
import os
import time
import unittest

from greytest.daemon_test import DaemonTest, let_pass, main
from postgrey_in_use import PostgreyInUse, missing

DAY = 86400
CLIENTS = """# who runs a pool
pool.example
192.0.2.77
198.51.100
/^mail\\d+\\.re\\.example$/
10.2
"""
RECIPIENTS = """postmaster@
Boss@customer.example
free.example
/^spam/
"""
HOSTS = [("203.0.113.5", "mail.one.example"), ("203.0.115.6", "unknown"),
         ("203.0.114.7", "host-203-0-114-7.dsl.example"), ("2001:db8:5::1", "mx.six.example"),
         ("2001:db8:6::1", "unknown")]
SENDERS = ["anna@one.example", "", "root", "news+tag@one.example", "list-return-4711-x@one.example",
           "bounce-99999@two.example", "o'brien@three.example", "12345@four.example",
           "B=C/D@five.example", "erin@Six.Example"]


@contextlib.contextmanager
def open_directory(path):
    descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def waits(action):
    return action.lower().startswith("defer_if_permit")


@unittest.skipIf(missing(), missing())
class PostgreyTest(DaemonTest):
    def in_use(self, *options, **lists):
        self.theirs = PostgreyInUse(self.directory / "postgrey", *options, **lists).start()
        self.addCleanup(self.theirs.stop)
        self.now = int(time.time())

    def come_back(self, mail, days=2):
        """A mail that waited, and was let in so long ago."""
        begin = self.now - days * DAY
        self.theirs.ask(begin, **mail)
        self.theirs.ask(begin + 600, **mail)

    def ours(self, **settings):
        return self.started(reconnect_delay="1s", **{"greymethod": "smart", **settings})

    def import_into(self, daemon, *options):
        answer = daemon.ctl("import", "postgrey", self.theirs.database,
                            "--defaults", self.theirs.defaults, "--lists", self.theirs.directory,
                            *options)
        self.assertEqual(answer.returncode, 0, answer.stdout + answer.stderr)
        return answer.stdout

    def mails(self):
        return [{"client_address": address, "client_name": name, "sender": sender,
                 "recipient": "bob@customer.example"}
                for address, name in HOSTS for sender in SENDERS]

    def nobody_known_waits(self, *options, **settings):
        self.in_use("--auto-whitelist-clients=0", *options)
        for mail in self.mails():
            self.come_back(mail)
        daemon = self.ours(**settings)
        self.import_into(daemon)
        for mail in self.mails():
            self.assertFalse(waits(self.theirs.ask(self.now, **mail)), mail)
            self.assertFalse(waits(daemon.query(**mail)), mail)
        stranger = {"client_address": "203.0.113.5", "client_name": "mail.one.example",
                    "sender": "new@stranger.example"}
        self.assertTrue(waits(daemon.query(**stranger)))

    def test_by_address(self):
        self.nobody_known_waits("--lookup-by-host")

    def test_by_address_under_full(self):
        self.nobody_known_waits("--lookup-by-host", greymethod="full")

    def test_by_address_under_organisation(self):
        self.nobody_known_waits("--lookup-by-host", greymethod="organisation")

    def test_by_network_under_classc(self):
        self.nobody_known_waits(greymethod="classc")

    def test_by_network_and_the_clients_that_passed(self):
        """A client without a name is known by its address, which its own count tells."""
        self.in_use("--auto-whitelist-clients=100")
        mails = self.mails()
        for number, mail in enumerate(mails):
            # A client is counted once an hour.
            begin = self.now - 5 * DAY + number * 2 * 3600
            self.theirs.ask(begin, **mail)
            self.theirs.ask(begin + 600, **mail)
        daemon = self.ours()
        said = self.import_into(daemon)
        self.assertIn("50  triplets that passed", said)
        for mail in mails:
            self.assertFalse(waits(daemon.query(**mail)), mail)

    def test_who_waits_goes_on_waiting_from_his_first_attempt(self):
        self.in_use()
        mail = self.mails()[0]
        self.theirs.ask(self.now - 200, **mail)
        daemon = self.ours()
        said = self.import_into(daemon)
        self.assertIn("1  triplets that wait", said)
        self.assertIn("delayed 2", daemon.query(**mail))

    def test_a_client_that_passed_often_passes_whatever_it_sends(self):
        self.in_use()
        address, name = HOSTS[1]
        for number in range(5):
            self.come_back({"client_address": address, "client_name": name,
                            "sender": f"anna{number}@one.example"}, days=6 - number)
        mail = {"client_address": address, "client_name": name, "sender": "new@new.example"}
        self.assertFalse(waits(self.theirs.ask(self.now, **mail)))
        daemon = self.ours()
        said = self.import_into(daemon)
        self.assertIn("1  clients that pass whatever they send", said)
        listed = (daemon.directory / "lists" / "clients_ip_whitelist.local").read_text()
        self.assertIn(address, listed)
        let_pass(1)
        self.assertIn("whitelisted", daemon.query(**mail))
        # Twice is once, and the rest of the list is the administrator's.
        daemon.write_list("clients_ip_whitelist.local", "192.0.2.1  # mine", listed.rstrip())
        before = (daemon.directory / "lists" / "clients_ip_whitelist.local").read_text()
        self.import_into(daemon)
        after = (daemon.directory / "lists" / "clients_ip_whitelist.local").read_text()
        self.assertEqual(before, after)

    def test_whitelists_mean_the_same(self):
        self.in_use(clients=CLIENTS, recipients=RECIPIENTS)
        daemon = self.ours(optmethod="optout")
        said = self.import_into(daemon)
        self.assertIn("10.2", said)
        self.assertIn("a user of any domain", said)
        let_pass(1)
        for number, (address, name, recipient) in enumerate((
                ("203.0.113.5", "pool.example", "bob@customer.example"),
                ("203.0.113.5", "a.b.pool.example", "bob@customer.example"),
                ("203.0.113.5", "MX.Pool.Example", "bob@customer.example"),
                ("203.0.113.5", "whirlpool.example", "bob@customer.example"),
                ("192.0.2.77", "unknown", "bob@customer.example"),
                ("192.0.2.78", "unknown", "bob@customer.example"),
                ("198.51.100.9", "unknown", "bob@customer.example"),
                ("203.0.113.5", "mail7.re.example", "bob@customer.example"),
                ("203.0.113.5", "unknown", "boss@customer.example"),
                ("203.0.113.5", "unknown", "any@free.example"),
                ("203.0.113.5", "unknown", "any@customer.example"))):
            mail = {"client_address": address, "client_name": name, "recipient": recipient,
                    "sender": f"s{number}@stranger.example"}
            self.assertEqual(waits(self.theirs.ask(self.now, **mail)), waits(daemon.query(**mail)),
                             mail)

    def test_lists_wait_for_another_program_that_changes_them(self):
        self.in_use(clients=CLIENTS)
        daemon = self.ours()
        lists = daemon.directory / "lists"
        with open_directory(lists) as held:
            fcntl.flock(held, fcntl.LOCK_EX)
            answer = daemon.ctl("import", "postgrey", self.theirs.database,
                                "--defaults", self.theirs.defaults,
                                "--lists", self.theirs.directory)
            self.assertEqual(answer.returncode, 74, answer.stderr)
            self.assertIn("another program holds", answer.stderr)
            self.assertEqual(list(lists.iterdir()), [])
        self.assertIn("written: ", self.import_into(daemon))

    def test_a_dry_run_changes_nothing(self):
        self.in_use(clients=CLIENTS, recipients=RECIPIENTS)
        self.come_back(self.mails()[0])
        daemon = self.ours()
        said = self.import_into(daemon, "--dry-run")
        self.assertIn("1  triplets that passed", said)
        self.assertIn("Nothing was changed", said)
        self.assertEqual(list((daemon.directory / "lists").iterdir()), [])
        self.assertNotIn("from_awl", daemon.ctl("export").stdout)

    def test_hashes_and_what_is_not_there_are_told(self):
        self.in_use("--privacy")
        daemon = self.ours()
        answer = daemon.ctl("import", "postgrey", self.theirs.database, "--defaults",
                            self.theirs.defaults)
        self.assertEqual(answer.returncode, 78)
        self.assertIn("--privacy", answer.stderr)
        answer = daemon.ctl("import", "postgrey", "/nonexistent")
        self.assertEqual(answer.returncode, 69)
        self.assertIn("/nonexistent/postgrey.db cannot be read", answer.stderr)


if __name__ == "__main__":
    main()
