"""What attackers try: script, forged forms, fixed sessions, odd paths, too much, too slow, too many."""

import http.client
import pathlib
import socket
import time
import urllib.parse

import panel_rows
from greytest.daemon_test import main
from panel_case import PASSWORD, Browser, PanelCase

PAGES = ["/", "/waiting", "/why?subject=7K3M9QXA", "/report", "/known", "/expected", "/opt", "/lists",
         "/lists/clients_ip_whitelist", "/settings", "/changes",
         "/rules?sender=a@b.example"]


class AttackTest(PanelCase):
    def assert_harmless(self, answer, where):
        for text in ("<script>alert", "<img src=x", "</textarea><script", 'href="javascript:'):
            self.assertNotIn(text, answer.body, where)

    def test_script_that_is_stored_is_text(self):
        self.daemon.hostile = True
        browser = self.browser("root")
        for path in PAGES:
            answer = browser.get(path)
            self.assertEqual(answer.status, 200, path)
            self.assert_harmless(answer, path)
        self.assertNotIn(browser.cookies["greyweb"], browser.get("/waiting").body)
        # A template is no place for what strangers send.
        self.assertIn("{{csrf}}", browser.get("/waiting").body)

    def test_script_that_is_sent_back_is_text(self):
        browser = self.browser("root")
        for text in panel_rows.HOSTILE:
            given = urllib.parse.quote(text)
            for path in ("/waiting?filter=", "/waiting?sort=", "/why?subject=", "/known?filter=",
                         "/opt?search=", "/opt?choice=", "/settings?filter=", "/rules?sender=",
                         "/report?by=", "/waiting?place="):
                # What is wrong comes back in the daemon's sentence.
                answer = browser.get(path + given)
                self.assert_harmless(answer, path + given)
                self.assertNotIn("x", [cookie.split("=")[0] for cookie in
                                       answer.headers.get_all("Set-Cookie") or []])

    def test_what_is_confirmed_is_text(self):
        browser = self.browser("root")
        csrf = browser.get("/waiting").field("csrf")
        for text in panel_rows.HOSTILE:
            for step in ("ask", "do"):
                question = urllib.parse.unquote(text).replace("\\", "\\\\").replace('"', '\\"')
                question = question.replace("\r", "\\r").replace("\n", "\\n")
                answer = browser.post("/confirm", csrf=csrf, step=step, back=text,
                                      question='{"verb":"never","kind":"sender","value":"%s"}' % question)
                self.assert_harmless(answer, text)
                self.assertEqual(answer.status, 200, answer.body)

    def test_headers_of_every_answer(self):
        browser = self.browser("root")
        for path in [*PAGES, "/nowhere", "/static/panel.css", "/static/nothing", "/api/v1/now", "/%2e%2e/x"]:
            headers = browser.get(path).headers
            self.assertEqual(headers["Content-Security-Policy"],
                             "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; "
                             "form-action 'self'; frame-ancestors 'none'; connect-src 'self'; "
                             "base-uri 'none'", path)
            self.assertEqual(headers["X-Content-Type-Options"], "nosniff")
            self.assertEqual(headers["Referrer-Policy"], "same-origin")
            if not path.startswith("/static/panel"):
                self.assertEqual(headers["Cache-Control"], "no-store", path)

    def test_cookies_are_for_this_site_and_not_for_scripts(self):
        browser = Browser(self.port)
        answers = [browser.get("/sign-in"), browser.sign_in("root")]
        for answer in answers:
            for cookie in answer.headers.get_all("Set-Cookie"):
                self.assertIn("HttpOnly", cookie)
                self.assertIn("SameSite=Strict", cookie)
                self.assertIn("Path=/", cookie)

    def test_every_post_needs_the_token_of_its_session(self):
        other = self.browser("olga").get("/waiting").field("csrf")
        browser = self.browser("root")
        for csrf in ("", "wrong", other):
            for path in ("/confirm", "/opt", "/sign-out", "/lists/clients_ip_whitelist",
                         "/settings/reconnect_delay"):
                answer = browser.post(path, csrf=csrf, step="do", question='{"verb":"release","reference":"A"}',
                                      rows="x.example", text="x", value="1")
                self.assertEqual(answer.status, 403, path)
        self.assertEqual(browser.get("/").status, 200)
        self.assertEqual([question["verb"] for question in self.daemon.questions if question["verb"] not in
                          ("now", "waiting")], [])

    def test_a_form_of_another_site_is_refused(self):
        browser = self.browser("root")
        csrf = browser.get("/waiting").field("csrf")
        for headers in ({"Origin": "https://evil.example"}, {"Origin": "null"},
                        {"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"},
                        {"Content-Type": "text/plain"}):
            answer = browser.post("/confirm", headers=headers, csrf=csrf, step="do",
                                  question='{"verb":"release","reference":"A"}')
            self.assertIn(answer.status, (400, 403), headers)
        self.assertEqual(self.daemon.asked("release"), [])

    def test_signing_in_needs_the_token_of_its_page(self):
        browser = Browser(self.port)
        browser.get("/sign-in")
        self.assertEqual(browser.post("/sign-in", csrf="", name="root", password=PASSWORD).status, 403)
        browser.cookies.clear()
        self.assertEqual(browser.post("/sign-in", csrf="a", name="root", password=PASSWORD).status, 403)

    def test_a_session_that_was_there_before_is_not_taken_over(self):
        browser = Browser(self.port)
        browser.cookies["greyweb"] = "0" * 40
        browser.sign_in("root")
        self.assertNotEqual(browser.cookies["greyweb"], "0" * 40)
        thief = Browser(self.port)
        thief.cookies["greyweb"] = "0" * 40
        self.assertEqual(thief.get("/").status, 303)

    def test_a_session_ends_by_signing_out(self):
        browser = self.browser("root")
        thief = Browser(self.port)
        thief.cookies["greyweb"] = browser.cookies["greyweb"]
        self.assertEqual(thief.get("/").status, 200)
        self.assertEqual(browser.post("/sign-out", csrf=browser.get("/").field("csrf")).status, 303)
        self.assertEqual(thief.get("/").status, 303)

    def test_who_is_removed_or_has_another_password_is_out(self):
        self.greyctl("user", "add", "gone", "--role", "admin", given=PASSWORD)
        browser = self.browser("gone")
        self.assertEqual(browser.get("/").status, 200)
        self.greyctl("user", "password", "gone", given="another password")
        self.assertEqual(browser.get("/").status, 303)
        self.assertEqual(browser.sign_in("gone", "another password").status, 303)
        self.greyctl("user", "remove", "gone")
        self.assertEqual(browser.get("/").status, 303)

    def test_odd_paths_lead_nowhere(self):
        browser = self.browser("root")
        for path in ("/../etc/passwd", "/static/../templates/now.html", "/static/%2e%2e/x", "//evil.example",
                     "/static/", "/templates/now.html", "/lists/..%2fx", "/lists/../../x", "/lists/a/b",
                     "/waiting/", "/waiting%00", "/\\evil.example", "/now.html", "/lists/" + "a" * 300):
            self.assertIn(browser.get(path).status, (400, 404), path)

    def test_another_host_in_the_head_changes_nothing(self):
        for host in ("evil.example", "evil.example:80@x", "a b", "127.0.0.1\t", ""):
            answer = Browser(self.port).get("/", Host=host)
            self.assertIn(answer.status, (303, 400), host)
            self.assertEqual(answer.headers["Location"] or "/sign-in", "/sign-in", host)
            self.assertNotIn("evil", Browser(self.port).get("/sign-in", Host=host).body)

    def test_a_place_to_come_back_to_is_ours(self):
        browser = self.browser("root")
        csrf = browser.get("/waiting").field("csrf")
        for back in ("https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"):
            answer = browser.post("/confirm", csrf=csrf, back=back,
                                  question='{"verb":"release","reference":"A"}')
            self.assertIn('<a href="/">', answer.body, back)

    def test_what_is_too_large_is_refused(self):
        browser = self.browser("root")
        csrf = browser.get("/waiting").field("csrf")
        refused = browser.post("/opt", csrf=csrf, rows="x" * 2_200_000)
        self.assertEqual(refused.status, 413)
        self.assertIn("taken at once, which is 2048 kB", refused.body)
        self.assertIn("</html>", refused.body)
        with self.assertRaises(OSError):
            browser.post("/opt", csrf=csrf, rows="x" * 60_000_000)
        self.assertEqual(Browser(self.port).post("/sign-in", name="x" * 20_000).status, 413)
        self.assertIn(browser.get("/?" + "x" * 40_000).status, (400, 413, 414, 431))
        self.assertIn(browser.get("/", Many="x" * 40_000).status, (400, 413, 431))
        self.assertEqual(browser.get("/waiting?" + "&".join("a=b" for _ in range(61))).status, 400)

    def test_a_body_in_chunks_is_bounded_too(self):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        kind = {"Content-Type": "application/x-www-form-urlencoded", "Transfer-Encoding": "chunked"}
        connection.request("POST", "/sign-in", iter([b"x" * 10_000] * 4), kind, encode_chunked=True)
        self.assertEqual(connection.getresponse().status, 413)
        connection.close()

    def test_who_is_slow_is_cut_off(self):
        begin = time.monotonic()
        slow = socket.create_connection(("127.0.0.1", self.port))
        slow.settimeout(40)
        slow.sendall(b"POST /sign-in HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n")
        ended = False
        while time.monotonic() - begin < 30 and not ended:
            try:
                slow.sendall(b"x")
                slow.settimeout(0.5)
                ended = slow.recv(100) == b""
            except socket.timeout:
                pass
            except OSError:
                ended = True
        self.assertTrue(ended)
        self.assertLess(time.monotonic() - begin, 20)
        slow.close()

    def test_headers_cannot_be_put_in(self):
        browser = self.browser("root")
        for path in ("/waiting?filter=%0d%0aSet-Cookie:%20x=1", "/lists/%0d%0aX:%20y", "/why?subject=a%0d%0ab"):
            answer = browser.get(path)
            self.assertIsNone(answer.headers["X"])
            self.assertNotIn("x", [cookie.split("=")[0] for cookie in
                                   answer.headers.get_all("Set-Cookie") or []])

    def test_a_viewer_changes_nothing(self):
        browser = self.browser("vera")
        csrf = browser.get("/waiting").field("csrf")
        self.assertNotIn("Let through</button>", browser.get("/waiting").body)
        for question in ('{"verb":"release","reference":"A"}',
                         '{"verb":"never","kind":"sender","value":"a@b.example","role":"admin"}',
                         '{"verb":"forget","subject":"203.0.113.9","account":"root"}'):
            self.assertEqual(browser.post("/confirm", csrf=csrf, step="do", question=question).status, 403)
        self.assertEqual(browser.post("/opt", csrf=csrf, action="add", rows="x.example").status, 403)
        self.assertEqual(browser.post("/lists/clients_ip_whitelist", csrf=csrf, step="write", was="l2",
                                      text="203.0.113.1").status, 403)
        self.assertEqual(browser.post("/settings/reconnect_delay", csrf=csrf, step="write", was="s1",
                                      value="1m").status, 403)
        self.assertNotIn("x.example", self.daemon.opt["out"])

    def test_who_asks_is_never_what_a_form_says(self):
        browser = self.browser("carl")
        csrf = browser.get("/waiting").field("csrf")
        browser.post("/confirm", csrf=csrf, step="do",
                     question='{"verb":"release","reference":"A","role":"admin","domain":"","account":"root"}')
        asked = self.daemon.asked("release")[0]
        self.assertEqual((asked["account"], asked["role"], asked["domain"]),
                         ("carl", "operator", "customer.example"))

    def test_a_customer_sees_and_changes_only_his_domain(self):
        browser = self.browser("carl")
        self.assertEqual(browser.get("/").headers["Location"], "/waiting")
        body = browser.get("/waiting").body
        self.assertIn("customer.example", body)
        self.assertNotIn("@other.example", body)
        for path in ("/known", "/report", "/lists", "/settings", "/changes", "/rules",
                     "/rules?sender=a@b.example"):
            self.assertEqual(browser.get(path).status, 403, path)
        csrf = browser.get("/opt").field("csrf")
        answer = browser.post("/opt", csrf=csrf, choice="out", action="add", rows="victim.example\n", step="do")
        self.assertIn("victim.example", answer.body)
        self.assertNotIn("victim.example", self.daemon.opt["out"])
        answer = browser.post("/confirm", csrf=csrf, step="do",
                              question='{"verb":"expect","recipient":"bob@other.example"}')
        self.assertEqual(answer.status, 403)

    def test_1000_connections_leave_it_serving(self):
        held = []
        try:
            for _ in range(1000):
                held.append(socket.create_connection(("127.0.0.1", self.port), timeout=5))
            begin = time.monotonic()
            self.assertEqual(Browser(self.port).get("/sign-in").status, 200)
            self.assertLess(time.monotonic() - begin, 5)
        finally:
            for connection in held:
                connection.close()

    def test_more_connections_than_it_takes_wait_and_it_survives(self):
        held = []
        try:
            for _ in range(1300):
                held.append(socket.create_connection(("127.0.0.1", self.port), timeout=5))
            taken = [link for link in pathlib.Path(f"/proc/{self.greyweb.pid}/fd").iterdir()]
            self.assertLess(len(taken), 1024 + 50)
            late = socket.create_connection(("127.0.0.1", self.port), timeout=0.5)
            held.append(late)
            late.sendall(b"GET /sign-in HTTP/1.1\r\nHost: x\r\n\r\n")
            with self.assertRaises(TimeoutError):
                late.recv(1)
            for connection in held[:600]:
                connection.close()
            late.settimeout(10)
            self.assertTrue(late.recv(100).startswith(b"HTTP/1.1 200"))
        finally:
            for connection in held:
                connection.close()
        self.assertIsNone(self.greyweb.poll())
        self.assertEqual(self.browser("root").get("/").status, 200)


class FloodTest(PanelCase):
    """A greyweb of its own: these use the limits up."""

    def test_wrong_passwords_end_in_too_many(self):
        browser = Browser(self.port)
        seen = [browser.sign_in("root", "wrong password").status for _ in range(9)]
        self.assertEqual(seen[0], 403)
        self.assertEqual(seen[-1], 429)
        self.assertEqual(browser.sign_in("root").status, 429)
        audit = (self.directory / "audit.log").read_text()
        self.assertIn('"outcome":"wrong"', audit)
        self.assertIn('"outcome":"too many"', audit)
        self.assertNotIn("wrong password", audit)


if __name__ == "__main__":
    main()
