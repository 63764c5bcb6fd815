"""The command line of bench/run."""

import argparse
import signal
import sys

from greybench import results
from greybench.build import build
from greybench.entry_sizes import sizes_part
from greybench.floors import floors_part
from greybench.full_load import CONNECTIONS, full_load
from greybench.helper import helper_part
from greybench.postfix_part import postfix_part
from greybench.purge import purge_part
from greybench.quick import quick
from greybench.scale import SIZES, scale_part
from greytest.paths import remove_directory, temporary_directory

PARTS = {
    "load": lambda directory, options: full_load(directory, options.rounds, options.seconds,
                                                 options.connections),
    "helper": lambda directory, options: helper_part(directory, options.rounds, options.seconds),
    "sizes": lambda directory, options: sizes_part(directory),
    "scale": lambda directory, options: scale_part(directory, options.entries, options.rounds,
                                                   options.seconds),
    "floors": lambda directory, options: floors_part(directory),
    "purge": lambda directory, options: purge_part(directory),
    "postfix": lambda directory, options: postfix_part(directory, options.rounds),
}


def _numbers(text):
    return [int(float(word)) for word in text.split(",")]


def _parser():
    parser = argparse.ArgumentParser(prog="bench/run", description="see bench/README.md")
    parser.add_argument("parts", nargs="*", metavar="PART",
                        help=f"of {', '.join(PARTS)}; all unless told")
    parser.add_argument("--quick", action="store_true",
                        help="a minute: only what the table of wanted ratios needs")
    parser.add_argument("--no-build", action="store_true", help="measure what is built already")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=1.0, help="of each measurement")
    parser.add_argument("--services", help="with --quick: comma separated")
    parser.add_argument("--connections", type=_numbers, default=CONNECTIONS,
                        help="of part load, comma separated")
    parser.add_argument("--entries", type=_numbers, default=SIZES,
                        help="of part scale, comma separated")
    return parser


def run_parts(options, command):
    """Each part's results are written when it ends, so that a later failure loses none."""
    for name in options.parts or PARTS:
        directory = temporary_directory()
        try:
            results.write({name: PARTS[name](directory, options)}, command)
        finally:
            remove_directory(directory)
    return 0


def main():
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("ended by SIGTERM"))
    parser = _parser()
    options = parser.parse_args()
    unknown = set(options.parts) - set(PARTS)
    if unknown:
        parser.error(f"no such part: {', '.join(sorted(unknown))}")
    if not options.no_build:
        build()
    if options.quick:
        return quick(options)
    return run_parts(options, " ".join(["bench/run", *sys.argv[1:]]))
