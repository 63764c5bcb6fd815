"""The dashboard is one that Grafana loads, and asks for nothing that the daemon does not have."""

import itertools
import json
import pathlib
import unittest

from greytest import exposition, promql
from greytest.daemon_test import DaemonTest, main
from greytest.ports import free_port

try:
    import jsonschema
except ImportError:
    jsonschema = None

HERE = pathlib.Path(__file__).resolve().parent
DASHBOARD = json.loads((HERE / "../../packaging/grafana/greycache.json").read_text("utf-8"))
SCHEMA = json.loads((HERE / "dashboard.schema.json").read_text("utf-8"))


def panels():
    return [panel for panel in DASHBOARD["panels"] if panel["type"] != "row"]


def targets():
    return [target for panel in panels() for target in panel["targets"]]


def expressions():
    found = [target["expr"] for target in targets()]
    found += [annotation["expr"] for annotation in DASHBOARD["annotations"]["list"]]
    return found


def overlap(one, other):
    a, b = one["gridPos"], other["gridPos"]
    return (a["x"] < b["x"] + b["w"] and b["x"] < a["x"] + a["w"] and
            a["y"] < b["y"] + b["h"] and b["y"] < a["y"] + a["h"])


class DashboardTest(unittest.TestCase):
    @unittest.skipUnless(jsonschema, "python3-jsonschema is not installed")
    def test_it_is_as_grafana_wants_a_dashboard(self):
        jsonschema.Draft7Validator.check_schema(SCHEMA)
        errors = list(jsonschema.Draft7Validator(SCHEMA).iter_errors(DASHBOARD))
        self.assertEqual([f"{list(error.absolute_path)}: {error.message}" for error in errors], [])

    def test_panels_have_numbers_and_places_of_their_own(self):
        everything = DASHBOARD["panels"]
        numbers = [panel["id"] for panel in everything]
        self.assertEqual(len(numbers), len(set(numbers)))
        for one, other in itertools.combinations(everything, 2):
            self.assertFalse(overlap(one, other), f"{one['title']} and {other['title']}")
        for panel in everything:
            self.assertLessEqual(panel["gridPos"]["x"] + panel["gridPos"]["w"], 24, panel["title"])

    def test_targets_of_a_panel_have_names_of_their_own(self):
        for panel in panels():
            names = [target["refId"] for target in panel["targets"]]
            self.assertEqual(len(names), len(set(names)), panel["title"])

    def test_it_shows_what_an_operator_has_to_watch(self):
        shown = set().union(*map(promql.metrics, expressions()))
        for name in ("decisions_total", "first_attempts_total", "came_back_total",
                     "delay_seconds_bucket", "store_up", "journal_records_for_persistent",
                     "background_failures_total", "late_total"):
            self.assertIn("greycache_" + name, shown)

    def test_expressions_are_well_formed(self):
        for expression in expressions():
            for opening, closing in ("()", "{}", "[]"):
                self.assertEqual(expression.count(opening), expression.count(closing), expression)
            promql.filled_in(expression)
        self.assertEqual(promql.syntax_errors(expressions()), "")


class MetricsOfTheDaemonTest(DaemonTest):
    def setUp(self):
        super().setUp()
        port = free_port()
        self.started(metrics=f"127.0.0.1:{port}")
        self.labels = exposition.labels_by_sample(exposition.fetched(port))

    def test_every_metric_and_label_is_one_that_the_daemon_has(self):
        for expression in expressions():
            named = promql.metrics(expression)
            self.assertLessEqual(named, set(self.labels), expression)
            self.assertTrue(named, expression)
            for metric, label in promql.matched_labels(expression):
                self.assertIn(label, self.labels[metric] | promql.OF_PROMETHEUS, expression)
            known = set().union(*(self.labels[metric] for metric in named)) | promql.OF_PROMETHEUS
            self.assertLessEqual(promql.grouped_labels(expression), known, expression)

    def test_legends_name_labels_that_are_left(self):
        for target in targets():
            grouped = promql.grouped_labels(target["expr"])
            metrics = promql.metrics(target["expr"])
            known = set().union(*(self.labels[metric] for metric in metrics)) | promql.OF_PROMETHEUS
            left = grouped if promql.is_aggregated(target["expr"]) else known
            self.assertLessEqual(promql.legend_labels(target["legendFormat"]), left,
                                 target["expr"])

    def test_the_document_names_what_the_daemon_has(self):
        named = promql.metrics((HERE / "../../docs/monitoring.md").read_text("utf-8"))
        families = {name.removesuffix("_bucket") for name in self.labels}
        self.assertLessEqual(named, families | set(self.labels))

    def test_variables_ask_for_what_the_daemon_has(self):
        for variable in DASHBOARD["templating"]["list"]:
            if variable["type"] == "query":
                named = promql.metrics(variable["query"]["query"])
                self.assertTrue(named and named <= set(self.labels), variable["name"])


if __name__ == "__main__":
    main()
