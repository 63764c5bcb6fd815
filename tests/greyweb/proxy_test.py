"""The panel behind the real nginx, Apache and Caddy with TLS: cookies, addresses, forms, long bodies."""

import grp
import http.client
import json
import os
import socket
import ssl
import subprocess
import time
import unittest

from greytest.certificates import Authority
from greytest.daemon_test import main
from greytest.paths import program
from greytest.ports import free_port
from panel_case import PASSWORD, Browser, PanelCase
from web_servers import ACCOUNT, Apache, Caddy, Nginx


def if_here(server):
    return unittest.skipUnless(server.is_here(), f"there is no {server.program}")


class TlsBrowser(Browser):
    def __init__(self, port, authority):
        super().__init__(port)
        self.context = ssl.create_default_context(cafile=authority)

    def connect(self):
        return http.client.HTTPSConnection("localhost", self.port, timeout=30, context=self.context)


class Behind:
    """What holds behind each server."""

    server_class = None

    @classmethod
    def start(cls):
        cls.socket = cls.directory / "http.sock"
        cls.greyweb = subprocess.Popen(
            [program("greyweb"), "--config", cls.directory / "greyweb.conf", "--listen", f"unix:{cls.socket}",
             "--socket-group", ACCOUNT if os.geteuid() == 0 else grp.getgrgid(os.getegid()).gr_name,
             "--panel-socket", cls.daemon.path, "--accounts", cls.directory / "panel_accounts", "--tokens",
             cls.directory / "panel_tokens", "--state-dir", cls.directory], stderr=subprocess.DEVNULL)
        cls.addClassCleanup(cls.stop)
        certificate = Authority(cls.directory / "tls").issue("localhost", "DNS:localhost")
        cls.authority = certificate.ca
        cls.port = free_port()
        (cls.directory / "server").mkdir()
        cls.server = cls.server_class(cls.directory / "server", certificate, cls.port, cls.socket)
        cls.server.start()
        cls.addClassCleanup(cls.server.stop)
        cls.wait_for_server()

    @classmethod
    def wait_for_server(cls):
        for _ in range(400):
            try:
                if TlsBrowser(cls.port, cls.authority).get("/sign-in").status == 200:
                    return
            except OSError:
                pass
            time.sleep(0.05)
        raise AssertionError(cls.server.log())

    def visitor(self, name=None):
        browser = TlsBrowser(self.port, self.authority)
        if name:
            answer = browser.sign_in(name)
            self.assertEqual((answer.status, answer.headers["Location"]), (303, "/"))
        return browser

    def test_cookies_are_for_tls_only_whatever_a_visitor_says(self):
        for headers in ({}, {"X-Forwarded-Proto": "http"}):
            browser = self.visitor()
            form = browser.get("/sign-in", **headers)
            answer = browser.post("/sign-in", headers=headers, csrf=form.field("csrf"), name="root",
                                  password=PASSWORD)
            self.assertEqual(answer.status, 303)
            cookies = answer.headers.get_all("Set-Cookie")
            self.assertTrue(all("; Secure" in cookie and cookie.startswith("__Host-") for cookie in cookies),
                            cookies)
            self.assertEqual(browser.get("/").status, 200)

    def test_a_form_of_this_site_is_taken_and_of_another_not(self):
        browser = self.visitor("olga")
        csrf = browser.get("/waiting").field("csrf")
        own = {"Origin": f"https://localhost:{self.port}"}
        question = '{"verb":"release","reference":"A"}'
        self.assertEqual(browser.post("/confirm", headers=own, csrf=csrf, question=question).status, 200)
        other = {"Origin": "https://evil.example"}
        self.assertEqual(browser.post("/confirm", headers=other, csrf=csrf, question=question).status, 403)

    def test_the_address_of_a_visitor_is_what_the_server_says(self):
        browser = self.visitor()
        form = browser.get("/sign-in")
        browser.post("/sign-in", headers={"X-Forwarded-For": "192.0.2.66"}, csrf=form.field("csrf"),
                     name="nobody", password=PASSWORD)
        last = (self.directory / "audit.log").read_text().splitlines()[-1]
        self.assertIn('"address":"127.0.0.1"', last)

    def test_of_two_lines_of_a_header_the_last_is_the_proxys(self):
        head = ("GET /api/v1/now HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer nobody.x\r\n"
                "X-Forwarded-For: 192.0.2.66\r\nX-Forwarded-For: 192.0.2.1, 192.0.2.2\r\n\r\n")
        with socket.socket(socket.AF_UNIX) as proxy:
            proxy.settimeout(30)
            proxy.connect(str(self.socket))
            proxy.sendall(head.encode())
            self.assertIn(b" 401 ", proxy.recv(4096))
        last = (self.directory / "audit.log").read_text().splitlines()[-1]
        self.assertIn('"address":"192.0.2.2"', last)

    def test_the_longest_body_of_a_program_gets_through(self):
        rows = [f"user{i}@{'x' * 63}.hosted.example" for i in range(20_000)]
        body = json.dumps({"choice": "out", "action": "remove", "rows": rows})
        self.assertGreater(len(body), 1.7e6)
        answer = self.visitor().ask("POST", "/api/v1/opt", body, {
            "Authorization": f"Bearer {self.token}", "Content-Type": "application/json"})
        self.assertEqual(answer.status, 200, answer.body)
        self.assertEqual(json.loads(answer.body)["unchanged"], 20_000)

    def test_what_the_panel_answers_is_what_a_visitor_sees(self):
        browser = self.visitor("root")
        for path in ("/waiting?filter=a%2Fb%26c", "/lists/clients_ip_whitelist", "/static/panel.css"):
            self.assertEqual(browser.get(path).status, 200, path)
        missing = browser.get("/nowhere")
        self.assertEqual(missing.status, 404)
        self.assertIn("default-src 'none'", missing.headers["Content-Security-Policy"])


@if_here(Nginx)
class NginxTest(Behind, PanelCase):
    server_class = Nginx


@if_here(Apache)
class ApacheTest(Behind, PanelCase):
    server_class = Apache


@if_here(Caddy)
class CaddyTest(Behind, PanelCase):
    server_class = Caddy


if __name__ == "__main__":
    main()
