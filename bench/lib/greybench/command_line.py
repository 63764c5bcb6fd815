"""The command line of bench/run."""

import argparse
import signal
import sys

from greybench.build import build
from greybench.quick import quick


def _parser():
    parser = argparse.ArgumentParser(prog="bench/run", description="see bench/README.md")
    parser.add_argument("--quick", action="store_true",
                        help="a minute: only what the table of wanted ratios needs")
    parser.add_argument("--no-build", action="store_true", help="measure what is built already")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=1.0, help="of each measurement")
    parser.add_argument("--services", help="comma separated, echo always among them")
    return parser


def main():
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("ended by SIGTERM"))
    options = _parser().parse_args()
    if not options.no_build:
        build()
    return quick(options)
