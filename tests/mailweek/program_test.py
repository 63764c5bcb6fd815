"""bench/mailweek asks a real Greycache under a virtual clock, and finds the same twice."""

import json
import subprocess
import unittest

from greytest.paths import SOURCE, remove_directory, temporary_directory
from mailweek.services import SERVICES

QUICK = ["--mails", "2000", "--days", "2"]


class ProgramTest(unittest.TestCase):
    def setUp(self):
        self.directory = temporary_directory()
        self.addCleanup(remove_directory, self.directory)

    def run_program(self, *words, status=0):
        """(weeks, standard output, standard error)"""
        path = self.directory / "figures.json"
        command = [SOURCE / "bench" / "mailweek", *words, "--no-build", "--json", path]
        answer = subprocess.run(command,
                                capture_output=True, text=True, timeout=200, check=False)
        self.assertEqual(answer.returncode, status, answer.stderr)
        weeks = json.loads(path.read_text("utf-8"))["weeks"] if path.exists() else []
        return weeks, answer.stdout, answer.stderr

    def need_greycache(self):
        if why := SERVICES["greycache"].missing():
            self.skipTest(why)

    def test_the_same_seed_gives_the_same_result_twice(self):
        self.need_greycache()
        once, text, _ = self.run_program("greycache", *QUICK)
        again, _, _ = self.run_program("greycache", *QUICK)
        self.assertEqual(once, again)
        self.assertIn("| small server |", text)
        found = once[0]["all senders"]
        # That time goes on for the daemon: what came back later than five minutes passes.
        self.assertGreater(found["delayed"], 0)
        self.assertLess(found["never"], found["delayed"] / 2)
        self.assertEqual(once[0]["robots"]["comes back"]["passed"],
                         once[0]["robots"]["comes back"]["mails"])
        self.assertLess(once[0]["robots never in time"]["passed"], 40)

    def test_every_service_is_asked_for_the_same_mails(self):
        self.need_greycache()
        weeks, _, _ = self.run_program("greycache", "ideal", "--mails", "100", "--days", "1",
                                       "--seeds", "3,4", "--lists", "none", "--set",
                                       "greymethod=full")
        self.assertEqual([(week["service"], week["seed"]) for week in weeks],
                         [("greycache, no lists", 3), ("ideal", 3), ("greycache, no lists", 4),
                          ("ideal", 4)])
        self.assertEqual([weeks[0]["mails"], weeks[2]["mails"]],
                         [weeks[1]["mails"], weeks[3]["mails"]])

    def test_each_mail_that_waited_has_a_reason(self):
        self.need_greycache()
        weeks, text, _ = self.run_program("greycache", *QUICK, "--why")
        reasons = weeks[0]["reasons"]
        self.assertNotIn("not in the history", reasons)
        self.assertEqual(sum(map(sum, reasons.values())), weeks[0]["all senders"]["delayed"])
        self.assertIn("| organisation in good standing |", text)

    def test_wrong_words_are_told(self):
        for words in (["nobody"], ["--mails", "0"], ["--seeds", "x"], ["--set", "x"]):
            _, _, error = self.run_program(*words, status=2)
            self.assertIn("usage: bench/mailweek", error)


if __name__ == "__main__":
    unittest.main()
