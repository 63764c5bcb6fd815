"""The panel on a real systemd: turned on, signed in, restarted, shut to others, turned off."""

import json
import re
import unittest

from greytest.paths import BUILD
from greytest.wait import wait_until
from unix_browser import HTTP_SOCKET, UnixBrowser

PANEL_SOCKET = "/run/greycache-panel/panel.sock"
PANEL_CONFIGURATION = "/etc/greycache/greyweb.conf"
# Connects, sends a line, and prints what comes back, or why there is nothing.
ASK = """
import socket, sys
try:
    with socket.socket(socket.AF_UNIX) as asking:
        asking.settimeout(20)
        asking.connect(sys.argv[1])
        asking.sendall(sys.argv[2].encode())
        print(asking.recv(65536).decode().partition("\\n")[0].strip() or "nothing")
except OSError as error:
    print(type(error).__name__)
"""
QUESTION = json.dumps({"verb": "now", "account": "admin", "role": "admin"}) + "\n"
PAGE = "GET /sign-in HTTP/1.0\r\n\r\n"


def is_built():
    return (BUILD / "greyweb" / "greyweb").exists()


def password_in(said):
    """What `greyctl panel enable` shows once."""
    return re.search(r"with the password (\S+),", said)[1]


class Panel:
    """The panel of a mail host, as its administrator has it."""

    def __init__(self, host):
        self.host = host

    def enable(self, **options):
        return self.host.run("greyctl", "panel", "enable", **options)

    def state(self):
        """Whether it runs, and whether it will after a boot."""
        return self.host.shell("systemctl is-active greyweb || true; systemctl is-enabled greyweb || true").split()

    def pid(self):
        return int(self.host.container.show("greyweb", "MainPID"))

    def browser(self, password=None):
        browser = UnixBrowser(self.host.container)
        if password:
            answer = browser.sign_in("admin", password)
            assert answer.status == 303, answer.body
        return browser

    def ask(self, path, line, user, groups):
        """What a local user gets there; his groups are those that are named."""
        words = ("setpriv", f"--reuid={user}", f"--regid={groups[0]}", f"--groups={','.join(groups)}")
        return self.host.run(*words, "python3", "-", path, line, text=ASK).stdout.strip()


