"""What an expression of Prometheus' query language names: metrics, and labels of theirs.

Not a parser: it knows as much of the language as the dashboard and the alerts use. promtool, where it is
installed, parses the whole of it.
"""

import re
import shutil
import subprocess
import tempfile

# What Grafana fills in.
_FILLED_IN = {"$__rate_interval": "5m", "$__range": "1h", "$instance": ".*"}
# Labels that Prometheus adds to what it has fetched.
OF_PROMETHEUS = {"instance", "job"}

_METRIC = re.compile(r"\bgreycache_[a-z0-9_]+")
_SELECTOR = re.compile(r"\b(greycache_[a-z0-9_]+)(?:\{([^}]*)\})?")
_MATCHER = re.compile(r'\s*([a-z_]+)\s*(?:=~|!~|!=|=)\s*"[^"]*"\s*')
_GROUPING = re.compile(r"\b(?:by|without)\s*\(([^)]*)\)")
_AGGREGATION = re.compile(r"\b(?:sum|min|max|avg|count)\b\s*(?:\(|by\b)")
_LEGEND = re.compile(r"\{\{\s*([a-z_]+)\s*\}\}")


def metrics(expression):
    return set(_METRIC.findall(expression))


def matched_labels(expression):
    """Pairs of a metric and a label that is compared in its braces."""
    found = set()
    for metric, matchers in _SELECTOR.findall(expression):
        for matcher in filter(None, matchers.split(",")):
            name = _MATCHER.fullmatch(matcher)
            assert name, f"no matcher: {matcher}"
            found.add((metric, name[1]))
    return found


def grouped_labels(expression):
    return {label.strip() for labels in _GROUPING.findall(expression)
            for label in labels.split(",")}


def is_aggregated(expression):
    """So that no labels are left but those that it is grouped by."""
    return bool(_AGGREGATION.search(expression))


def legend_labels(legend):
    return set(_LEGEND.findall(legend))


def filled_in(expression):
    for name, value in _FILLED_IN.items():
        expression = expression.replace(name, value)
    assert "$" not in expression, f"a variable that nobody fills in: {expression}"
    return expression


def syntax_errors(expressions):
    """What promtool says of them; empty where all are good, or where it is not installed."""
    if not shutil.which("promtool"):
        return ""
    rules = "groups:\n- name: dashboard\n  rules:\n"
    for number, expression in enumerate(expressions):
        rules += f"  - record: panel:{number}\n    expr: >-\n      {filled_in(expression)}\n"
    with tempfile.NamedTemporaryFile("w", suffix=".yml") as file:
        file.write(rules)
        file.flush()
        said = subprocess.run(["promtool", "check", "rules", file.name], text=True, timeout=30,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    return said.stdout if said.returncode else ""
