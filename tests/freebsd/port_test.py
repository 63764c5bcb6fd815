"""The port says what the rest of the checkout says; its Makefile is read by bmake, with a stub of bsd.port.mk."""

import json
import os
import pathlib
import re
import shutil
import subprocess
import unittest

HERE = pathlib.Path(__file__).resolve().parent
SOURCE = HERE.parents[1]
PORT = SOURCE / "packaging" / "freebsd"
BUILD = pathlib.Path(os.environ["GREYCACHE_BUILD"])
# What only a Linux has; the port's PORTDOCS and PORTDATA take what is in directories of their own.
LINUX = ("lib/systemd/", "lib/sysusers.d/", "lib/tmpfiles.d/")
# By USES, by BUILD_DEPENDS, with another library, or not on FreeBSD.
BY_OTHER_MEANS = {"openssl", "libpq", "sqlite3", "tl-expected", "CLI11", "doctest", "nlohmann_json",
                  "libevent_openssl", "threads", "libsystemd"}
BY_DIRECTORY = ("share/doc/greycache/", "share/greycache/")


def plist():
    """Lines that are files, without their keyword."""
    lines = (PORT / "pkg-plist").read_text("ascii").splitlines()
    return [line for line in lines if not line.startswith("@")]


def samples():
    lines = (PORT / "pkg-plist").read_text("ascii").splitlines()
    return {line.removeprefix("@sample ") for line in lines if line.startswith("@sample ")}


def introspected(what):
    answer = subprocess.run(["meson", "introspect", what, str(BUILD)], check=True, text=True,
                            timeout=50, stdout=subprocess.PIPE)
    return json.loads(answer.stdout)


def installed():
    """Below the prefix."""
    options = {option["name"]: option["value"] for option in introspected("--buildoptions")}
    paths = {path.removeprefix(options["prefix"] + "/")
             for path in introspected("--installed").values()}
    # The port is built without the panel.
    return {path for path in paths if not re.search(r"greyweb|greycache/panel/", path)}


class PortTest(unittest.TestCase):
    def test_every_file_that_is_installed_is_in_the_list(self):
        wanted = {path + ".gz" if path.startswith("share/man/") else path for path in installed()
                  if not path.startswith(LINUX + BY_DIRECTORY)}
        self.assertEqual(plist(), sorted(wanted))

    def test_every_list_and_the_configuration_is_a_sample(self):
        names = {path.name for path in (SOURCE / "lists").iterdir()} | {"greycache.conf"}
        self.assertEqual(samples(), {f"etc/greycache/{name}.sample" for name in names})

    def test_the_description_is_of_its_width(self):
        for line in (PORT / "pkg-descr").read_text("ascii").splitlines():
            self.assertLessEqual(len(line), 80)

    def test_no_path_of_linux_is_left_in_the_texts_made_of_the_settings(self):
        for kind in ("sample", "manual"):
            text = subprocess.run([os.environ["FREEBSD_DOCUMENTS"], kind], check=True, text=True,
                                  timeout=30, stdout=subprocess.PIPE).stdout
            self.assertIn("/usr/local/etc/greycache", text)
            self.assertIn("/var/run/greycache/policy.sock", text)
            self.assertIn("/var/db/greycache", text)
            self.assertEqual(re.findall(r"(?<!/usr/local)/etc/greycache|(?<!/var)/run/greycache|"
                                        r"/var/lib/greycache|/usr/share/", text), [], kind)


@unittest.skipUnless(shutil.which("bmake"), "bmake is not installed")
class MakefileTest(unittest.TestCase):
    def bmake(self, *words):
        answer = subprocess.run(["bmake", "-r", "-m", str(HERE), "-C", str(PORT), *words], text=True,
                                timeout=30, capture_output=True, check=False)
        self.assertEqual((answer.returncode, answer.stderr), (0, ""))
        return answer.stdout

    def value(self, name):
        return self.bmake("-V", name).strip()

    def test_the_version_is_the_projects(self):
        project = (SOURCE / "meson.build").read_text("utf-8")
        self.assertEqual(self.value("DISTVERSION"),
                         re.search(r"^  version: '([^']+)'", project, re.MULTILINE)[1])

    def test_its_options_are_the_servers(self):
        self.assertEqual(self.value("OPTIONS_DEFINE"), "DOCS PGSQL REDIS")
        self.assertIn("redis-server:", self.value("REDIS_RUN_DEPENDS"))

    def test_every_library_that_meson_looks_for_is_a_dependency(self):
        project = (SOURCE / "meson.build").read_text("utf-8")
        without_panel = re.sub(r"(?m)^.*get_option\('panel'\).*$", "", project)
        named = set(re.findall(r"dependency\('([^']+)'", without_panel)) - BY_OTHER_MEANS
        self.assertIn("hiredis", named)
        for name in named:
            self.assertIn(f"lib{name.removeprefix('lib')}.so:", self.value("LIB_DEPENDS"))

    def test_it_asks_meson_for_what_meson_has(self):
        options = {option["name"] for option in introspected("--buildoptions")}
        for name in re.findall(r"-D(\w+)=", self.value("MESON_ARGS")):
            self.assertIn(name, options)
        self.assertIn("alias_target('" + self.value("ALL_TARGET"),
                      (SOURCE / "meson.build").read_text("utf-8"))

    def test_it_has_an_rc_script_and_makes_every_sample(self):
        self.assertTrue((PORT / "files" / (self.value("USE_RC_SUBR") + ".in")).exists())
        made = re.findall(r"/stage/usr/local/(etc/greycache/\S+)", self.bmake("-n", "post-install"))
        self.assertEqual({path for path in made if path.endswith(".sample")}, samples())


if __name__ == "__main__":
    unittest.main(verbosity=2)
