"""The tables of docs/mailweek.md are made of bench/mailweek.json, and of nothing else."""

import json
import unittest

from mailweek import report


def week(service, seed, delayed, passed):
    """With one kind of each."""
    sender = {"mails": 200, "delayed": delayed, "late": 2, "never": 0, "mean": 1.26, "p95": 9.96}
    robot = {"mails": 1000, "passed": passed, "at_once": 0}
    return {"service": service, "seed": seed, "mails": "m", "result": "r", "attempts": 1234,
            "senders": {"small server": sender}, "all senders": sender,
            "robots": {"quiet": robot}, "all robots": robot, "robots never in time": robot}


class ReportTest(unittest.TestCase):
    def test_the_tables_are_those_of_the_results(self):
        if not report.RESULTS.exists():
            self.skipTest("nothing was measured")
        results = json.loads(report.RESULTS.read_text("utf-8"))
        page = report.PAGE.read_text("utf-8")
        self.assertEqual(report.page_with(page, results), page)

    def test_services_stand_in_the_order_asked_and_their_seeds_together(self):
        weeks = [week("b", 1, 10, 1), week("a", 1, 20, 2), week("b", 2, 30, 3), week("a", 2, 40, 4)]
        rows = [line.split(" | ")[:3] for line in report.summary_lines(weeks)][2:-1]
        self.assertEqual(rows, [["| b", "1", "5.00"], ["| b", "2", "15.00"], ["| a", "1", "10.00"],
                                ["| a", "2", "20.00"]])

    def test_services_that_were_not_asked_keep_their_figures_of_the_same_mails(self):
        other_mails = {**week("b", 1, 1, 1), "mails": "others"}
        old = [week("a", 1, 1, 1), week("b", 1, 1, 1), week("b", 2, 1, 1), other_mails]
        fresh = [week("a", 1, 20, 2)]
        self.assertEqual(report.with_kept(fresh, old), [*fresh, week("b", 1, 1, 1)])

    def test_kinds_have_all_seeds_together(self):
        text = "\n".join(report.kind_lines([week("a", 1, 20, 0), week("a", 2, 40, 1)]))
        self.assertIn("| small server | 15.00, 1.00, 0 |", text)
        self.assertIn("| quiet | 0.05 |", text)

    def test_one_week_has_its_row_of_all(self):
        text = "\n".join(report.week_lines(week("a", 1, 20, 2)))
        self.assertIn("| all | 200 | 10.00 | 1.00 | 0 | 1.3 | 10.0 |", text)
        self.assertIn("1234 attempts", text)

    def test_the_page_keeps_what_is_outside_its_marks(self):
        page = "before\n<!-- bench/mailweek writes from here -->\nold\n<!-- to here -->\nafter\n"
        results = {"weeks": [{**week("a", 1, 20, 2), "measured": "`bench/mailweek a`; commit x"}]}
        text = report.page_with(page, results)
        self.assertIn("* a: `bench/mailweek a`; commit x", text)
        self.assertNotIn("old", text)
        self.assertTrue(text.startswith("before\n") and text.endswith("<!-- to here -->\nafter\n"))


if __name__ == "__main__":
    unittest.main()
