"""The Debian packages on a fresh mail host: installed, asked, upgraded under mail, removed, purged."""

import json
import signal
import sys
import time
import unittest

from greytest.container import NoContainer
from greytest.daemon_test import main
from greytest.failure import has_failed
from greytest.paths import remove_directory, temporary_directory
from greytest.wait import wait_until
from package_host import NEXT_VERSION, PackageHost, make_packages
from panel_service import Panel, password_in

HOST = None
# What purging leaves, as any package's end does: dpkg's and systemd's own books.
LEFT = ("/var/lib/systemd/", "/etc/group-", "/etc/gshadow-", "/etc/passwd-", "/etc/shadow-",
        "/var/mail/", "/etc/.pwd.lock", "/etc/ld.so.cache", "/var/lib/private", "/var/lib/logrotate")
GONE = ["not-found", "inactive", "dead"]
PANEL_FILES = """644 root:root /usr/lib/systemd/system/greyweb.service
644 root:root /usr/lib/sysusers.d/greyweb.conf
755 root:root /usr/sbin/greyweb
644 root:root /usr/share/greycache/panel/Caddyfile
644 root:root /usr/share/greycache/panel/apache.conf
644 root:root /usr/share/greycache/panel/nginx.conf
644 root:root /usr/share/man/man8/greyweb.8.gz"""


