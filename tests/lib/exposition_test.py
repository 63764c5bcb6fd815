"""The strict reader of Prometheus' text form refuses what Prometheus or its conventions do."""

import unittest

from greytest.exposition import families, labels_by_sample

HEAD = "# HELP greycache_{0} Explained.\n# TYPE greycache_{0} {1}\n"
GOOD = HEAD.format("late_total", "counter") + "greycache_late_total 3\n"
BUCKETS = ('greycache_delay_seconds_bucket{{le="60"}} {}\n'
           'greycache_delay_seconds_bucket{{le="+Inf"}} {}\n'
           "greycache_delay_seconds_sum 100\ngreycache_delay_seconds_count {}\n")


def histogram(first, all_of_them, count):
    return HEAD.format("delay_seconds", "histogram") + BUCKETS.format(first, all_of_them, count)


class ExpositionTest(unittest.TestCase):
    def test_what_is_good_is_read(self):
        found = families(GOOD + histogram(1, 2, 2))
        self.assertEqual(found["greycache_late_total"].samples, {("greycache_late_total", ()): 3.0})
        self.assertEqual(labels_by_sample(histogram(1, 2, 2))["greycache_delay_seconds_bucket"],
                         {"le"})

    def test_what_is_not_is_refused(self):
        for text in (
                GOOD[:-1],
                "greycache_late_total 3\n",
                GOOD + GOOD,
                GOOD + "greycache_late_total 4\n",
                GOOD + "greycache_other_total 4\n",
                HEAD.format("late_total", "counter"),
                HEAD.format("late", "counter") + "greycache_late 3\n",
                HEAD.format("late_total", "gauge") + "greycache_late_total 3\n",
                HEAD.format("wait_ms", "gauge") + "greycache_wait_ms 3\n",
                HEAD.format("failing", "gauge") + 'greycache_failing{job="a"} 3\n',
                HEAD.format("failing", "gauge") + 'greycache_failing{of="a" 3\n',
                HEAD.format("failing", "gauge") + 'greycache_failing{of="a"b"} 3\n',
                histogram(3, 2, 2), histogram(1, 2, 3)):
            with self.assertRaises((AssertionError, KeyError), msg=text):
                families(text)


if __name__ == "__main__":
    unittest.main()
