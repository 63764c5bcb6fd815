"""The base of the panel's tests: accounts by greyctl, a stand-in of the daemon, and greyweb."""

import http.client
import re
import subprocess
import time
import unittest
import urllib.parse

from greytest.paths import program, remove_directory, temporary_directory
from greytest.ports import free_port
from panel_stand_in import PanelStandIn

PASSWORD = "correct horse battery"


class Answer:
    def __init__(self, response):
        self.status = response.status
        self.headers = response.headers
        self.body = response.read().decode("utf-8")

    def field(self, name):
        """The value of a hidden field or a button of a form, the first one of that name."""
        found = re.search(rf'name="{name}" value="([^"]*)"', self.body)
        return _unescaped(found[1]) if found else None


def _unescaped(text):
    for entity, character in (("&quot;", '"'), ("&#39;", "'"), ("&apos;", "'"), ("&lt;", "<"),
                              ("&gt;", ">"), ("&amp;", "&")):
        text = text.replace(entity, character)
    return text


class Browser:
    """Keeps cookies and follows nothing by itself."""

    def __init__(self, port):
        self.port = port
        self.cookies = {}

    def connect(self):
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)

    def ask(self, method, path, body=None, headers=None):
        connection = self.connect()
        sent = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        try:
            connection.request(method, path, body, {**sent, **(headers or {})})
            answer = Answer(connection.getresponse())
        finally:
            connection.close()
        for cookie in answer.headers.get_all("Set-Cookie") or []:
            name, value = cookie.split(";")[0].split("=", 1)
            self.cookies[name] = value
        return answer

    def get(self, path, **headers):
        return self.ask("GET", path, headers=headers)

    def post(self, path, headers=None, **fields):
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        return self.ask("POST", path, urllib.parse.urlencode(fields), {**kind, **(headers or {})})

    def sign_in(self, name, password=PASSWORD):
        form = self.get("/sign-in")
        return self.post("/sign-in", csrf=form.field("csrf"), name=name, password=password)


class PanelCase(unittest.TestCase):
    """One greyweb a class: hashing passwords is slow on purpose."""

    @classmethod
    def setUpClass(cls):
        cls.directory = temporary_directory()
        cls.addClassCleanup(remove_directory, cls.directory)
        (cls.directory / "greycache.conf").write_text(f"conf_dir = {cls.directory}\n")
        (cls.directory / "greyweb.conf").write_text("# All of it stands on the command line.\n")
        cls.make_accounts()
        cls.make_daemon()
        cls.start()

    @classmethod
    def make_daemon(cls):
        cls.daemon = PanelStandIn(cls.directory / "panel.sock")
        cls.addClassCleanup(cls.daemon.stop)

    @classmethod
    def make_accounts(cls):
        for name, role, domain in (("root", "admin", None), ("olga", "operator", None),
                                   ("vera", "viewer", None), ("carl", "operator", "customer.example")):
            cls.greyctl("user", "add", name, "--role", role, *(["--domain", domain] if domain else []),
                        given=PASSWORD)
        cls.token = cls.greyctl("token", "add", "hosting", "--role", "operator").strip()
        cls.customer_token = cls.greyctl("token", "add", "customer", "--role", "operator", "--domain",
                                         "customer.example").strip()

    @classmethod
    def greyctl(cls, *words, given="", status=0):
        answer = subprocess.run([program("greyctl"), "--config", cls.directory / "greycache.conf", "panel",
                                 *words], input=given + "\n", text=True, timeout=30, capture_output=True)
        assert answer.returncode == status, (words, answer)
        return answer.stdout

    @classmethod
    def start(cls):
        cls.port = free_port()
        log = open(cls.directory / "greyweb.log", "w", encoding="utf-8")
        cls.addClassCleanup(log.close)
        cls.greyweb = subprocess.Popen(
            [program("greyweb"), "--config", cls.directory / "greyweb.conf", "--listen",
             f"127.0.0.1:{cls.port}", "--panel-socket", cls.daemon.path, "--accounts",
             cls.directory / "panel_accounts", "--tokens", cls.directory / "panel_tokens", "--state-dir",
             cls.directory], stderr=log)
        cls.addClassCleanup(cls.stop)
        for _ in range(200):
            try:
                Browser(cls.port).get("/sign-in")
                return
            except OSError:
                time.sleep(0.05)
        raise AssertionError((cls.directory / "greyweb.log").read_text())

    @classmethod
    def stop(cls):
        cls.greyweb.terminate()
        cls.greyweb.wait(timeout=20)

    def setUp(self):
        self.daemon.questions.clear()
        self.daemon.hostile = self.daemon.empty = self.daemon.silent = self.daemon.counting = False
        self.daemon.may_write = True
        self.daemon.next = None
        self.daemon.extra_waiting = []
        self.daemon.unread = ""
        self.daemon.undelayed = False

    def browser(self, name=None):
        browser = Browser(self.port)
        if name:
            self.assertEqual(browser.sign_in(name).status, 303)
        return browser
