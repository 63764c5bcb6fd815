"""The counters by HTTP, as Prometheus fetches them."""

import urllib.error
import urllib.request

from greytest.daemon_test import DaemonTest, main
from greytest.ports import free_port


class MetricsTest(DaemonTest):
    def fetch(self, path="/metrics"):
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=10) as answer:
            self.assertTrue(answer.headers["Content-Type"].startswith("text/plain"))
            return answer.read().decode("ascii")

    def setUp(self):
        super().setUp()
        self.port = free_port()
        self.daemon = self.started(metrics=f"127.0.0.1:{self.port}")

    def test_requests_are_counted_by_outcome_and_stores_told(self):
        self.daemon.query(sender="a@x.example")
        self.daemon.query(sender="a@x.example")
        lines = self.fetch().splitlines()
        self.assertIn('greycache_decisions_total{outcome="new"} 1', lines)
        self.assertIn('greycache_decisions_total{outcome="early"} 1', lines)
        self.assertIn("greycache_requests_total 2", lines)
        self.assertEqual(sum(line.startswith("greycache_store_up{") and line.endswith(" 1")
                             for line in lines), 3)
        names = {line.split()[2] for line in lines if line.startswith("# TYPE")}
        used = {line.partition("{")[0].split()[0] for line in lines if not line.startswith("#")}
        self.assertEqual(names, used)

    def test_stats_and_metrics_have_the_same_figures(self):
        for _ in range(3):
            self.daemon.query()
        figures = dict(line.rsplit(" ", 1) for line in self.fetch().splitlines()
                       if not line.startswith("#"))
        stats = self.daemon.stats()
        text = self.daemon.ctl("stats").stdout
        for name, member in (("requests_total", stats["requests"]),
                             ("turns_total", stats["turns"]),
                             ("refused_requests_total", stats["refused_requests"]),
                             ("clock_jumps_total", stats["clock_jumps"]),
                             ("set_aside_total", stats["set_aside"]),
                             ("journal_records_for_hot", stats["journal"]["for_hot"]),
                             ('background_failures_total{job="cleaning"}',
                              stats["background_failures"]["cleaning"]),
                             ("redis_unreadable_total", stats["redis"]["unreadable"])):
            self.assertEqual(int(figures[f"greycache_{name}"]), member, name)
        for label in ("refused", "clock jumps", "turns", "set aside", "records for hot",
                      "redis unreadable", "cleaning failed"):
            self.assertRegex(text, rf"(?m)^{label} +[0-9]+$")

    def test_other_paths_are_not_there(self):
        with self.assertRaises(urllib.error.HTTPError) as refused:
            self.fetch("/")
        self.assertEqual(refused.exception.code, 404)
        refused.exception.close()

    def test_a_port_that_is_taken_is_told_at_the_start(self):
        second = self.greycache("mx2", metrics=f"127.0.0.1:{self.port}")
        process = second.spawn()
        self.assertEqual(process.wait(10), 69, second.log())
        self.assertIn("metrics: cannot listen", second.log())


if __name__ == "__main__":
    main()
