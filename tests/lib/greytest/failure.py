"""Of a test that fails: that it does, and what its servers said."""

import sys


def has_failed(test):
    """For tearDown(), which unittest runs before it tells anybody: only its own book has it by then."""
    result = test._outcome.result  # pylint: disable=protected-access
    return any(failed is test for failed, _ in result.failures + result.errors)


def tell_logs(directory):
    """The ends of the logs of what ran in there."""
    for log in sorted(directory.glob("*/*.log")):
        print(f"--- {log}\n{log.read_text('utf-8', 'replace')[-8000:]}", file=sys.stderr)
