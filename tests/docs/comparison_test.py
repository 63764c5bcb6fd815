"""What docs/comparison.md claims for Greycache is shown by something that is here."""

import re
import unittest

import documents

PAGE = documents.SOURCE / "docs" / "comparison.md"


def rows():
    """The cells of each row of a table that has the column "shown by"."""
    shown = False
    for line in PAGE.read_text("utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if cells[-1] == "shown by":
            shown = True
        elif not line.startswith("|"):
            shown = False
        elif shown and not set(line) <= set("|-"):
            yield cells


class ComparisonTest(unittest.TestCase):
    def test_each_claim_names_what_shows_it(self):
        count = 0
        for cells in rows():
            count += 1
            if not cells[-2].startswith("no"):
                self.assertRegex(cells[-1], r"^`[\w./-]+`", cells[0])
        self.assertGreater(count, 20)

    def test_each_row_has_a_cell_for_each_program(self):
        for cells in rows():
            self.assertEqual(len(cells), 8, cells[0])

    def test_what_is_named_exists(self):
        for cells in rows():
            for name in re.findall(r"`([\w.-]+/[\w./-]*)`", cells[-1]):
                self.assertTrue((documents.SOURCE / name).exists(), f"{cells[0]}: {name}")


if __name__ == "__main__":
    documents.main()
