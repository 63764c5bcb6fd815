"""The command line of bench/run."""

import argparse
import signal
import sys
import time

from greybench import report
from greybench.build import build
from greybench.correspondents_part import correspondents_part
from greybench.crowd_part import crowd_part
from greybench.floors import floors_part
from greybench.history_part import history_part
from greybench.idle_part import idle_part
from greybench.load import MIXES
from greybench.load_part import CONNECTIONS, load_part
from greybench.panel_part import panel_part
from greybench.postfix_part import postfix_part
from greybench.rsyslog import Rsyslog
from greybench.scale import SIZES, scale_part
from greybench.service import Site
from greybench.stalls_part import stalls_part
from greytest.paths import remove_directory, temporary_directory

PARTS = {"load": load_part, "floors": floors_part, "scale": scale_part,
         "history": history_part, "correspondents": correspondents_part,
         "postfix": postfix_part, "stalls": stalls_part, "idle": idle_part,
         "panel": panel_part, "crowd": crowd_part}
# With --quick: what answers most questions while something is tuned.
QUICK = {"services": "echo,embedded,embedded-file,embedded-no-log,shared,shared-file,shared-no-log",
         "mixes": "awl,new,day", "connections": [32], "rounds": 1}


def numbers(text):
    return [int(float(word)) for word in text.split(",")]


def parsed(arguments):
    parser = argparse.ArgumentParser(prog="bench/run", description="see bench/README.md")
    parser.add_argument("parts", nargs="*", metavar="PART",
                        help=f"of {', '.join(PARTS)}; all unless told")
    parser.add_argument("--quick", action="store_true",
                        help="two minutes: a little of part load, on standard output only")
    parser.add_argument("--no-build", action="store_true", help="measure what is built already")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=1.0, help="of each measurement")
    for name, default, kind in (("services", "", str), ("mixes", ",".join(MIXES), str),
                                ("connections", CONNECTIONS, numbers)):
        parser.add_argument(f"--{name}", default=default, type=kind,
                            help="of part load, comma separated")
    parser.add_argument("--entries", type=numbers, default=SIZES,
                        help="of part scale, comma separated; part stalls takes the most")
    if "--quick" in arguments:
        parser.set_defaults(**QUICK)
    options = parser.parse_args(arguments)
    if unknown := set(options.parts) - set(PARTS):
        parser.error(f"no such part: {', '.join(sorted(unknown))}")
    return options


def measure_all(site, options):
    """Each part's results are written when it ends, so that a later failure loses none."""
    if options.quick:
        print("\n".join(report.load_lines(load_part(site, options))))
        return
    for name in options.parts or PARTS:
        begin = time.monotonic()
        section = PARTS[name](site, options)
        minutes = (time.monotonic() - begin) / 60
        words = " ".join(["bench/run", *sys.argv[1:]])
        report.write(name, section, f"`{words}`, {minutes:.0f} minutes")


def main():
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("ended by SIGTERM"))
    options = parsed(sys.argv[1:])
    if not options.no_build:
        build("policy-helper/policy-helper", "greyctl/greyctl", "greyweb/greyweb", "bench")
    report.machine()
    report.circumstances()
    directory = temporary_directory()
    try:
        rsyslog = Rsyslog(directory)
        try:
            measure_all(Site(directory, rsyslog), options)
        finally:
            rsyslog.stop()
    finally:
        remove_directory(directory)
    return 0
