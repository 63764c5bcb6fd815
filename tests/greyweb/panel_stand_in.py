"""Stands in for the daemon on a panel socket: answers as /work's contract has it, keeps what was asked."""

import contextlib
import json
import socket
import threading

import panel_rows as rows

LEAST = {"release": "operator", "expect": "operator", "never": "operator", "forget": "operator",
         "list_write": "admin", "setting_write": "admin"}
OF_DOMAINS = {"waiting", "why", "history", "release", "expect", "never", "opt"}
ORDER = ["viewer", "operator", "admin"]


class PanelStandIn:
    def __init__(self, path):
        self.path = path
        self.questions = []
        self.hostile = False
        self.empty = False
        # Where the rows of lists go on.
        self.next = None
        self.silent = False
        self.counting = False
        # So many questions get no answer, as at a takeover.
        self.dropping = 0
        # Of these verbs no question is answered before `let_go` is set.
        self.held = ()
        self.let_go = threading.Event()
        self.may_write = True
        self.opt_note = None
        self.opt_changes_left = None  # then the store is away
        self.undelayed = False  # of no mail is it known how long it waited
        self.unread = ""  # what is said of a subject that cannot be explained
        self.extra_waiting = []
        self.searched_all = True  # of what the filter may mean
        self.opt = {"in": [], "out": ["customer.example", "alice@other.example"]}
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(str(path))
        self._listener.listen(128)
        threading.Thread(target=self._serve, daemon=True).start()

    def stop(self):
        self._listener.close()

    def asked(self, verb):
        return [question for question in self.questions if question["verb"] == verb]

    def _serve(self):
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._answer, args=(connection,), daemon=True).start()

    def _answer(self, connection):
        with connection:
            line = b""
            while not line.endswith(b"\n"):
                part = connection.recv(65536)
                if not part:
                    return
                line += part
            question = json.loads(line)
            self.questions.append(question)
            if self.dropping > 0:
                self.dropping -= 1
                return
            if question["verb"] in self.held:
                self.let_go.wait(60)
            # Who was kept too long is gone.
            with contextlib.suppress(BrokenPipeError):
                if not self.silent:
                    connection.sendall(json.dumps(self._reply_or_fault(question)).encode())

    def _reply_or_fault(self, question):
        try:
            return self.reply(question)
        except (AssertionError, AttributeError, KeyError, ValueError) as fault:
            return {"ok": False, "code": "wrong", "error": f"{type(fault).__name__}: {fault}"}

    def reply(self, question):
        verb, role, domain = question["verb"], question["role"], question.get("domain")
        least = LEAST.get(verb, "viewer")
        if verb == "opt" and question["action"] != "page":
            least = "operator"
        if verb == "expect" and question.get("action") == "list":
            least = "viewer"
        if ORDER.index(role) < ORDER.index(least) or (domain and verb not in OF_DOMAINS):
            return {"ok": False, "code": "forbidden", "error": f"{role} may not ask {verb}"}
        return {"ok": True, **getattr(self, "_" + verb)(question, domain)}

    def _now(self, question, domain):
        return {} if self.empty else rows.now_answer(rows.clock())

    def _waiting(self, question, domain):
        now = rows.clock()
        all_rows = [] if self.empty else rows.hostile_rows(now) if self.hostile else rows.waiting_rows(now)
        if domain and not self.hostile:
            all_rows = [row for row in all_rows if row["recipient"].endswith("@" + domain)]
        all_rows = [*self.extra_waiting, *all_rows]
        wanted = question.get("filter", "")
        found = [row for row in all_rows if any(wanted in str(value) for value in row.values())]
        begin, limit = int(question.get("place") or 0), question.get("limit", 50)
        end = begin + limit
        return {"rows": found[begin:end], "next": str(end) if end < len(found) else None,
                "total": len(found), "searched_all": self.searched_all}

    def _why(self, question, domain):
        if self.unread:
            return {"ok": False, "code": "wrong", "error": self.unread}
        text = rows.SCRIPT if self.hostile else "alice@sender.example"
        known = self.hostile or question["subject"] in ("7K3M9QXA", "alice@sender.example")
        return {"stories": [rows.story(rows.clock(), text)] if known else []}

    def _history(self, question, domain):
        return {"rows": [rows.story(rows.clock())["attempts"][0]]}

    def _known(self, question, domain):
        return {"rows": [] if self.empty else rows.known_rows(rows.clock()), "next": self.next}

    def _report(self, question, domain):
        if self.counting or self.empty:
            return {"counting": True} if self.counting else {}
        answer = rows.report_answer()
        if self.undelayed:
            answer["site"]["delays"] = {"count": 0, "sum": 0, "within": {}}
        return answer

    def _release(self, question, domain):
        return {"done": "the mail passes at its next attempt", "undo": None}

    def _expect(self, question, domain):
        if question.get("action") == "list":
            found = rows.expected_rows(rows.clock(), self.hostile)
            return {"rows": [] if self.empty else [
                row for row in found if question.get("filter", "") in json.dumps(row)
                and (not domain or (row["recipient"] or "").endswith("@" + domain))], "next": self.next}
        if domain and not question["recipient"].endswith("@" + domain):
            return {"ok": False, "code": "forbidden", "error": "not of your domain"}
        return {"done": "it passes for a while",
                "undo": {"verb": "expect", "action": "remove", "recipient": question["recipient"],
                         "sender": question.get("sender", "")}}

    def _never(self, question, domain):
        if "\t" in question["value"]:
            # As the daemon does.
            shown = question["value"].replace("\t", "\\x09")
            if not shown.endswith("@customer.example"):
                return {"done": f"{shown} is never greylisted", "undo": None}
            return {"ok": False, "code": "wrong", "error": f"'{shown}' holds a control character"}
        return {"done": f"{question['value']} is never greylisted",
                "undo": {"verb": "never", "kind": question["kind"], "value": question["value"],
                         "remove": True}}

    def _forget(self, question, domain):
        return {"done": "forgotten"}

    def _opt(self, question, domain):
        table = self.opt[question["choice"]]
        if question["action"] == "page":
            found = [row for row in table if question.get("search", "") in row
                     and (not domain or row == domain or row.endswith("@" + domain))]
            return {"rows": found[:question["limit"]], "next": self.next, "note": self.opt_note}
        if self.opt_changes_left == 0:
            return {"ok": False, "code": "unavailable", "error": "the store is away"}
        if self.opt_changes_left is not None:
            self.opt_changes_left -= 1
        return {**self._opt_change(question, domain, table), "note": self.opt_note}

    @staticmethod
    def _opt_change(question, domain, table):
        assert len(question["rows"]) <= 1000
        changed, unchanged, faults = [], 0, []
        adds = question["action"] == "add"
        for row in question["rows"]:
            if domain and row != domain and not row.endswith("@" + domain):
                faults.append({"row": row, "error": "is none of your domain"})
            elif (row in table) == adds:
                unchanged += 1
            else:
                changed.append(row)
                (table.append if adds else table.remove)(row)
        undo = {"verb": "opt", "choice": question["choice"], "action": "remove" if adds else "add", "rows": changed}
        return {"changed": len(changed), "unchanged": unchanged, "faults": faults, "undo": undo if changed else None}

    def _lists(self, question, domain):
        return rows.lists_answer(question.get("name"), self.hostile)

    @staticmethod
    def _conflict(sentence):
        return {"ok": False, "code": "conflict", "error": sentence}

    def _list_check(self, question, domain):
        if "wrong" in question["text"]:
            return {"faults": [{"line": 1, "error": "is neither an address nor a network"}]}
        return {"faults": [], "difference": " # Ours\n-203.0.113.0/24\n+203.0.113.0/25\n", "hash": "l2"}

    def _list_write(self, question, domain):
        if question["was"] != "l2":
            return self._conflict("the list was changed meanwhile")
        return {"faults": []}

    def _rules_try(self, question, domain):
        return {"outcome": "new", "action": "defer_if_permit Greylisted for 5 minutes (ref 7K3M9QXA)", "passes": False,
                "src": "203.0.113", "organisation": "sender.example", "standing": "good",
                "because": "first attempt, deferred", "rule": "", "line": "", "trouble": ""}

    def _settings(self, question, domain):
        return rows.settings_answer(self.may_write)

    def _setting_check(self, question, domain):
        if "wrong" in str(question["changes"]):
            return {"faults": [{"name": "reconnect_delay", "error": "is no span of time"}]}
        return {"faults": [], "difference": "reconnect_delay: 5m -> 10m\n",
                "needs_restart": []}

    def _setting_write(self, question, domain):
        if question["was"] != "s1":
            return self._conflict("the settings were changed meanwhile")
        return {"faults": [], "needs_restart": []}

    def _changes(self, question, domain):
        return {"rows": [] if self.empty else rows.changes_rows(rows.clock(), self.hostile),
                "next": self.next}
