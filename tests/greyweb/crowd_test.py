"""Many at once, of whom the daemon keeps some waiting: nobody waits for what is not his own."""

import contextlib
import json
import os
import socket
import subprocess
import threading
import time
import unittest

from greytest.daemon_test import main
from greytest.paths import program
from greytest.wait import wait_until
from panel_case import PASSWORD, Browser, PanelCase

AT_ONCE = 4
WAITING = 64
OF_ONE = 16
BEFORE_BUSY = 1
SOON = 5
NAMES = [f"crowd{number}" for number in range(WAITING // OF_ONE + 1)]


class Crowd(PanelCase):
    @classmethod
    def make_accounts(cls):
        super().make_accounts()
        for name in NAMES:
            cls.greyctl("user", "add", name, "--role", "viewer", given=PASSWORD)

    @classmethod
    def start(cls):
        super().start()
        cls.sessions = {}
        for name in ("root", *NAMES):
            browser = Browser(cls.port)
            assert browser.sign_in(name).status == 303
            cls.sessions[name] = browser.cookies

    def setUp(self):
        super().setUp()
        self.daemon.let_go.clear()
        self.daemon.held = ("known",)
        self.addCleanup(setattr, self.daemon, "held", ())
        self.addCleanup(self.daemon.let_go.set)

    def signed_in(self, name="root"):
        browser = Browser(self.port)
        browser.cookies = dict(self.sessions[name])
        return browser

    def crowd(self, looks, names=("root",)):
        """So many look at a page that the daemon keeps, by turns of these: their threads, and what they get."""
        seen = []

        def look(name):
            begin = time.monotonic()
            try:
                answer = self.signed_in(name).get("/known")
                seen.append((answer.status, "does not answer" in answer.body, time.monotonic() - begin))
            except OSError as fault:
                seen.append((repr(fault), False, time.monotonic() - begin))

        threads = [threading.Thread(target=look, args=(names[number % len(names)],)) for number in range(looks)]
        for thread in threads:
            thread.start()
        wait_until(lambda: len(self.daemon.asked("known")) >= min(looks, AT_ONCE), SOON, 0.02, "the looks")
        return threads, seen

    @contextlib.contextmanager
    def soon(self):
        begin = time.monotonic()
        yield
        self.assertLess(time.monotonic() - begin, SOON)

    def end(self, threads):
        self.daemon.let_go.set()
        for thread in threads:
            thread.join(40)

    def full(self):
        """As many look, and wait to, as may, and two more."""
        threads, seen = self.crowd(AT_ONCE + WAITING + 2, NAMES)
        wait_until(lambda: len(seen) == 2, SOON, 0.05, "two to be refused")
        self.assertEqual([status for status, _, _ in seen], [503] * 2)
        self.assertGreaterEqual(min(took for _, _, took in seen), BEFORE_BUSY)
        return threads, seen


class CrowdTest(Crowd):
    def test_who_needs_nothing_of_the_daemon_does_not_wait(self):
        threads, seen = self.crowd(AT_ONCE + 8)
        with self.soon():
            self.assertEqual(Browser(self.port).get("/static/panel.css").status, 200)
            self.assertEqual(Browser(self.port).get("/sign-in").status, 200)
            self.assertEqual(Browser(self.port).get("/known").status, 303)
            self.assertEqual(Browser(self.port).get("/api/v1/openapi.json").status, 200)
            self.assertEqual(Browser(self.port).get("/api/v1/known").status, 401)
            self.assertEqual(Browser(self.port).sign_in("vera").status, 303)
        self.assertEqual(len(self.daemon.asked("known")), AT_ONCE)
        self.end(threads)
        self.assertEqual([status for status, _, _ in seen], [200] * (AT_ONCE + 8))

    def test_a_change_does_not_wait_for_looks(self):
        threads, seen = self.full()
        with self.soon():
            body = json.dumps({"choice": "out", "action": "add", "rows": ["soon@hosted.example"]})
            answer = Browser(self.port).ask("POST", "/api/v1/opt", body, {
                "Authorization": f"Bearer {self.token}", "Content-Type": "application/json"})
            self.assertEqual((answer.status, json.loads(answer.body)["changed"]), (200, 1))
        self.end(threads)
        self.assertEqual([status for status, _, _ in seen[2:]], [200] * (AT_ONCE + WAITING))

    def test_a_crowd_of_one_account_leaves_places_for_others(self):
        threads, seen = self.crowd(AT_ONCE + OF_ONE + 3)
        wait_until(lambda: len(seen) == 3, SOON, 0.05, "three to be refused")
        self.assertEqual([status for status, _, _ in seen], [503] * 3)
        others, of_others = self.crowd(2, NAMES)
        time.sleep(2 * BEFORE_BUSY)
        self.assertEqual(of_others, [])
        self.end(threads + others)
        self.assertEqual([status for status, _, _ in of_others], [200] * 2)
        self.assertEqual([status for status, _, _ in seen[3:]], [200] * (AT_ONCE + OF_ONE))

    def test_one_look_too_many_is_told_so(self):
        threads, _ = self.full()
        with self.soon():
            page = self.signed_in().get("/known")
        self.assertEqual(page.status, 503)
        self.assertIn("Too many look at the moment; try again in a moment.", page.body)
        self.assertEqual(page.headers["Retry-After"], "5")
        self.assertIn("Content-Security-Policy", page.headers)
        with self.soon():
            answer = Browser(self.port).get("/api/v1/known", Authorization=f"Bearer {self.token}")
            told = json.loads(answer.body)
            self.assertEqual((answer.status, told["ok"], told["code"]), (503, False, "busy"))
            self.assertEqual(told["error"], "Too many look at the moment; try again in a moment.")
            self.assertEqual(answer.headers["Retry-After"], "5")
        self.end(threads)
        self.assertEqual(self.signed_in().get("/known").status, 200)

    def test_who_has_asked_is_not_cut_off_while_we_keep_him_waiting(self):
        begin = time.monotonic()
        threads, seen = self.crowd(2 * AT_ONCE)
        # The first ones give up on the daemon after 10 seconds; those behind them ask it then.
        wait_until(lambda: len(self.daemon.asked("known")) == 2 * AT_ONCE, 15, 0.1, "the second looks")
        time.sleep(max(0.0, begin + 16 - time.monotonic()))
        self.end(threads)
        self.assertEqual(len(seen), 2 * AT_ONCE)
        served = [took for status, away, took in seen if status == 200 and not away]
        self.assertEqual(len(served), AT_ONCE, seen)
        self.assertGreater(min(served), 15, seen)

    @unittest.skipIf(os.environ.get("GREYTEST_SANITIZED"), "a sanitizer takes much more")
    def test_a_few_visitors_take_less_than_15_mb(self):
        for path in ("/", "/waiting", "/why?subject=7K3M9QXA", "/report", "/lists", "/settings") * 5:
            self.assertEqual(self.signed_in().get(path).status, 200, path)
        with open(f"/proc/{self.greyweb.pid}/status", encoding="utf-8") as status:
            resident = next(int(line.split()[1]) for line in status if line.startswith("VmRSS"))
        self.assertLess(resident, 15_000)


class GoneTest(Crowd):
    """Behind a web server, which closes its connection when a visitor leaves."""

    @classmethod
    def start(cls):
        super().start()
        cls.socket = f"{cls.directory}/http.sock"
        cls.behind = subprocess.Popen(
            [program("greyweb"), "--config", cls.directory / "greyweb.conf", "--listen", f"unix:{cls.socket}",
             "--panel-socket", cls.daemon.path, "--tokens", cls.directory / "panel_tokens", "--state-dir",
             cls.directory])
        cls.addClassCleanup(cls.behind.wait, 20)
        cls.addClassCleanup(cls.behind.terminate)
        wait_until(lambda: os.path.exists(cls.socket), SOON, 0.02, "the socket")

    def ask(self, path):
        """A connection that has asked for it."""
        connection = socket.socket(socket.AF_UNIX)
        self.addCleanup(connection.close)
        connection.settimeout(20)
        wait_until(lambda: connection.connect_ex(self.socket) == 0, SOON, 0.02, "the connection")
        connection.sendall(f"GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
                           f"Authorization: Bearer {self.token}\r\n\r\n".encode())
        return connection

    def status_of(self, connection):
        return connection.makefile("rb").readline().split()[1]

    def test_the_daemon_is_not_asked_for_a_visitor_who_has_left(self):
        kept = [self.ask("/api/v1/known") for _ in range(AT_ONCE)]
        wait_until(lambda: len(self.daemon.asked("known")) == AT_ONCE, SOON, 0.02, "the looks")
        leaving = [self.ask("/api/v1/waiting?filter=leaves") for _ in range(8)]
        quiet = self.ask("/api/v1/waiting?filter=quiet")
        quiet.shutdown(socket.SHUT_WR)
        stays = self.ask("/api/v1/waiting?filter=stays")
        # Answered when those before have been read.
        wait_until(lambda: self.status_of(self.ask("/static/panel.css")) == b"200", SOON, 0.02, "an answer")
        for connection in leaving:
            connection.close()
        self.daemon.let_go.set()
        for connection in (*kept, quiet, stays):
            self.assertEqual(self.status_of(connection), b"200")
        self.assertEqual(sorted(question["filter"] for question in self.daemon.asked("waiting")),
                         ["quiet", "stays"])


class EndTest(Crowd):
    """A greyweb of its own: it is told to end."""

    def test_told_to_end_it_answers_what_it_has_begun_and_refuses_what_waits(self):
        threads, seen = self.crowd(AT_ONCE + 8)
        self.greyweb.terminate()
        wait_until(lambda: len(seen) == 8, SOON, 0.02, "the refusals")
        self.assertEqual([status for status, _, _ in seen], [503] * 8)
        self.assertIsNone(self.greyweb.poll())
        self.end(threads)
        self.assertEqual([status for status, _, _ in seen[8:]], [200] * AT_ONCE)
        # g++'s ThreadSanitizer does not know std::timed_mutex, and takes signing in for a fault.
        right = (0, 66) if os.environ.get("GREYTEST_SANITIZED") else (0,)
        self.assertIn(self.greyweb.wait(timeout=SOON), right)


if __name__ == "__main__":
    main()
