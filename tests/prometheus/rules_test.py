"""The alerts are ones that Prometheus loads, fire when they should, and ask for what the daemon has."""

import pathlib
import re
import shutil
import subprocess
import unittest

from greytest import exposition, promql
from greytest.daemon_test import DaemonTest, main
from greytest.ports import free_port
from greytest.wait import PATIENCE

HERE = pathlib.Path(__file__).resolve().parent
RULES = HERE / "../../packaging/prometheus/greycache.rules.yml"
PLAYED = HERE / "greycache.rules.test.yml"
DOCUMENT = HERE / "../../docs/monitoring.md"
SEVERITIES = {"critical", "warning", "info"}


class Alert:
    """As it stands in the file, a member a line."""

    def __init__(self, text):
        self.name = re.match(r"\w+", text)[0]
        self.expression = re.search(r"^ +expr: (.*)$", text, re.MULTILINE)[1]
        self.severity = re.search(r"^ +severity: (\w+)$", text, re.MULTILINE)[1]
        self.summary = re.search(r'^ +summary: "(.*)"$', text, re.MULTILINE)[1]
        self.description = re.search(r'^ +description: "(.*)"$', text, re.MULTILINE)[1]


def alerts():
    return [Alert(text) for text in RULES.read_text("utf-8").split("- alert: ")[1:]]


def documented():
    """The severity of each alert by the table."""
    rows = [line.split("|") for line in DOCUMENT.read_text("utf-8").splitlines()
            if line.startswith("| `Greycache")]
    return {name: row[2].strip() for row in rows for name in re.findall(r"`(\w+)`", row[1])}


def promtool(*arguments, given=None):
    return subprocess.run(["promtool", *arguments], input=given, text=True, timeout=50 * PATIENCE, check=False,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT)


class RulesTest(unittest.TestCase):
    def test_each_alert_has_a_name_of_its_own_a_severity_and_words(self):
        names = [alert.name for alert in alerts()]
        self.assertGreater(len(names), 10)
        self.assertEqual(len(names), len(set(names)))
        for alert in alerts():
            self.assertIn(alert.severity, SEVERITIES, alert.name)
            self.assertFalse(alert.summary.endswith("."), alert.name)
            self.assertTrue(alert.description.endswith("."), alert.name)

    def test_each_alert_is_played_and_documented(self):
        played = PLAYED.read_text("utf-8")
        for alert in alerts():
            self.assertRegex(played, rf'alertname: {alert.name}\n +exp_alerts|="{alert.name}"')
        self.assertEqual(documented(), {alert.name: alert.severity for alert in alerts()})


@unittest.skipUnless(shutil.which("promtool"), "promtool is not installed")
class PromtoolTest(unittest.TestCase):
    def test_the_file_is_one_that_prometheus_loads(self):
        said = promtool("check", "rules", "--lint=all", "--lint-fatal", str(RULES))
        self.assertEqual(said.returncode, 0, said.stdout)
        self.assertIn(f"{len(alerts())} rules found", said.stdout)

    def test_alerts_fire_behind_their_limits_and_not_before(self):
        said = promtool("test", "rules", str(PLAYED))
        self.assertEqual(said.returncode, 0, said.stdout)


class MetricsOfTheDaemonTest(DaemonTest):
    def setUp(self):
        super().setUp()
        port = free_port()
        self.started(metrics=f"127.0.0.1:{port}")
        self.text = exposition.fetched(port)
        self.labels = exposition.labels_by_sample(self.text)

    @unittest.skipUnless(shutil.which("promtool"), "promtool is not installed")
    def test_promtool_has_nothing_to_say_of_them(self):
        said = promtool("check", "metrics", given=self.text)
        self.assertEqual((said.returncode, said.stdout), (0, ""))

    def test_every_metric_and_label_of_an_alert_is_one_that_the_daemon_has(self):
        for alert in alerts():
            named = promql.metrics(alert.expression)
            self.assertTrue(named or alert.expression.startswith("up{"), alert.name)
            self.assertLessEqual(named, set(self.labels), alert.name)
            for metric, label in promql.matched_labels(alert.expression):
                self.assertIn(label, self.labels[metric], alert.name)

    def test_words_name_labels_that_are_left(self):
        for alert in alerts():
            named = set(re.findall(r"\$labels\.(\w+)", alert.summary + alert.description))
            left = set(promql.OF_PROMETHEUS)
            for metric in promql.metrics(alert.expression):
                left |= self.labels[metric]
            if promql.is_aggregated(alert.expression):
                left = promql.grouped_labels(alert.expression)
            self.assertLessEqual(named, left, alert.name)

    def test_states_and_outcomes_of_the_alerts_are_those_of_the_daemon(self):
        values = set(re.findall(r'="([^"]*)"', self.text))
        for alert in alerts():
            for value in re.findall(r'greycache_\w+\{\w+!?="([^"]*)"', alert.expression):
                self.assertIn(value, values, alert.name)


if __name__ == "__main__":
    main()
