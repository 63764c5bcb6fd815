"""The manual pages are well formed, and the links between documents lead somewhere."""

import re
import subprocess
import unittest

import documents

LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")


def groff_warnings(path, macros):
    answer = subprocess.run(["groff", "-ww", "-z", "-Tutf8", "-Kutf8", f"-m{macros}", path],
                            text=True, timeout=60, stderr=subprocess.PIPE)
    return answer.stderr


class PagesTest(unittest.TestCase):
    def test_manual_pages_bring_no_warning(self):
        pages = [(path, "doc") for path in documents.manual_pages()]
        self.assertGreaterEqual(len(pages), 3)
        for path, macros in [*pages, (documents.GIVEN.manual, "an")]:
            self.assertEqual(groff_warnings(path, macros), "", path.name)

    def test_brackets_and_quotes_of_manual_pages_end_where_they_are_meant_to(self):
        """A macro of mdoc that encloses takes all the rest of its line."""
        for path in documents.manual_pages():
            for number, line in enumerate(path.read_text().splitlines(), 1):
                place = f"{path.name}:{number}: {line}"
                self.assertLess(line.count("Op "), 2, place)
                self.assertNotRegex(line, r"Op Fl -json (?!\| -\w+$)", place)
                self.assertNotRegex(line, r"\b[SDQ]q .* No ", place)
                self.assertNotRegex(line, r"^\.Pq [a-z].* : ", place)

    def test_each_program_has_its_page(self):
        names = {path.stem for path in documents.manual_pages()}
        self.assertEqual(names, {path.name for path in documents.GIVEN.program})

    def test_links_lead_somewhere(self):
        for path in documents.markdown_files():
            for target in LINK.findall(path.read_text()):
                if "://" not in target:
                    self.assertTrue((path.parent / target).exists(), f"{path.name}: {target}")

    def test_the_files_that_documents_name_exist(self):
        """Names in backquotes that begin with a directory of the checkout."""
        tops = [path.name for path in documents.SOURCE.iterdir() if path.is_dir()]
        for path in documents.markdown_files():
            for name in re.findall(r"`([a-z-]+/[\w./-]*)`", path.read_text()):
                if name.split("/")[0] in tops and not name.startswith(("build", "run")):
                    self.assertTrue((documents.SOURCE / name).exists(), f"{path.name}: {name}")


if __name__ == "__main__":
    documents.main()
