"""debian/ says what the rest of the checkout says: the version, and what is needed to build."""

import re
import subprocess
import unittest

import documents

# What a Debian that builds packages has, or Meson's package brings.
BY_THEMSELVES = {"g++", "ninja-build", "pkg-config", "python3"}


def build_dependencies():
    control = (documents.SOURCE / "debian" / "control").read_text("utf-8")
    block = re.search(r"^Build-Depends:\n((?: .*\n)+)", control, re.MULTILINE)[1]
    return {re.split(r"[ (:]", line.strip().rstrip(","))[0] for line in block.splitlines()}


def packages_of_scripts():
    answer = subprocess.run(["bash", "-c", ". scripts/packages.sh; echo $build_packages"],
                            cwd=documents.SOURCE, check=True, text=True, stdout=subprocess.PIPE)
    return set(answer.stdout.split())


class PackageTest(unittest.TestCase):
    def test_the_version_is_the_projects(self):
        project = (documents.SOURCE / "meson.build").read_text("utf-8")
        version = re.search(r"^  version: '([^']+)'", project, re.MULTILINE)[1]
        changelog = (documents.SOURCE / "debian" / "changelog").read_text("utf-8")
        self.assertTrue(changelog.startswith(f"greycache ({version})"), changelog.splitlines()[0])

    def test_what_builds_from_source_builds_the_package(self):
        wanted = packages_of_scripts() - BY_THEMSELVES
        named = build_dependencies() - {"debhelper-compat", "dh-sequence-installsysusers", "pkgconf",
                                        "python3"}
        self.assertEqual(named, wanted)


if __name__ == "__main__":
    documents.main()
