"""What a thousand connections to the panel do to the mail: latency of the daemon's answers without and with them."""

import contextlib
import json
import os
import statistics
import subprocess
import sys

from greybench.greycache_service import STORAGES
from greybench.load import measure
from greybench.panel_service import PanelService


def halves():
    """A processor for who sends the mail, and the others for all that answers it.

    The generator never sleeps, to be in time: a server that is put behind it waits for the kernel's next tick.
    """
    first, *others = sorted(os.sched_getaffinity(0))
    return {first}, set(others or [first])


MEMBERS = 1000
RATE = 2000  # policy requests a second
SECONDS = 10
# As fast as they are answered: who is refused is told so after a second.
ASKS_THE_DAEMON = ("/waiting", 0)
# Of the same connections, as often, what a program beside the mail costs that asks the daemon nothing.
ASKS_GREYWEB_ALONE = ("/sign-in", 1)
GENERATORS, SERVERS = halves()
FIGURES = ("p50_us", "p99_us", "p999_us")


class WithCrowd:
    """While the block runs, the thousand are there; `seen` is what became of them."""

    def __init__(self, panel, browser, asks):
        self.panel, self.browser, (self.path, self.pause) = panel, browser, asks

    def __enter__(self):
        cookies = "; ".join("=".join(pair) for pair in self.browser.cookies.items())
        # Elsewhere in life: they take no processor from who answers mail (sched(7)).
        self.process = subprocess.Popen(
            ["chrt", "--idle", "0", sys.executable, "-m", "greybench.crowd", str(self.panel.port), str(MEMBERS),
             self.path, cookies, str(self.pause)],
            stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": ":".join(sys.path)})
        assert self.process.stdout.readline() == "all are there\n"
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.seen = json.loads(self.process.communicate(timeout=60)[0])


@contextlib.contextmanager
def on_processors(numbers):
    """What is started in the block runs on these alone."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, numbers)
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


def latency(service):
    with on_processors(GENERATORS):
        figures = measure(service, "day", 64, rate=RATE, seconds=SECONDS, warm_up=2)
    return {name: figures[name] for name in FIGURES}


def one_storage(site, storage, rounds):
    panel_socket = site.directory / "panel.sock"
    service = storage(site, "-file", panel_socket=panel_socket)
    service.start()
    panel = PanelService(service.directory / "panel", panel_socket)
    try:
        service.warm()
        panel.start()
        browser = panel.signed_in()
        found = {"without": [], "beside": [], "with": []}
        pages = []
        for _ in range(rounds):
            found["without"].append(latency(service))
            with WithCrowd(panel, browser, ASKS_GREYWEB_ALONE):
                found["beside"].append(latency(service))
            with WithCrowd(panel, browser, ASKS_THE_DAEMON) as crowd:
                found["with"].append(latency(service))
            pages.append(sum(crowd.seen["answered"].values()) / (SECONDS + 2))
            # Beyond what its lane holds greyweb says at once that too many look.
            assert set(crowd.seen["answered"]) <= {"200", "503"}, crowd.seen
            print(f"crowd  {service.name} {[each[-1] for each in found.values()]} {crowd.seen}", file=sys.stderr)
        row = {"storage": storage.__name__.lower()}
        for word, each in found.items():
            row.update({f"{word}_{name}": statistics.median(one[name] for one in each) for name in FIGURES})
        return {**row, "pages_per_second": statistics.median(pages), "resident_megabytes": panel.resident() / 1e6}
    finally:
        panel.stop()
        service.stop()


def crowd_part(site, options):
    """The section "crowd" of the results."""
    with on_processors(SERVERS):
        return [one_storage(site, storage, options.rounds) for storage in STORAGES]
