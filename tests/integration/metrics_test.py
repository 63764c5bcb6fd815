"""The counters by HTTP, as Prometheus fetches them."""

import urllib.error
import urllib.request

from greytest import exposition
from greytest.daemon_test import DaemonTest, let_pass, main
from greytest.ports import free_port

DELAY = 1


class MetricsTest(DaemonTest):
    def fetch(self, path="/metrics"):
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=10) as answer:
            self.assertTrue(answer.headers["Content-Type"].startswith("text/plain"))
            return answer.read().decode("ascii")

    def setUp(self):
        super().setUp()
        self.port = free_port()
        self.daemon = self.started(metrics=f"127.0.0.1:{self.port}", reconnect_delay=f"{DELAY}s")

    def test_requests_are_counted_by_outcome_and_stores_told(self):
        self.daemon.query(sender="a@x.example")
        self.daemon.query(sender="a@x.example")
        lines = self.fetch().splitlines()
        self.assertIn('greycache_decisions_total{outcome="new"} 1', lines)
        self.assertIn('greycache_decisions_total{outcome="early"} 1', lines)
        self.assertIn("greycache_requests_total 2", lines)
        self.assertEqual(sum(line.startswith("greycache_store_up{") and line.endswith(" 1")
                             for line in lines), 3)

    def test_the_text_is_as_prometheus_wants_it(self):
        exposition.check(self.fetch())
        self.daemon.query()
        let_pass(DELAY)
        self.daemon.query()
        exposition.check(self.fetch())

    def test_mail_that_passed_after_waiting_counts_by_its_delay(self):
        self.daemon.query(sender="a@x.example")
        self.daemon.query(sender="b@x.example")
        let_pass(DELAY)
        self.assertIn("delayed", self.daemon.query(sender="a@x.example"))
        lines = self.fetch().splitlines()
        self.assertIn("greycache_first_attempts_total 2", lines)
        self.assertIn("greycache_came_back_total 1", lines)
        self.assertIn('greycache_delay_seconds_bucket{le="60"} 1', lines)
        self.assertIn("greycache_delay_seconds_count 1", lines)
        delay = next(int(line.split()[1]) for line in lines
                     if line.startswith("greycache_delay_seconds_sum"))
        self.assertGreater(delay, DELAY)
        self.assertEqual(self.daemon.stats()["delays"]["sum"], delay)
        self.assertRegex(self.daemon.ctl("stats").stdout,
                         r"(?m)^delays +half within 1 minute, 95 % within 1 minute$")

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
                             ('background_failures_total{task="cleaning"}',
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