class PackageTest(unittest.TestCase):
    """Each test finds a host that never had the package."""

    def setUp(self):
        HOST.make_fresh()

    def tearDown(self):
        if has_failed(self):
            print(HOST.log()[-6000:], file=sys.stderr)

    def assert_greylisted(self, sender, **options):
        self.assertIn("Greylisted", HOST.ask(sender, **options))

    def assert_passes(self, sender, **options):
        answer = HOST.ask(sender, **options)
        self.assertTrue(answer.startswith("250 "), answer)

    def known(self, sender):
        """A sender who has waited and passed."""
        self.assert_greylisted(sender)
        time.sleep(4.1)
        self.assert_passes(sender)

    def test_an_installation_serves_and_touches_no_file_of_postfix(self):
        before = HOST.postfix_files()
        began = time.monotonic()
        HOST.install()
        print(f"apt-get install took {time.monotonic() - began:.1f} s")
        self.assertEqual(HOST.state(), "active")
        self.assertEqual(HOST.postfix_files(), before)
        enabled = HOST.shell("""systemctl is-enabled greycache greycache.socket \\
            greycache-control.socket greycache-report.timer greycache-update-lists.timer || true""")
        self.assertEqual(enabled.split(), ["enabled"] + 4 * ["disabled"])
        self.assertTrue(all(store["up"] for store in HOST.stats()["stores"]))
        self.assertIn("the configuration is good", HOST.run("greyctl", "check-config").stdout)
        self.assertIn("clients_fqdn_whitelist", HOST.shell("ls /etc/greycache"))
        self.assertEqual(HOST.shell("systemctl --failed --plain --no-legend"), "")
        self.assertIn("-F _greycache greycache", HOST.shell(
            "bash -c '. /usr/share/bash-completion/completions/greycache; complete -p greycache'"))
        for page in ("greycache.8", "greyctl.8", "policy-helper.8", "greycache.conf.5"):
            self.assertTrue(HOST.shell(f"ls /usr/share/man/man?/{page}.gz"))
        # Nobody asks: there is nothing to warn of.
        self.assertNotIn("Postfix", HOST.remove())

    def test_a_mail_waits_and_passes_and_the_last_word_is_undo(self):
        HOST.install()
        said = HOST.run("/checkout/tests/package/mail_check.py", "--set-up").stdout
        self.assertIn("Postfix was reloaded", said)
        HOST.run("postconf", "-X", "smtpd_authorized_xclient_hosts")
        said = HOST.run("greyctl", "postfix", "--undo", "--yes").stdout
        self.assertIn("Postfix was reloaded", said)
        self.assert_passes("undone@undone.example")
        self.assertEqual(HOST.shell("postconf -n | grep -c grey || true"), "0")
        self.assertEqual(HOST.shell("postconf -Mf"), HOST.shell("postconf -c /etc/postfix.fresh -Mf"))

    def test_doctor_finds_on_a_fresh_host_only_that_postfix_does_not_ask(self):
        HOST.install()
        (finding,) = self.found_wrong()
        self.assertIn("Postfix does not ask Greycache", finding["what"])
        self.assertEqual(finding["advice"], "greyctl postfix --apply")
        HOST.run("greyctl", "postfix", "--apply", "--yes")
        self.assertEqual(self.found_wrong(), [])
        HOST.systemctl("stop", "greycache")
        self.assertEqual({finding["about"] for finding in self.found_wrong()}, {"sockets"})

    @staticmethod
    def found_wrong():
        """What doctor has found, without notes: these are of the tree, the age of what Debian has in it."""
        findings = json.loads(HOST.run("greyctl", "doctor", "--json", check=False).stdout)["findings"]
        return [finding for finding in findings if finding["severity"] in ("error", "warning")]

    def test_an_upgrade_under_mail_is_a_takeover(self):
        HOST.install()
        HOST.ask_greycache()
        self.known("known@known.example")
        before = HOST.pid()
        with HOST.session() as session:
            self.assertIn("Greylisted", session.ask("before@before.example"))
            load = HOST.load()
            HOST.install("next")
            seen = HOST.end_of_load(load)
            self.assertIn("Greylisted", session.ask("after@after.example"))
        print(f"mail during the upgrade: {seen}")
        self.assertEqual(seen["wrong"], [])
        self.assertGreater(seen["greylisted"], 10)
        self.assertLess(seen["longest"], 2.0)
        self.assertEqual(HOST.state(), "active")
        self.assertNotEqual(HOST.pid(), before)
        self.assertEqual(HOST.show("NRestarts"), "0")
        self.assertIn(NEXT_VERSION, HOST.run("dpkg-query", "-W", "greycache").stdout)
        # What was known is known, and what waited has waited.
        self.assert_passes("known@known.example")
        time.sleep(3)
        self.assert_passes("before@before.example")

    def test_what_an_administrator_has_changed_survives_an_upgrade(self):
        HOST.install()
        HOST.configure("reconnect_delay = 3s")
        HOST.shell("echo mail.own.example > /etc/greycache/clients_fqdn_whitelist.local")
        HOST.systemctl("disable", "--now", "greycache")
        HOST.install("next")
        files = HOST.shell("cd /etc/greycache; cat greycache.conf clients_fqdn_whitelist.local; "
                           "tail -1 clients_fqdn_whitelist; ls")
        self.assertTrue(files.startswith("reconnect_delay = 3s\nmail.own.example\n# of the next version\n"))
        self.assertIn("greycache.conf.dpkg-dist", files)
        self.assertEqual(HOST.state(), "inactive")
        self.assertEqual(HOST.run("systemctl", "is-enabled", "greycache", check=False).stdout.strip(),
                         "disabled")

    def test_an_upgrade_with_a_wrong_configuration_leaves_the_daemon_that_runs(self):
        HOST.install()
        HOST.ask_greycache()
        pid = HOST.pid()
        HOST.configure("reconnect_delay = 3s", "nonsense = 1")
        said = HOST.install("next")
        self.assertIn("the one of before goes on", said)
        self.assertEqual((HOST.state(), HOST.pid()), ("active", pid))
        self.assert_greylisted("wrong@wrong.example")

    def test_sockets_and_timers_of_systemd_live_through_an_upgrade_and_end_with_the_package(self):
        HOST.install()
        HOST.ask_greycache()
        HOST.systemctl("stop", "greycache")
        HOST.systemctl("enable", "--now", "greycache.socket", "greycache-control.socket", "greycache-report.timer")
        self.assert_greylisted("held@held.example")
        HOST.install("next")
        self.assertEqual(HOST.state(), "active")
        self.assert_greylisted("upgraded@upgraded.example")
        HOST.systemctl("is-active", "greycache-report.timer")
        HOST.remove()
        self.assert_passes("removed@removed.example")
        self.assertEqual(HOST.shell("systemctl list-units --plain --no-legend 'greycache*.socket' 'greycache*.timer'"), "")
        self.assertNotEqual(HOST.state(), "active")

    def test_a_removal_says_that_postfix_asks_and_keeps_what_was_known(self):
        HOST.install()
        HOST.ask_greycache()
        self.known("known@known.example")
        said = HOST.remove()
        self.assertIn("Postfix still asks Greycache", said)
        self.assertIn("postconf -X greypolicy_time_limit", said[said.index("greyctl postfix --undo"):])
        self.assertNotEqual(HOST.state(), "active")
        self.assert_passes("unseen@unseen.example")
        self.assertIn("reconnect_delay", HOST.shell("cat /etc/greycache/greycache.conf"))
        HOST.install()
        wait_until(lambda: HOST.state() == "active", 10, 0.2, "the service")
        self.assert_passes("known@known.example")
        self.assert_greylisted("new@new.example")

    def assert_no_other_files_than(self, before):
        now = HOST.files()
        more = [line for line in now - before if not line.split(" ", 2)[2].startswith(LEFT)]
        self.assertEqual((sorted(more), sorted(before - now)), ([], []))

    def test_greycache_needs_no_panel_and_says_where_one_is(self):
        HOST.install()
        configuration = HOST.shell("cat /etc/greycache/greycache.conf")
        answer = HOST.run("greyctl", "panel", "enable", check=False)
        self.assertEqual(answer.returncode, 69)
        self.assertIn("install the package greycache-panel", answer.stderr)
        self.assertEqual(HOST.shell("cat /etc/greycache/greycache.conf"), configuration)
        self.assertEqual(HOST.shell("ls -d /etc/greycache/panel_accounts /usr/sbin/greyweb 2>/dev/null || true"), "")
        self.assertIn("off already", HOST.run("greyctl", "panel", "disable").stdout)

    def test_the_panel_is_off_until_it_is_enabled(self):
        HOST.install_all()
        panel = Panel(HOST)
        listed = HOST.shell("dpkg -L greycache-panel | while read -r file; do [ -d \"$file\" ] || "
                            "stat -c '%a %U:%G %n' \"$file\" 2>/dev/null || true; done")
        self.assertEqual(sorted(line for line in listed.splitlines() if "/bash-completion/" not in line
                                and "/share/doc/" not in line), sorted(PANEL_FILES.splitlines()))
        self.assertEqual(HOST.shell("stat -c '%a %U:%G' /run/greycache-panel; id -Gn greyweb; getent group"
                                    " greyweb-http | cut -d : -f 4").split(), ["750", "greycache:greyweb", "greyweb"])
        self.assertRegex(HOST.shell("getent passwd greyweb"), ":/var/lib/greyweb:/usr/sbin/nologin$")
        self.assertEqual(panel.state(), ["inactive", "disabled"])
        # By hand, too: nobody could sign in.
        HOST.systemctl("start", "greyweb")
        self.assertEqual(panel.state(), ["inactive", "disabled"])
        password = password_in(panel.enable().stdout)
        self.assertEqual(panel.state(), ["active", "enabled"])
        self.assertEqual(panel.browser(password).get("/").status, 200)
        self.assertEqual(HOST.shell("stat -c '%a %U:%G' /etc/greycache/panel_accounts /var/lib/greyweb"
                                    " /var/lib/greyweb/audit.log /run/greyweb /run/greyweb/http.sock").splitlines(),
                         ["640 root:greyweb", "700 greyweb:greyweb-http", "600 greyweb:greyweb-http",
                          "750 greyweb:greyweb-http", "660 greyweb:greyweb-http"])

    def test_an_upgrade_restarts_a_panel_that_runs_and_starts_none_that_does_not(self):
        HOST.install_all()
        panel = Panel(HOST)
        password = password_in(panel.enable().stdout)
        before = panel.pid()
        HOST.install_all("next")
        self.assertEqual(panel.state(), ["active", "enabled"])
        self.assertNotEqual(panel.pid(), before)
        self.assertEqual(panel.browser(password).get("/").status, 200)
        HOST.run("greyctl", "panel", "disable")
        HOST.apt("install", "--reinstall", "/packages/greycache-panel-next.deb")
        self.assertEqual(panel.state(), ["inactive", "disabled"])

    def test_a_removed_panel_keeps_who_may_sign_in_and_a_purged_one_nothing(self):
        HOST.install()
        before = HOST.files()
        HOST.install_all()
        panel = Panel(HOST)
        password = password_in(panel.enable().stdout)
        panel.browser(password)
        HOST.remove("greycache-panel")
        self.assertEqual((panel.state()[0], HOST.state()), ("inactive", "active"))
        self.assertIn("sign-in", HOST.shell("cat /var/lib/greyweb/audit.log"))
        HOST.install_all()
        self.assertNotIn("with the password", panel.enable().stdout)
        self.assertEqual(panel.browser(password).get("/").status, 200)
        HOST.purge("greycache-panel")
        self.assertEqual(HOST.state(), "active")
        self.assert_no_other_files_than(before)
        self.assertEqual(HOST.shell("getent group greyweb-http || true"), "")

    def test_purging_leaves_nothing(self):
        before = HOST.files()
        HOST.install_all()
        Panel(HOST).enable()
        HOST.ask_greycache()
        self.known("known@known.example")
        HOST.shell("echo x.example > /etc/greycache/clients_fqdn_whitelist.local")
        HOST.run("greyctl", "postfix", "--undo", "--yes")
        HOST.purge()
        self.assert_no_other_files_than(before)
        self.assertEqual(HOST.shell("for book in passwd group; do getent $book | grep grey || true; done;"
                                    " ls -d /run/grey* 2>/dev/null || true"), "")
        # systemd keeps what it knows no more in memory as long as it likes.
        units = HOST.shell("systemctl list-units --all --plain --no-legend 'grey*'")
        self.assertEqual([unit for unit in units.splitlines() if unit.split()[1:4] != GONE], [])


def run_tests():
    global HOST
    directory = temporary_directory()
    try:
        # Not before a container is sure: making the packages takes longer.
        HOST = PackageHost(directory)
        try:
            HOST.start()
            print(make_packages(directory))
            main()
        finally:
            HOST.stop()
    finally:
        remove_directory(directory)


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("ended by SIGTERM"))
    try:
        run_tests()
    except NoContainer as error:
        print(error)
        sys.exit(77)