@unittest.skipUnless(is_built(), "this build has no panel")
class PanelTest(unittest.TestCase):
    """Each test finds daemon and panel running, and leaves them so."""

    host = None

    @classmethod
    def setUpClass(cls):
        cls.panel = Panel(cls.host)
        cls.said = cls.panel.enable().stdout
        cls.password = password_in(cls.said)

    @classmethod
    def tearDownClass(cls):
        cls.host.run("greyctl", "panel", "disable")
        cls.host.configure("reconnect_delay = 3s")
        cls.host.systemctl("reload", "greycache")

    def setUp(self):
        self.assertEqual((self.host.state(), self.panel.state()), ("active", ["active", "enabled"]))

    def test_enable_tells_what_it_has_done_and_again_changes_nothing(self):
        for words in (f"panel_socket is {PANEL_SOCKET} now", "greycache was reloaded", "greyweb runs"):
            self.assertIn(words, self.said)
        self.assertNotIn("note:", self.said)
        self.assertEqual(self.host.shell("stat -c '%a %U:%G' /etc/greycache/panel_accounts"), "640 root:greyweb")
        before = self.panel.pid()
        again = self.panel.enable().stdout
        self.assertIn("already", again)
        self.assertNotIn("password", again)
        self.assertEqual(self.panel.pid(), before)
        self.assertEqual(self.panel.browser(self.password).get("/").status, 200)

    def test_a_mail_that_postfix_deferred_is_on_the_page_of_what_waits(self):
        self.assertIn("Greylisted", self.host.ask("waits@panel.example"))
        browser = self.panel.browser(self.password)
        wait_until(lambda: "waits@panel.example" in browser.get("/waiting").body, 20, 0.2, "the mail")

    def test_the_panel_has_no_rights_and_sees_nothing_of_the_daemons(self):
        pid = self.panel.pid()
        status = self.host.shell(f"cat /proc/{pid}/status")
        for line in ("NoNewPrivs:\t1", "Seccomp:\t2", "CapEff:\t0000000000000000"):
            self.assertIn(line, status)
        self.assertEqual(self.host.shell(f"stat -c %U /proc/{pid}"), "greyweb")
        for place in ("/var/lib/greycache", "/run/greycache"):
            self.assertNotEqual(self.host.shell(f"ls {place}"), "")
            self.assertEqual(self.host.shell(f"ls /proc/{pid}/root{place}"), "", place)

    def test_the_sandbox_is_as_strict_as_the_daemons(self):
        exposure = {unit: self.exposure_of(unit) for unit in ("greyweb", "greycache")}
        print(f"exposure by systemd-analyze security: {exposure}")
        self.assertLessEqual(exposure["greyweb"], exposure["greycache"])

    def exposure_of(self, unit):
        rated = self.host.run("systemd-analyze", "security", "--no-pager", unit).stdout
        return float(re.search(r"Overall exposure level for \S+: ([0-9.]+)", rated)[1])

    def test_a_daemon_that_is_away_is_told_in_words_until_it_is_back(self):
        browser = self.panel.browser(self.password)
        self.host.systemctl("stop", "greycache")
        page = browser.get("/waiting")
        self.host.systemctl("start", "greycache")
        self.assertEqual(page.status, 503)
        self.assertIn("The daemon does not answer", page.body)
        self.assertIn("systemctl status greycache", page.body)
        wait_until(lambda: browser.get("/waiting").status == 200, 10, 0.1, "the daemon to be back")
        for way in ("restart", "reload"):
            self.host.systemctl(way, "greycache")
            wait_until(lambda: browser.get("/waiting").status == 200, 10, 0.1, f"the daemon after {way}")

    def test_a_restart_of_the_panel_ends_its_sessions(self):
        browser = self.panel.browser(self.password)
        self.assertEqual(browser.get("/").status, 200)
        self.host.systemctl("restart", "greyweb")
        signed_out = browser.get("/")
        self.assertEqual(signed_out.status, 303)
        self.assertTrue(signed_out.headers["Location"].startswith("/sign-in"), signed_out.headers["Location"])
        self.assertEqual(self.panel.browser(self.password).get("/").status, 200)

    def test_a_killed_panel_is_back_at_once(self):
        before = self.panel.pid()
        self.host.run("kill", "-9", before)
        wait_until(lambda: self.panel.state()[0] == "active" and self.panel.pid() not in (0, before), 10, 0.1,
                   "a new panel")
        self.assertEqual(self.panel.browser(self.password).get("/").status, 200)

    def test_who_may_ask_the_daemon_and_who_the_panel(self):
        ask = self.panel.ask
        self.assertIn('"ok":true', ask(PANEL_SOCKET, QUESTION, "greyweb", ["greyweb"]).replace(" ", ""))
        # The directory keeps others out; whoever gets in by its group is looked at by the daemon.
        self.assertEqual(ask(PANEL_SOCKET, QUESTION, "nobody", ["nogroup"]), "PermissionError")
        self.assertIn(ask(PANEL_SOCKET, QUESTION, "nobody", ["greyweb"]),
                      ("nothing", "ConnectionResetError", "BrokenPipeError"))
        self.assertIn("a stranger was turned away from the panel's socket", self.host.log())
        self.assertEqual(ask(HTTP_SOCKET, PAGE, "www-data", ["www-data"]), "PermissionError")
        # As docs/panel.md has it.
        self.host.run("usermod", "-aG", "greyweb-http", "www-data")
        groups = self.host.shell("id -Gn www-data").split()
        self.host.run("gpasswd", "-d", "www-data", "greyweb-http")
        self.assertEqual(sorted(groups), ["greyweb-http", "www-data"])
        self.assertIn("200 OK", ask(HTTP_SOCKET, PAGE, "www-data", groups))
        self.assertEqual(ask(PANEL_SOCKET, QUESTION, "www-data", groups), "PermissionError")

    def test_what_keeps_the_panel_from_listening_is_told_by_enable(self):
        self.host.systemctl("stop", "greyweb")
        self.host.container.write(PANEL_CONFIGURATION, "listen = 0.0.0.0:8025\n")
        answer = self.panel.enable(check=False)
        self.host.run("rm", PANEL_CONFIGURATION)
        self.assertEqual(answer.returncode, 69)
        self.assertIn("greyweb could not be started", answer.stderr)
        self.assertIn("no address of this host alone", self.host.shell("journalctl -u greyweb -o cat"))
        self.panel.enable()

    def test_it_listens_on_loopback_where_it_is_told_to(self):
        self.host.container.write(PANEL_CONFIGURATION, "listen = 127.0.0.1:8025\n")
        self.host.systemctl("restart", "greyweb")
        page = self.host.run("python3", "-c", "import urllib.request as request; "
                             "print(request.urlopen('http://127.0.0.1:8025/sign-in').read().decode())").stdout
        self.host.run("rm", PANEL_CONFIGURATION)
        self.host.systemctl("restart", "greyweb")
        self.assertIn('name="password"', page)

    def test_disabled_it_is_off_and_enabled_again_the_password_is_the_same(self):
        said = self.host.run("greyctl", "panel", "disable").stdout
        self.assertIn("panel_socket is off now", said)
        self.assertEqual(self.panel.state(), ["inactive", "disabled"])
        self.assertEqual(self.host.shell(f"ls {PANEL_SOCKET} {HTTP_SOCKET} 2>/dev/null || true"), "")
        self.assertEqual(self.host.run("greyctl", "config", "panel_socket").stdout.split("=")[-1].strip(), "")
        self.assertNotIn("with the password", self.panel.enable().stdout)
        self.assertEqual(self.panel.browser(self.password).get("/").status, 200)
