"""The file of the embedded store in other hands: locked by another program, removed, replaced."""

import shutil
import sqlite3
import time

from greytest.daemon_test import DaemonTest, let_pass, main
from greytest.wait import wait_until

# The daemon waits 2 s for a lock: it finds it held three times.
HELD = 7.0


class StoreFileTest(DaemonTest):
    def setUp(self):
        super().setUp()
        self.daemon = self.started()
        self.file = self.daemon.directory / "state" / "greycache.sqlite"

    def drained(self):
        wait_until(self.daemon.is_drained, 15, what="the store to have everything")

    def stranger(self, number):
        """The action for a first attempt of a source that nobody has heard of."""
        return self.connection.ask(client_address=f"10.{number // 200}.{number % 200}.7",
                                   sender=f"s{number}@w{number}.example")

    def learn(self, sender):
        """Has the sender known, and in the store."""
        self.assertIn("Greylisted", self.daemon.query(sender=sender))
        let_pass(3)
        self.assertIn("delayed", self.daemon.query(sender=sender))
        self.drained()

    def test_a_lock_held_for_long_lets_nobody_pass_in_doubt_and_costs_no_time(self):
        self.connection = self.daemon.connection()
        self.addCleanup(self.connection.close)
        self.assertIn("Greylisted", self.daemon.query(sender="early@x.example"))
        self.drained()
        let_pass(3)
        other = sqlite3.connect(self.file, isolation_level=None)
        self.addCleanup(other.close)
        other.execute("begin immediate")
        end = time.monotonic() + HELD
        took = []
        while time.monotonic() < end:
            begun = time.monotonic()
            self.assertIn("Greylisted", self.stranger(len(took)))
            took.append(time.monotonic() - begun)
            time.sleep(0.01)
        self.assertIn("delayed", self.daemon.query(sender="early@x.example"))
        self.assertIn("SQLite is busy", self.daemon.log())
        self.assertNotIn("SQLite is lost", self.daemon.log())
        took.sort()
        print(f"{len(took)} strangers, p99 {took[len(took) * 99 // 100] * 1000:.1f} ms")
        self.assertLess(took[len(took) * 99 // 100], 0.5)
        other.execute("rollback")
        self.drained()
        waiting = other.execute("select count(*) from connect where sender_name like 's%'")
        self.assertEqual(waiting.fetchone()[0], len(took))

    def test_a_file_that_is_removed_is_begun_anew_and_told_of_once(self):
        self.learn("before@x.example")
        self.file.unlink()
        self.daemon.process.wait_for_log("was removed while the daemon had it open")
        self.learn("after@x.example")
        self.assertEqual(self.daemon.log().count("while the daemon had it open"), 1)
        self.assertEqual(self.daemon.stop(), 0)
        self.daemon.start()
        self.assertNotIn("Greylisted", self.daemon.query(sender="after@x.example"))

    def test_who_is_known_in_the_file_that_takes_its_place_counts(self):
        self.learn("known@x.example")
        copy = self.file.with_suffix(".copy")
        with sqlite3.connect(self.file) as store:
            store.execute("pragma wal_checkpoint(truncate)")
        shutil.copy(self.file, copy)
        shutil.copystat(self.file, copy)
        self.assertEqual(self.daemon.stop(), 0)
        self.file.unlink()
        self.daemon.start()
        copy.rename(self.file)
        self.daemon.process.wait_for_log("was replaced while the daemon had it open")
        # With the next write it is read anew which sources there are.
        self.daemon.query(client_address="10.1.1.1", sender="other@y.example")
        self.drained()
        time.sleep(1)
        self.assertNotIn("Greylisted", self.daemon.query(sender="known@x.example"))


if __name__ == "__main__":
    main()
