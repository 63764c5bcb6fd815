"""The history when its store is away, damaged or full, and when the daemon ends: no mail waits for it."""

import subprocess
import sys
import time
import unittest

from greytest.daemon_test import STORAGE, main
from greytest.paths import SOURCE
from greytest.wait import wait_until
from history_case import HistoryCase

sys.path.insert(0, str(SOURCE / "tests" / "fault"))
from small_disk import fill, mount_small  # noqa: E402


class HistoryTroubleTest(HistoryCase):
    def assert_warned(self, text):
        """A check of the configuration says it, and finds nothing that hinders a reload."""
        checked = self.daemon.ctl("check-config")
        self.assertEqual(checked.returncode, 0, checked.stdout)
        self.assertIn("warning: state_dir: ", checked.stdout)
        self.assertIn(text, checked.stdout)

    def test_kill_9_loses_a_second_of_it_at_most(self):
        self.begin()
        self.daemon.query(sender="before@sender.example")
        self.wait_rows(1)
        self.daemon.query(sender="last@sender.example")
        self.daemon.kill()
        self.daemon.start()
        self.daemon.query(sender="after@sender.example")
        rows = self.wait_rows(2)
        senders = {row["sender"] for row in rows}
        self.assertLessEqual({"before@sender.example", "after@sender.example"}, senders)

    def test_a_stop_and_a_takeover_lose_nothing(self):
        self.begin()
        with self.daemon.connection() as connection:
            for number in range(50):
                connection.ask(sender=f"s{number}@sender.example")
        self.daemon.take_over()
        for number in range(50, 60):
            self.daemon.query(sender=f"s{number}@sender.example")
        self.assertEqual(self.daemon.stop(), 0)
        self.daemon.start()
        self.assertEqual(len(self.wait_rows(60)), 60)

    @unittest.skipUnless(STORAGE == "shared", "embedded there is no server")
    def test_rows_wait_for_a_postgresql_that_is_away_and_no_answer_does(self):
        self.begin()
        self.daemon.query()
        self.wait_rows(1)
        self.servers.postgres.stop("immediate")
        try:
            with self.daemon.connection() as connection:
                for number in range(20):
                    begun = time.monotonic()
                    connection.ask(sender=f"away{number}@sender.example")
                    self.assertLess(time.monotonic() - begun, 1.5)
            wait_until(lambda: self.daemon.stats()["history"]["waiting"] > 0, 20, 0.05,
                       "rows that wait")
        finally:
            self.servers.postgres.start()
        wait_until(lambda: self.daemon.stats()["history"]["waiting"] == 0, 40, 0.1, "rows written")
        self.assertEqual(self.daemon.stats()["history"]["lost"], 0)

    @unittest.skipUnless(STORAGE == "embedded", "shared it is PostgreSQL's disk")
    def test_a_history_that_is_damaged_is_set_aside_and_a_new_one_begun(self):
        self.begin()
        self.daemon.query()
        self.wait_rows(1)
        path = self.daemon.directory / "state" / "history.sqlite"
        for number, damage in enumerate((
                lambda: path.write_bytes(b"no database at all, but long enough for one" * 100),
                lambda: path.write_bytes(path.read_bytes()[:6000]))):
            self.daemon.stop()
            damage()
            self.assert_warned("history.sqlite is damaged")
            self.daemon.start()
            self.assertIn("Greylisted", self.daemon.query(sender=f"other{number}@sender.example"))
            rows = self.wait_rows(1)
            self.assertEqual([row["sender"] for row in rows], [f"other{number}@sender.example"])
            self.assertEqual(self.daemon.log().count("the history is damaged"), number + 1)
            self.assertEqual(self.daemon.stats()["history"]["lost"], 0)
            time.sleep(1.1)
        self.assertEqual(len(list(path.parent.glob("history.sqlite.corrupt-*[0-9]"))), 2)
        self.assertEqual(self.daemon.ctl("report").returncode, 0)

    @unittest.skipUnless(STORAGE == "embedded", "shared it is PostgreSQL's disk")
    def test_a_history_that_cannot_be_used_is_told_once_and_holds_up_nobody(self):
        self.begin()
        self.daemon.query()
        self.wait_rows(1)
        self.daemon.stop()
        self.sql("pragma user_version = 9")
        self.assert_warned("has schema 9")
        self.daemon.start()
        self.assertIn("Greylisted", self.daemon.query(sender="other@sender.example"))
        self.daemon.process.wait_for_log("writing the history fails: ", 20)
        self.assertEqual(self.daemon.stats()["background_failing"]["history"], 1)
        self.assertGreater(self.daemon.stats()["history"]["waiting"], 0)
        time.sleep(1.5)
        self.assertEqual(self.daemon.log().count("writing the history fails"), 1)
        for command in (["history"], ["history", "--json"], ["explain", "a@b.example"], ["report"]):
            said = self.refused(*command)
            self.assertIn("has schema 9", said)
            self.assertIn("newer", said)
        # A directory in its place.
        path = self.daemon.directory / "state" / "history.sqlite"
        self.daemon.stop()
        path.unlink()
        path.mkdir()
        self.assertIn("history.sqlite", self.daemon.ctl("check-config").stdout)
        self.daemon.start()
        self.assertIn("Greylisted", self.daemon.query(sender="third@sender.example"))
        self.assertIn("history.sqlite", self.refused("history"))
        self.assertIn("history.sqlite", self.refused("report"))

    @unittest.skipUnless(STORAGE == "embedded", "shared it is PostgreSQL's disk")
    def test_a_full_disk_costs_no_answer_and_the_rows_wait_for_room(self):
        state = self.directory / "mx1" / "state"
        if not mount_small(state, 8):
            self.skipTest("needs the right to mount")
        self.addCleanup(subprocess.run, ["umount", "-l", str(state)], check=False)
        self.begin()
        self.daemon.query()
        self.wait_rows(1)
        fill(state / "filler")
        with self.daemon.connection() as connection:
            for number in range(2000):
                connection.ask(sender=f"full{number}@sender.example", helo_name="h" * 200)
        wait_until(lambda: self.daemon.stats()["history"]["waiting"] > 0, 20, 0.1, "rows that wait")
        (state / "filler").unlink()
        wait_until(lambda: self.daemon.stats()["history"]["written"] == 2001, 30, 0.1, "all written")
        self.assertEqual(self.daemon.stats()["history"]["lost"], 0)


if __name__ == "__main__":
    main()
