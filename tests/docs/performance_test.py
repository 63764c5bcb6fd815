"""The tables of docs/performance.md are made of bench/results.json, and of nothing else."""

import json
import sys
import unittest

import documents

sys.path[:0] = [str(documents.SOURCE / "bench" / "lib"), str(documents.SOURCE / "tests" / "lib")]

from greybench import report  # noqa: E402


class PerformanceTest(unittest.TestCase):
    def test_the_tables_are_those_of_the_results(self):
        results = json.loads(report.RESULTS.read_text("utf-8"))
        page = report.PAGE.read_text("utf-8")
        self.assertEqual(report.page_with(page, results), page)

    def test_what_was_not_measured_has_no_table(self):
        page = "before\n<!-- bench/run writes from here -->\nold\n<!-- to here -->\nafter\n"
        machine = {"machine": {"commit": "0"}, "commands": {"floors": "bench/run floors"}}
        text = report.page_with(page, {**machine, "floors": {"a row": 1.234, "a look": 12345.6}})
        self.assertIn("| a row | 1.23 |\n| a look | 12,346 |\n", text)
        self.assertNotIn("old", text)
        self.assertNotIn("Postfix", text)
        self.assertTrue(text.startswith("before\n") and text.endswith("\nafter\n"))


if __name__ == "__main__":
    documents.main()
