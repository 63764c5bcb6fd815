"""A report of a large history: what it takes, and that nobody else who asks waits for it.

GREYTEST_ROWS makes it larger; what each part took is printed.
"""

import os
import threading
import time
import unittest

from greytest.daemon_test import STORAGE, DaemonTest, main
from greytest.history_rows import fill_file, fill_table
from greytest.wait import wait_until

ROWS = int(os.environ.get("GREYTEST_ROWS", "50000"))


class ReportSizeTest(DaemonTest):
    def setUp(self):
        super().setUp()
        self.daemon = self.started()
        self.daemon.query(sender="known@sender.example")
        wait_until(lambda: "known@" in self.daemon.ctl("history").stdout, 20, 0.1, "a row")
        if STORAGE == "shared":
            fill_table(self.servers.psql, ROWS)
        else:
            fill_file(self.daemon.directory / "state" / "history.sqlite", ROWS)

    def took(self, *command):
        begun = time.monotonic()
        answer = self.daemon.ctl(*command)
        return time.monotonic() - begun, answer

    def test_all_parts_are_there_and_other_questions_are_answered_meanwhile(self):
        for days in ("7", "1"):
            spent, answer = self.took("report", "--days", days)
            print(f"{STORAGE}: {ROWS} rows, report --days {days}: {spent:.1f} s")
            self.assertEqual(answer.returncode, 0, answer.stdout + answer.stderr)
            self.assertNotIn("missing", answer.stdout)
        answers = []
        made = threading.Thread(target=lambda: answers.append(self.took("report")))
        made.start()
        slowest = 0
        refused = None
        while made.is_alive():
            spent, answer = self.took("explain", "known@sender.example")
            self.assertEqual(answer.returncode, 0, answer.stderr)
            self.assertIn("known@sender.example", answer.stdout)
            slowest = max(slowest, spent)
            other = self.daemon.ctl("report", "--days", "1")
            if other.returncode != 0:
                refused = other
        made.join()
        print(f"{STORAGE}: explain beside a report: {slowest:.2f} s at most")
        self.assertLess(slowest, 2)
        self.assertEqual(answers[0][1].returncode, 0, answers[0][1].stderr)
        if refused:
            self.assertIn("another report is being made", refused.stderr)


if __name__ == "__main__":
    main()
