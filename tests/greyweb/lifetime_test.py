"""What greyweb outlives: a signal that is none for it, its socket taken away, a daemon that comes back."""

import http.client
import signal
import socket
import subprocess
import time

from greytest.daemon_test import main
from greytest.paths import program
from greytest.wait import wait_until
from panel_case import Browser, PanelCase


class UnixBrowser(Browser):
    """Asks at a unix socket, whose path is its port."""

    def connect(self):
        connection = http.client.HTTPConnection("localhost", timeout=30)
        connection.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        connection.sock.settimeout(30)
        connection.sock.connect(str(self.port))
        return connection

    def reaches(self):
        """Whether somebody listens there."""
        try:
            return self.get("/sign-in").status == 200
        except OSError:
            return False


class LifetimeTest(PanelCase):
    @classmethod
    def start(cls):
        cls.socket = cls.directory / "http.sock"
        cls.log_file = cls.directory / "greyweb.log"
        log = open(cls.log_file, "w", encoding="utf-8")
        cls.addClassCleanup(log.close)
        cls.greyweb = subprocess.Popen(
            [program("greyweb"), "--config", cls.directory / "greyweb.conf", "--listen", f"unix:{cls.socket}",
             "--panel-socket", cls.daemon.path, "--accounts", cls.directory / "panel_accounts", "--tokens",
             cls.directory / "panel_tokens", "--state-dir", cls.directory], stderr=log)
        cls.addClassCleanup(cls.stop)
        wait_until(UnixBrowser(cls.socket).reaches, 10, 0.05, "greyweb listens")

    def signed_in(self):
        browser = UnixBrowser(self.socket)
        self.assertEqual(browser.sign_in("root").status, 303)
        return browser

    def test_its_socket_is_made_again_and_nobody_is_signed_out(self):
        browser = self.signed_in()
        mode = self.socket.stat().st_mode
        self.socket.unlink()
        wait_until(browser.reaches, 10, 0.05, "greyweb listens again")
        self.assertEqual(browser.get("/").status, 200)
        self.assertEqual(self.socket.stat().st_mode, mode)
        time.sleep(1.5)
        self.assertEqual(self.log_file.read_text("utf-8").count("was removed; it is made again"), 1)

    def test_sighup_is_nothing_to_it(self):
        browser = self.signed_in()
        self.greyweb.send_signal(signal.SIGHUP)
        time.sleep(0.3)
        self.assertIsNone(self.greyweb.poll())
        self.assertEqual(browser.get("/").status, 200)

    def call(self, method, path, body=None):
        return UnixBrowser(self.socket).ask(method, path, body, {
            "Authorization": f"Bearer {self.token}", "Content-Type": "application/json"})

    def test_a_look_that_a_takeover_cut_is_asked_once_more(self):
        browser = self.signed_in()
        for ask in (lambda: browser.get("/changes"), lambda: self.call("GET", "/api/v1/changes")):
            self.daemon.questions.clear()
            self.daemon.dropping = 1
            self.assertEqual(ask().status, 200)
            self.assertEqual(len(self.daemon.asked("changes")), 2)
            self.daemon.dropping = 2
            self.assertEqual(ask().status, 503)

    def test_a_change_that_a_takeover_cut_is_never_asked_twice(self):
        browser = self.signed_in()
        csrf = browser.get("/waiting").field("csrf")
        for ask in (lambda: browser.post("/confirm", csrf=csrf, step="do", back="/waiting",
                                         question='{"verb":"release","reference":"A"}'),
                    lambda: self.call("POST", "/api/v1/release", '{"reference":"A"}')):
            self.daemon.questions.clear()
            self.daemon.dropping = 1
            answer = ask()
            self.assertEqual(answer.status, 503, answer.body)
            self.assertIn("It is not known whether this was done", answer.body)
            self.assertEqual(len(self.daemon.asked("release")), 1)

    def test_a_moment_without_accounts_signs_nobody_out(self):
        browser = self.signed_in()
        accounts, tokens = self.directory / "panel_accounts", self.directory / "panel_tokens"
        kept = {path: path.read_bytes() for path in (accounts, tokens)}
        self.assertEqual(self.call("GET", "/api/v1/now").status, 200)
        for path in kept:
            path.rename(path.with_suffix(".away"))
        self.assertEqual(browser.get("/").status, 503)
        self.assertEqual(self.call("GET", "/api/v1/now").status, 503)
        for path in kept:
            path.with_suffix(".away").rename(path)
        self.assertEqual(browser.get("/").status, 200)
        self.assertEqual(self.call("GET", "/api/v1/now").status, 200)
        # As an editor that writes in place.
        for part in (b"", kept[accounts][:-30]):
            accounts.write_bytes(part)
            self.assertEqual(browser.get("/").status, 503, part)
        accounts.write_bytes(kept[accounts])
        self.assertEqual(browser.get("/").status, 200)

    def test_the_last_account_that_is_removed_is_out(self):
        accounts = self.directory / "panel_accounts"
        kept = accounts.read_bytes()
        self.addCleanup(accounts.write_bytes, kept)
        browser = self.signed_in()
        for name in ("root", "olga", "vera", "carl"):
            self.greyctl("user", "remove", name)
        self.assertEqual(browser.get("/").status, 303)
        accounts.write_bytes(kept)
        self.assertEqual(browser.get("/").status, 303)


if __name__ == "__main__":
    main()
