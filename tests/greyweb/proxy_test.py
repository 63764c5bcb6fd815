"""The panel behind the real nginx, as packaging/panel/nginx.conf has it: cookies, addresses, form posts."""

import shutil
import socket
import subprocess
import sys
import time

from greytest.daemon_test import main
from greytest.paths import SOURCE, program
from greytest.ports import free_port
from panel_case import PASSWORD, Browser, PanelCase

CONFIG = """
daemon off;
pid {directory}/nginx.pid;
error_log {directory}/nginx.log;
events {{}}
http {{
  access_log off;
  client_body_temp_path {directory}/body;
  proxy_temp_path {directory}/proxy;
  fastcgi_temp_path {directory}/fastcgi;
  uwsgi_temp_path {directory}/uwsgi;
  scgi_temp_path {directory}/scgi;
  server {{
    listen 127.0.0.1:{port};
    {location}
  }}
}}
"""


class ProxyTest(PanelCase):
    @classmethod
    def start(cls):
        cls.socket = cls.directory / "http.sock"
        cls.greyweb = subprocess.Popen(
            [program("greyweb"), "--config", cls.directory / "greyweb.conf", "--listen", f"unix:{cls.socket}",
             "--panel-socket", cls.daemon.path, "--accounts", cls.directory / "panel_accounts", "--tokens",
             cls.directory / "panel_tokens", "--state-dir", cls.directory], stderr=subprocess.DEVNULL)
        cls.addClassCleanup(cls.stop)
        cls.port = free_port()
        location = (SOURCE / "packaging" / "panel" / "nginx.conf").read_text("utf-8")
        location = location.replace("/run/greyweb/http.sock", str(cls.socket)).replace("$scheme", "https")
        config = cls.directory / "nginx.conf"
        config.write_text(CONFIG.format(directory=cls.directory, port=cls.port, location=location)
                          .replace("events {}", "user root;\nevents {}"))
        cls.nginx = subprocess.Popen(["nginx", "-c", config], stderr=subprocess.DEVNULL)
        cls.addClassCleanup(cls.stop_nginx)
        for _ in range(200):
            try:
                if Browser(cls.port).get("/sign-in").status == 200:
                    return
            except OSError:
                pass
            time.sleep(0.05)
        raise AssertionError((cls.directory / "nginx.log").read_text())

    @classmethod
    def stop_nginx(cls):
        cls.nginx.terminate()
        cls.nginx.wait(timeout=20)

    def test_cookies_are_for_tls_only(self):
        browser = Browser(self.port)
        answer = browser.sign_in("root")
        self.assertEqual(answer.status, 303)
        cookies = answer.headers.get_all("Set-Cookie")
        self.assertTrue(all("; Secure" in cookie and cookie.startswith("__Host-") for cookie in cookies), cookies)
        self.assertEqual(browser.get("/").status, 200)

    def test_a_form_of_this_site_is_taken_and_of_another_not(self):
        browser = self.browser("olga")
        csrf = browser.get("/waiting").field("csrf")
        own = {"Origin": f"https://127.0.0.1:{self.port}"}
        question = '{"verb":"release","reference":"A"}'
        self.assertEqual(browser.post("/confirm", headers=own, csrf=csrf, question=question).status, 200)
        other = {"Origin": "https://evil.example"}
        self.assertEqual(browser.post("/confirm", headers=other, csrf=csrf, question=question).status, 403)

    def test_the_address_of_a_visitor_is_what_nginx_says(self):
        browser = Browser(self.port)
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


if __name__ == "__main__":
    if not shutil.which("nginx"):
        print("skipped: there is no nginx")
        sys.exit(77)
    main()
