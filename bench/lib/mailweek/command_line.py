"""The command line of bench/mailweek."""

import argparse
import pathlib
import signal
import sys
import time

from greybench.build import build
from greytest.paths import remove_directory, temporary_directory
from mailweek import report
from mailweek.figures import week_figures
from mailweek.play import play
from mailweek.reasons import delayed_by_reason
from mailweek.services import SERVICES
from mailweek.week import NEVER_IN_TIME, fingerprint, make_week


def setting(text):
    name, equal, value = text.partition("=")
    if not equal:
        raise argparse.ArgumentTypeError(f"{text!r} is not NAME=VALUE")
    return name.strip(), value.strip()


def numbers(text):
    return [int(word) for word in text.split(",")]


def positive(text):
    if (value := int(text)) < 1:
        raise argparse.ArgumentTypeError(f"{text} is not 1 or more")
    return value


def parsed(arguments):
    parser = argparse.ArgumentParser(prog="bench/mailweek", description="see bench/README.md")
    parser.add_argument("services", nargs="*", metavar="SERVICE",
                        help=f"of {', '.join(SERVICES)}; all unless told")
    parser.add_argument("--seeds", type=numbers, help="comma separated (1; with --write 1,2,3)")
    parser.add_argument("--mails", type=positive, default=15000, help="legitimate ones")
    parser.add_argument("--days", type=positive, default=7)
    parser.add_argument("--lists", choices=("shipped", "none"), help="of Greycache; with --write "
                        "both unless told, else the shipped ones")
    parser.add_argument("--set", dest="settings", type=setting, action="append", default=[],
                        metavar="NAME=VALUE", help="a setting of Greycache")
    parser.add_argument("--write", action="store_true",
                        help="bench/mailweek.json and docs/mailweek.md; of the services asked")
    parser.add_argument("--why", action="store_true", help="also why Greycache let mail wait")
    parser.add_argument("--no-build", action="store_true", help="ask what is built already")
    parser.add_argument("--json", type=pathlib.Path, metavar="FILE", help="the figures, as JSON")
    options = parser.parse_args(arguments)
    if unknown := set(options.services) - set(SERVICES):
        parser.error(f"no such service: {', '.join(sorted(unknown))}")
    options.settings = dict(options.settings)
    options.seeds = options.seeds or ([1, 2, 3] if options.write else [1])
    return options


def columns(options):
    """(title, class, its options) of what is asked, without what cannot run here."""
    both = options.write and not options.lists
    for name in options.services or SERVICES:
        service = SERVICES[name]
        if why := service.missing():
            print(f"{name}: skipped, {why}", file=sys.stderr)
            continue
        lists = (["shipped", "none"] if both else [options.lists or "shipped"]) \
            if name == "greycache" else ["shipped"]
        for one in lists:
            title = name if one == "shipped" else f"{name}, no lists"
            yield title, service, argparse.Namespace(**{**vars(options), "lists": one})


def tell(title, seed):
    begin = time.monotonic()

    def progress(asked, at):
        if sys.stderr.isatty() or asked % 10000 == 0:
            print(f"{title}, seed {seed}: {asked} attempts, day {at / 86400:.1f}, "
                  f"{time.monotonic() - begin:.0f} s", file=sys.stderr)
    return progress


def one_week(title, service, options, mails, seed):
    """The figures of one service."""
    directory = temporary_directory(base=report.fast_directory())
    asked = service(directory / "service", options)
    try:
        asked.start()
        outcomes = play(mails, asked.ask, tell(title, seed))
        asked.stop()
        figures = week_figures(outcomes, NEVER_IN_TIME)
        if options.why and asked.history:
            figures["reasons"] = delayed_by_reason(mails, outcomes, asked.history)
    finally:
        asked.stop()
        remove_directory(directory)
    return figures


def main():
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("ended by SIGTERM"))
    options = parsed(sys.argv[1:])
    asked = list(columns(options))
    if not options.no_build and any(service is SERVICES["greycache"] for _, service, _ in asked):
        build()
    weeks = []
    for seed in options.seeds:
        mails = make_week(seed, options.mails, options.days)
        made = fingerprint(mails)
        for title, service, its_options in asked:
            figures = one_week(title, service, its_options, mails, seed)
            weeks.append({"service": title, "seed": seed, "mails": made, **figures})
            report.keep(weeks, options)
    print("\n".join(report.lines(weeks)))
    if options.write:
        report.write(weeks, "bench/mailweek " + " ".join(sys.argv[1:]))
    return 0 if weeks else "no service can run here"
