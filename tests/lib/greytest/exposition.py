"""Prometheus' text form, read strictly: what it refuses, and what its conventions advise against.

https://prometheus.io/docs/instrumenting/exposition_formats/ and /docs/practices/naming/. Where
promtool is installed check() asks it, too.
"""

import math
import re
import shutil
import subprocess
import urllib.request

_SAMPLE = re.compile(r"([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(.*)\})? (\S+)")
_LABEL = re.compile(r'([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\["\\n])*)"(?:,|$)')
_TYPES = ("counter", "gauge", "histogram")
_NOT_BASE_UNITS = re.compile(r"_(milliseconds|ms|minutes|hours|days|kilobytes|megabytes|percent)(_|$)")


def fetched(port):
    """The text that a daemon of this host gives there."""
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=10) as answer:
        return answer.read().decode("ascii")


class Family:
    def __init__(self, name, help_text):
        self.name = name
        self.help = help_text
        self.type = None
        self.samples = {}  # by name and labels, which are a sorted tuple of pairs

    def names(self):
        """What a sample of it may be called."""
        if self.type != "histogram":
            return {self.name}
        return {self.name + suffix for suffix in ("_bucket", "_sum", "_count")}

    def check(self):
        assert self.samples, f"{self.name} has no sample"
        assert self.help.endswith("."), f"{self.name} is not explained"
        assert self.name.startswith("greycache_"), self.name
        assert (self.type == "counter") == self.name.endswith("_total"), self.name
        assert not _NOT_BASE_UNITS.search(self.name), f"{self.name} is not in base units"
        labels = {label for _, pairs in self.samples for label, _ in pairs}
        assert not labels & {"job", "instance"}, f"{self.name} has a label of Prometheus' own"
        if self.type == "histogram":
            self._check_histogram()

    def _check_histogram(self):
        buckets = [(float(dict(labels)["le"]), value)
                   for (name, labels), value in self.samples.items() if name.endswith("_bucket")]
        assert buckets == sorted(buckets), f"{self.name}: buckets are not in order"
        counts = [value for _, value in buckets]
        assert counts == sorted(counts), f"{self.name}: buckets do not hold those before them"
        assert buckets[-1] == (math.inf, self.samples[self.name + "_count", ()]), self.name
        assert (self.name + "_sum", ()) in self.samples, self.name


def _labels(text):
    if text is None:
        return ()
    found, end = [], 0
    while end < len(text):
        label = _LABEL.match(text, end)
        assert label, f"no label: {text[end:]}"
        found.append((label[1], label[2]))
        end = label.end()
    assert len(dict(found)) == len(found), f"a label twice: {text}"
    return tuple(sorted(found))


def _add_sample(family, line):
    sample = _SAMPLE.fullmatch(line)
    assert sample, f"no sample: {line}"
    name, labels, value = sample[1], _labels(sample[2]), float(sample[3])
    assert family is not None and family.type is not None, f"before its type: {line}"
    assert name in family.names(), f"{name} stands among samples of {family.name}"
    assert (name, labels) not in family.samples, f"twice: {line}"
    family.samples[name, labels] = value


def families(text):
    """All metrics by name, each checked."""
    assert text.endswith("\n"), "the last line does not end"
    found, family = {}, None
    for line in text[:-1].split("\n"):
        if line.startswith("# HELP "):
            name, _, explained = line[len("# HELP "):].partition(" ")
            assert name not in found, f"{name} stands in two places"
            family = found[name] = Family(name, explained)
        elif line.startswith("# TYPE "):
            name, _, kind = line[len("# TYPE "):].partition(" ")
            assert family is not None and name == family.name and not family.samples, line
            assert kind in _TYPES and family.type is None, line
            family.type = kind
        else:
            _add_sample(family, line)
    for family in found.values():
        family.check()
    return found


def check(text):
    """Raises where the text is not as Prometheus wants it."""
    families(text)
    if shutil.which("promtool"):
        said = subprocess.run(["promtool", "check", "metrics"], input=text, text=True, timeout=30,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
        assert said.returncode == 0 and not said.stdout, said.stdout


def labels_by_sample(text):
    """The labels that samples of each name have: {"greycache_decisions_total": {"outcome"}, ...}."""
    found = {}
    for family in families(text).values():
        for name, labels in family.samples:
            found.setdefault(name, set()).update(label for label, _ in labels)
    return found
