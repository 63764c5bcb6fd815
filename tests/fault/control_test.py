"""Negative controls: the load's book finds entries that are gone, and retries that are forgotten."""

from fault_test import DELAY, FaultTest
from greytest.daemon_test import let_pass, main
from greytest.wait import wait_until
from ledger import Ledger


class ControlTest(FaultTest):
    def test_lost_entries_are_found(self):
        self.begin_load()
        self.load.stop()
        wait_until(lambda: self.is_drained(self.daemon), 20, what="journal handed on")
        self.assertEqual(self.load.ledger.lost(self.psql), [])
        self.psql("delete from greycache.connect where sender_name = "
                  "(select min(sender_name) from greycache.connect)")
        self.psql("delete from greycache.from_awl where ctid = "
                  "(select min(ctid) from greycache.from_awl)")
        self.assertGreaterEqual(len(self.load.ledger.lost(self.psql)), 2)

    def test_forgotten_attempts_are_found(self):
        ledger = self.book_of_one()
        wait_until(lambda: self.is_drained(self.daemon), 20, what="journal handed on")
        self.psql("truncate greycache.connect")
        self.redis.cli("flushall")
        let_pass(DELAY)
        self.ask(ledger)
        self.assertEqual(len(ledger.forgotten), 1)

    def book_of_one(self):
        ledger = Ledger()
        self.attempt = ledger.attempt("198.51.100.1", "a", "control.example")
        self.assertEqual(self.ask(ledger), "greylisted")
        return ledger

    def ask(self, ledger):
        attempt = self.attempt
        return ledger.answered(attempt, self.daemon.query(
            client_address=attempt.src, sender=attempt.sender, recipient=attempt.rcpt))


if __name__ == "__main__":
    main()
