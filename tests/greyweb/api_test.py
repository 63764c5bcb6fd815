"""The API for programs: its document, tokens, kinds of arguments, 20,000 rows in one call."""

import json
import subprocess

from greytest.daemon_test import main
from greytest.paths import program
from panel_case import Browser, PanelCase


class ApiTest(PanelCase):
    def call(self, method, path, body=None, token=None):
        headers = {"Authorization": f"Bearer {token or self.token}"}
        text = None
        if body is not None:
            headers["Content-Type"] = "application/json"
            text = json.dumps(body)
        answer = Browser(self.port).ask(method, path, text, headers)
        return answer.status, json.loads(answer.body)

    def document(self):
        return json.loads(Browser(self.port).get("/api/v1/openapi.json").body)

    def test_the_document_and_the_routes_are_the_same(self):
        paths = self.document()["paths"]
        self.assertGreater(len(paths), 15)
        for path, operations in paths.items():
            for method in ("get", "post"):
                status, _ = self.call(method.upper(), path, {} if method == "post" else None)
                if method in operations:
                    self.assertNotIn(status, (404, 405), (method, path))
                else:
                    self.assertEqual(status, 405, (method, path))
        self.assertEqual(self.call("GET", "/api/v1/nothing")[0], 404)
        for method in ("PUT", "DELETE", "PATCH"):
            status, answer = self.call(method, "/api/v1/opt")
            self.assertEqual((status, answer["code"]), (405, "wrong"), method)

    def test_what_the_document_asks_for_is_enough(self):
        example = {"string": "x", "integer": 1, "boolean": True, "array": ["x"], "object": {"a": "b"}}
        for path, operations in self.document()["paths"].items():
            if "post" not in operations:
                continue
            schema = operations["post"]["requestBody"]["content"]["application/json"]["schema"]
            kinds = schema["properties"]
            body = {name: kinds[name].get("enum", [example[kinds[name]["type"]]])[0]
                    for name in schema["required"]}
            if "choice" in body:
                body.update(choice="out")
            status, answer = self.call("POST", path, body)
            self.assertIn(status, (200, 403, 409), (path, answer))
            status, answer = self.call("POST", path, {**body, "surprise": 1})
            self.assertEqual(status, 400, path)

    def test_the_document_names_what_an_argument_may_say(self):
        operations = self.document()["paths"]
        for verb, name, words in (("opt", "action", ["add", "remove"]), ("expect", "action", ["add", "remove"]),
                                  ("never", "kind", ["client", "sender", "recipient"])):
            content = operations[f"/api/v1/{verb}"]["post"]["requestBody"]["content"]
            schema = content["application/json"]["schema"]["properties"][name]
            self.assertEqual(schema["enum"], words, verb)

    def test_the_document_says_from_where_to_where_a_number_goes(self):
        content = self.document()["paths"]["/api/v1/expect"]["post"]["requestBody"]["content"]
        span = content["application/json"]["schema"]["properties"]["span"]
        self.assertEqual((span["minimum"], span["maximum"]), (1, 366 * 86400))
        self.assertIn("to add, that or until is needed", span["description"])

    def test_what_is_too_large_is_told_in_json(self):
        body = {"choice": "out", "action": "add", "rows": ["x" * 3_000_000]}
        status, answer = self.call("POST", "/api/v1/opt", body)
        self.assertEqual((status, answer["ok"], answer["code"]), (413, False, "wrong"))
        self.assertEqual(self.call("GET", "/api/../etc")[0], 404)

    def test_a_token_is_needed_and_a_cookie_counts_for_nothing(self):
        for token in ("", "hosting", "hosting.wrong", "nobody.x", "." * 300):
            self.assertEqual(self.call("GET", "/api/v1/now", token=token or " ")[0], 401, token)
        browser = self.browser("root")
        self.assertEqual(browser.get("/api/v1/now").status, 401)
        self.assertEqual(self.daemon.asked("now"), [])

    def test_the_scheme_is_written_in_any_case(self):
        for scheme in ("bearer", "BEARER"):
            answer = Browser(self.port).get("/api/v1/waiting", Authorization=f"{scheme} {self.token}")
            self.assertEqual(answer.status, 200, scheme)

    def test_a_token_that_is_removed_is_out(self):
        token = self.greyctl("token", "add", "short", "--role", "viewer").strip()
        self.assertEqual(self.call("GET", "/api/v1/now", token=token)[0], 200)
        self.greyctl("token", "remove", "short")
        self.assertEqual(self.call("GET", "/api/v1/now", token=token)[0], 401)

    def test_a_body_that_is_too_deep_is_refused_and_harms_nobody(self):
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        deep = '{"attributes":' + '{"a":' * 300_000 + "1" + "}" * 300_001
        self.assertEqual(Browser(self.port).ask("POST", "/api/v1/rules_try", deep, headers).status, 400)
        self.assertEqual(self.call("GET", "/api/v1/waiting?limit=1&limit=2")[0], 400)
        self.assertEqual(self.call("GET", "/api/v1/waiting?limit=1")[0], 200)

    def test_tokens_that_are_added_at_once_are_all_there(self):
        names = [f"t{i}" for i in range(8)]
        words = [program("greyctl"), "--config", self.directory / "greycache.conf", "panel", "token"]
        adding = [subprocess.Popen([*words, "add", name], stdout=subprocess.PIPE) for name in names]
        for one in adding:
            self.assertTrue(one.communicate(timeout=60)[0].strip())
            self.assertEqual(one.returncode, 0)
        known = {row["name"] for row in json.loads(self.greyctl("token", "list", "--json"))}
        self.assertLessEqual(set(names), known)

    def test_20000_rows_in_one_call_and_again(self):
        rows = [f"user{i}@hosted.example" for i in range(20_000)]
        body = {"choice": "out", "action": "add", "rows": rows}
        status, answer = self.call("POST", "/api/v1/opt", body)
        self.assertEqual((status, answer["changed"], answer["unchanged"]), (200, 20_000, 0))
        status, answer = self.call("POST", "/api/v1/opt", body)
        self.assertEqual((status, answer["changed"], answer["unchanged"]), (200, 0, 20_000))
        self.assertEqual(self.call("POST", "/api/v1/opt", {**body, "rows": rows + ["x.example"]})[0], 400)

    def test_rows_that_it_did_not_come_to_are_no_success_and_what_was_changed_is_told(self):
        self.daemon.opt_changes_left = 1
        rows = [f"user{i}@cut.example" for i in range(1500)]
        body = {"choice": "out", "action": "add", "rows": rows}
        status, answer = self.call("POST", "/api/v1/opt", body)
        self.assertEqual((status, answer["ok"], answer["code"], answer["changed"]), (503, False, "unavailable", 1000))
        self.assertEqual(answer["error"], "the store is away")
        self.daemon.opt_changes_left = None
        status, answer = self.call("POST", "/api/v1/opt", body)
        self.assertEqual((status, answer["changed"], answer["unchanged"]), (200, 500, 1000))

    def test_a_customers_token_is_for_his_domain(self):
        status, answer = self.call("POST", "/api/v1/opt",
                                   {"choice": "out", "action": "add", "rows": ["victim.example"]},
                                   self.customer_token)
        self.assertEqual((status, answer["changed"], len(answer["faults"])), (200, 0, 1))
        self.assertEqual(self.call("GET", "/api/v1/now", token=self.customer_token)[0], 403)
        self.assertEqual(self.daemon.asked("now")[-1]["domain"], "customer.example")

    def test_kinds_are_looked_at(self):
        for path in ("/api/v1/report?days=x", "/api/v1/report?surprise=1", "/api/v1/why"):
            self.assertEqual(self.call("GET", path)[0], 400, path)
        for body in ([], "x", {"subject": 1}, {"subject": "x", "remove": "yes"}, {}):
            self.assertEqual(self.call("POST", "/api/v1/forget", body)[0], 400, body)
        self.assertEqual(self.call("GET", "/api/v1/waiting?limit=5")[1]["rows"][0]["recipient"],
                         "user0@other.example")

    def test_a_daemon_that_is_away_is_503(self):
        self.daemon.silent = True
        status, answer = self.call("GET", "/api/v1/changes")
        self.assertEqual((status, answer["code"]), (503, "unavailable"))
        status, answer = self.call("GET", "/api/v1/waiting", token=self.customer_token)
        self.assertEqual((status, answer["error"]), (503, "The daemon does not answer."))


if __name__ == "__main__":
    main()
