"""Negative controls: the load's book finds entries that are gone, and retries that are forgotten."""

import time

from fault_test import DELAY, FaultTest
from greytest.book import RIPE, Ages, Book
from greytest.daemon_test import main
from greytest.mail import Mail
from greytest.wait import wait_until


class ControlTest(FaultTest):
    def test_lost_entries_are_found(self):
        self.begin_load()
        self.load.stop()
        self.operator.stop()
        wait_until(self.daemon.is_drained, 20, what="journal handed on")
        self.assertEqual(self.load.book.lost(self.psql), [])
        self.psql("delete from greycache.connect where sender_name = "
                  "(select min(sender_name) from greycache.connect)")
        # Of a mail that has one only: who passes by his organisation is known to his network, too.
        self.psql("delete from greycache.from_awl where ctid = "
                  "(select min(ctid) from greycache.from_awl where src like '198.%')")
        self.psql("delete from greycache.correspondent where ctid = "
                  "(select min(ctid) from greycache.correspondent)")
        self.assertGreaterEqual(len(self.load.book.lost(self.psql)), 3)

    def test_forgotten_attempts_are_found(self):
        mail, book = Mail("198.51.100.1", "a", "control.example", "rcpt@customer.example"), Book(Ages(DELAY))
        self.assertEqual(self.ask(mail, book), "greylisted")
        wait_until(self.daemon.is_drained, 20, what="journal handed on")
        self.psql("truncate greycache.connect")
        self.redis.cli("flushall")
        time.sleep(DELAY + RIPE)
        self.ask(mail, book)
        self.assertEqual(len(book.forgotten), 1)

    def ask(self, mail, book):
        sent = time.time()
        action = self.daemon.query(client_address=mail.src, sender=mail.sender, recipient=mail.rcpt)
        return book.answered(mail, action, sent, time.time())


if __name__ == "__main__":
    main()
