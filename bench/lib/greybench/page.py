"""The part of a page in docs/ that a program writes, between two marks."""

import re


def page_between_marks(page, program, lines):
    """The page with these lines there; `program` as in its first mark: "bench/run"."""
    marks = re.compile(f"(<!-- {program} writes from here -->\n).*(<!-- to here -->)", re.DOTALL)
    text = "\n".join(lines)
    return marks.sub(lambda found: found[1] + text + found[2], page)
