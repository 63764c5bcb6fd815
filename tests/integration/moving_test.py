"""greyctl export, import greycache and warm, with real daemons: nothing is lost on the way."""

import collections
import gzip
import json
import os
import re
import socket
import subprocess
import threading
import time
import unittest

from greytest.daemon_test import STORAGE, DaemonTest, main
from greytest.entries_file import ask_file
from greytest.greycache import Greycache
from greytest.paths import program
from greytest.wait import wait_until

# A million of them take half a minute on two idle cores.
FACTS = int(os.environ.get("GREYTEST_MOVED_FACTS", "20000"))
TABLES = ("connect", "from_awl", "domain_awl", "correspondent", "standing", "expectation",
          "optin_domain", "optin_email", "optout_domain", "optout_email")


def rows(count, now):
    """Rows of every kind, mostly of those that a site has most of; all of them count."""
    for i in range(count):
        names = {"src": f"10.{i >> 16}.{i >> 8 & 255}.{i & 255}" if i % 3 else "192.0.2",
                 "sender_domain": f"d{i}.example", "sender_name": f"alice%20{i}"}
        times = {"first_seen": now - 5000 - i % 3000, "last_seen": now - i % 1000}
        if i % 10 < 5:
            yield {"kind": "connect", **names, "rcpt": f"bob{i}@here.example",
                   "first_seen": times["first_seen"]}
        elif i % 10 < 8:
            yield {"kind": "from_awl", **names, **times}
        elif i % 10 < 9:
            yield {"kind": "domain_awl", "src": names["src"],
                   "sender_domain": names["sender_domain"], **times}
        else:
            yield {"kind": "correspondent", **names, "src": f"to:anna{i}@here.example", **times}
    for i in range(30):
        yield {"kind": "standing", "organisation": f"shop{i}.example", "day": now // 86400 - i % 9,
               "host": "mx9/1700000000.0", "first_attempts": 50 + i, "came_back": i}
        yield {"kind": "expectation", "recipient": f"bob%20{i}@here.example", "sender": "<>",
               "until": now + 3600, "made_at": now - i, "kept_until": now + 3600,
               "removed": i % 2 == 0, "why": "ticket%204711"}
        for table in TABLES[-4:]:
            row = f"u{i}@here.example" if table.endswith("email") else f"h{i}.example"
            yield {"kind": table, "row": row}


class MovingCase(DaemonTest):
    def run_ctl(self, daemon, *arguments, text=None):
        command = [str(word) for word in (program("greyctl"), "--config", daemon.config, *arguments)]
        return subprocess.run(command, input=text, capture_output=True, text=True, check=False,
                              timeout=60 + FACTS / 1000)

    def done(self, daemon, *arguments, text=None):
        answer = self.run_ctl(daemon, *arguments, text=text)
        self.assertEqual(answer.returncode, 0, answer.stderr + answer.stdout)
        return answer.stdout

    def exported(self, daemon, *arguments):
        """The lines of an export as a multiset, without its frame."""
        lines = self.done(daemon, "export", *arguments).splitlines()
        self.assertEqual(json.loads(lines[0]), {"kind": "greycache", "format": 1})
        self.assertEqual(json.loads(lines[-1]), {"kind": "end", "rows": len(lines) - 2})
        return collections.Counter(lines[1:-1])

    def file_of(self, some, name="rows.json"):
        path = self.directory / name
        with open(path, "w", encoding="utf-8") as file:
            for row in some:
                file.write(json.dumps(row, separators=(",", ":")) + "\n")
        return path

    def sql(self, daemon, sql):
        if STORAGE == "shared" and daemon.settings["storage"] == "shared":
            return self.servers.psql(sql)
        return ask_file(daemon.settings["state_dir"], sql)


class MovingTest(MovingCase):
    def setUp(self):
        super().setUp()
        self.daemon = self.started(optmethod="optout")

    def await_opt_tables(self):
        wait_until(lambda: "Greylisted" in self.daemon.query(sender="x@warm.example"), 20, 0.05,
                   "the opt tables")

    def test_everything_comes_back_as_it_was(self):
        file = self.file_of(rows(FACTS, int(time.time())))
        begin = time.monotonic()
        said = self.done(self.daemon, "import", "greycache", file)
        spent = time.monotonic() - begin
        count = FACTS + 30 * 6
        self.assertIn(f"taken: {count}\nexpired, and left out: 0\nset aside: 0\n", said)
        begin = time.monotonic()
        exported = self.exported(self.daemon)
        print(f"{count} rows in {spent:.1f} s, out in {time.monotonic() - begin:.1f} s",
              flush=True)
        self.assertEqual(exported, collections.Counter(file.read_text("utf-8").splitlines()))
        self.assertEqual(self.exported(self.daemon, "--kind", "standing,optin_email"),
                         collections.Counter({line: 1 for line in exported if re.match(
                             r'{"kind":"(standing|optin_email)"', line)}))
        # Twice is the same as once.
        self.done(self.daemon, "import", "greycache", file)
        self.assertEqual(self.exported(self.daemon), exported)

    def test_what_moved_in_decides(self):
        now = int(time.time())
        known = {"src": "203.0.113.9", "sender_domain": "sender.example"}
        self.await_opt_tables()
        # A source that is in memory already learns it, too.
        self.assertIn("Greylisted", self.daemon.query())
        self.done(self.daemon, "import", "greycache", self.file_of([
            {"kind": "from_awl", **known, "sender_name": "alice", "first_seen": now - 90000,
             "last_seen": now - 80000},
            {"kind": "connect", **known, "sender_name": "carol", "rcpt": "bob@customer.example",
             "first_seen": now - 600},
            {"kind": "connect", "src": "203.0.113.10", "sender_domain": "other.example",
             "sender_name": "dave", "rcpt": "bob@customer.example", "first_seen": now - 600},
            {"kind": "optout_domain", "row": "free.example"},
            {"kind": "expectation", "recipient": "eve@customer.example", "sender": "",
             "until": now + 600, "made_at": now, "kept_until": now + 600, "removed": False,
             "why": ""}]))
        self.assertIn("whitelisted", self.daemon.query())
        self.assertIn("delayed", self.daemon.query(sender="carol@sender.example"))
        self.assertIn("delayed", self.daemon.query(
            client_address="203.0.113.10", sender="dave@other.example"))
        self.assertIn("expected", self.daemon.query(
            sender="new@sender.example", recipient="eve@customer.example"))
        wait_until(lambda: "Greylisted" not in self.daemon.query(
            sender="x@new.example", recipient="bob@free.example"), 5, 0.1, "the opt row")
        self.assertIn("Greylisted", self.daemon.query(sender="x@new.example"))

    def test_what_could_not_be_moved_is_not_forgotten(self):
        answer = self.run_ctl(self.daemon, "forget", "--source", os.fsdecode(b"m\xff.example"))
        self.assertEqual(answer.returncode, 64, answer.stdout)
        self.assertIn("no UTF-8", answer.stderr)

    def test_what_was_forgotten_stays_so_on_the_other_side_too(self):
        now = int(time.time())
        entry = {"kind": "from_awl", "src": "203.0.113.9", "sender_domain": "sender.example",
                 "sender_name": "alice", "first_seen": now - 90000, "last_seen": now - 80000}
        file = self.file_of([entry])
        self.await_opt_tables()
        self.done(self.daemon, "import", "greycache", file)
        self.assertIn("whitelisted", self.daemon.query())
        # His last mail is before the forgetting: a later one would count.
        other = self.started("mx2")
        self.done(other, "import", "greycache", file)
        self.assertIn("whitelisted", other.query())
        self.done(self.daemon, "forget", "203.0.113.9")
        self.done(self.daemon, "import", "greycache", file)
        self.assertIn("Greylisted", self.daemon.query())
        exported = self.done(self.daemon, "export", "--kind", "expectation")
        self.done(other, "import", "greycache", "-", text=exported)
        wait_until(lambda: "Greylisted" in other.query(), 5, 0.05, "it is forgotten there, too")

    def test_bad_rows_are_set_aside_and_told_with_their_line(self):
        now = int(time.time())
        good = {"kind": "domain_awl", "src": "192.0.2", "sender_domain": "d.example",
                "first_seen": now - 9, "last_seen": now}
        file = self.file_of([good, {**good, "src": "a b"}, {"kind": "tuplet"},
                             {"kind": "optin_email", "row": "no.address"},
                             {**good, "last_seen": 5, "first_seen": 4}])
        with open(file, "a", encoding="utf-8") as out:
            out.write("\x1b[2J no JSON\n")
        answer = self.run_ctl(self.daemon, "import", "greycache", file)
        self.assertEqual(answer.returncode, 65, answer.stderr)
        self.assertIn("taken: 1\nexpired, and left out: 1\nset aside: 4\n", answer.stdout)
        for line in (2, 3, 4, 6):
            self.assertRegex(answer.stdout, rf"\n  \S+rows.json:{line}: \S")
        self.assertNotIn("\x1b", answer.stdout)
        self.assertEqual(sum(self.exported(self.daemon, "--kind", "domain_awl").values()), 1)

    def test_a_line_that_is_too_long_is_set_aside_and_the_rest_goes_on(self):
        row = '{"kind":"optin_domain","row":"%s.example"}\n'
        file = self.directory / "rows.json"
        file.write_text("\ufeff" + row % "one" + "x" * (2 << 20) + "\n" + row % "two", "utf-8")
        answer = self.run_ctl(self.daemon, "import", "greycache", file)
        self.assertEqual(answer.returncode, 65, answer.stderr)
        self.assertIn("taken: 2\nexpired, and left out: 0\nset aside: 1\n", answer.stdout)
        self.assertIn("rows.json:2: the line is longer than 1 MiB", answer.stdout)

    def test_what_is_whole_of_a_damaged_packed_file_is_taken(self):
        rows = "".join('{"kind":"optin_domain","row":"h%d.example"}\n' % i for i in range(9))
        file = self.directory / "rows.json.gz"
        file.write_bytes(gzip.compress(rows.encode())[:-4])
        answer = self.run_ctl(self.daemon, "import", "greycache", file)
        self.assertEqual(answer.returncode, 65, answer.stderr)
        self.assertIn("rows.json.gz: gzip does not find it whole", answer.stderr)
        self.assertIn("taken: 9\n", answer.stdout)
        self.assertEqual(sum(self.exported(self.daemon).values()), 9)

    def test_nothing_at_all_is_no_import_and_an_empty_export_is_one(self):
        for text in ("", "\n\n"):
            answer = self.run_ctl(self.daemon, "import", "greycache", "-", text=text)
            self.assertEqual(answer.returncode, 65, answer.stderr)
            self.assertIn("standard input: it is empty", answer.stderr)
        self.done(self.daemon, "import", "greycache", "-", text=self.done(self.daemon, "export"))

    def test_a_forgetting_of_a_clock_that_is_ahead_is_set_aside(self):
        ahead = int(time.time()) + 7200
        row = {"kind": "expectation", "recipient": "forgotten%20source", "sender": "192.0.2",
               "until": ahead, "made_at": ahead, "kept_until": ahead, "removed": True, "why": ""}
        answer = self.run_ctl(self.daemon, "import", "greycache",
                              self.file_of([row, {**row, "until": ahead - 7200}]))
        self.assertEqual(answer.returncode, 65, answer.stderr)
        self.assertIn("taken: 1\nexpired, and left out: 0\nset aside: 1\n", answer.stdout)
        self.assertIn("rows.json:1: a forgetting whose time lies more than an hour ahead",
                      answer.stdout)

    def test_what_is_over_is_left_out(self):
        now = int(time.time())
        standing = {"kind": "standing", "organisation": "shop.example", "host": "mx9/1.0",
                    "first_attempts": 5, "came_back": 3}
        expected = {"kind": "expectation", "recipient": "bob@here.example", "sender": "",
                    "made_at": 1, "removed": True, "why": ""}
        said = self.done(self.daemon, "import", "greycache", self.file_of([
            {**standing, "day": now // 86400 - 31}, {**standing, "day": now // 86400 - 29},
            {**expected, "until": now - 90000, "kept_until": now - 90000},
            {**expected, "until": now - 80000, "kept_until": now - 80000, "sender": "<>"}]))
        self.assertIn("taken: 2\nexpired, and left out: 2\nset aside: 0\n", said)
        self.assertEqual(sum(self.exported(self.daemon).values()), 2)

    def test_a_dry_run_changes_nothing_and_a_cut_file_is_told(self):
        whole = self.file_of([{"kind": "greycache", "format": 1},
                              {"kind": "optin_domain", "row": "here.example"},
                              {"kind": "end", "rows": 1}])
        answer = self.run_ctl(self.daemon, "import", "greycache", "--dry-run", whole)
        self.assertEqual(answer.returncode, 0, answer.stderr)
        self.assertIn("1 rows: optin_domain 1\n", answer.stdout)
        self.assertEqual(sum(self.exported(self.daemon).values()), 0)
        lines = whole.read_text("utf-8").splitlines(keepends=True)
        for cut, why in ((lines[:2], "was cut off"),
                         ([lines[0], lines[2]], "had 1 rows, and has 0"),
                         (['{"kind":"greycache","format":2}\n'], "format 2")):
            answer = self.run_ctl(self.daemon, "import", "greycache", "-", text="".join(cut))
            self.assertEqual(answer.returncode, 65, answer.stderr)
            self.assertIn(why, answer.stderr + answer.stdout)

    def test_what_is_acknowledged_survives_a_kill(self):
        file = self.file_of(rows(FACTS, int(time.time())))
        command = [str(word) for word in (program("greyctl"), "--config", self.daemon.config,
                                          "import", "greycache", file)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                              text=True) as importing:
            wait_until(lambda: int(self.sql(self.daemon, "select count(*) from greycache.connect"))
                       > 500, 20, 0.01, "some slices")
            self.daemon.kill()
            _, errors = importing.communicate(timeout=60)
        self.assertEqual(importing.returncode, 69, errors)
        taken = int(re.search(r"(\d+) rows were taken until then", errors).group(1))
        self.daemon.start()
        exported = self.exported(self.daemon)
        first = file.read_text("utf-8").splitlines()[:taken]
        self.assertEqual([line for line in first if line not in exported], [])
        # Run again, it goes on.
        self.done(self.daemon, "import", "greycache", file)
        self.assertEqual(self.exported(self.daemon),
                         collections.Counter(file.read_text("utf-8").splitlines()))

    def test_requests_are_answered_meanwhile(self):
        file = self.file_of(rows(FACTS, int(time.time())))
        self.await_opt_tables()
        importing = threading.Thread(target=self.done,
                                     args=(self.daemon, "import", "greycache", file))
        importing.start()
        waits = []
        with self.daemon.connection() as connection:
            while importing.is_alive() or not waits:
                begin = time.monotonic()
                action = connection.ask(sender=f"s{len(waits)}@sender.example",
                                        client_address=f"198.51.100.{len(waits) % 250}")
                waits.append(time.monotonic() - begin)
                self.assertIn("Greylisted", action)
        importing.join()
        waits.sort()
        print(f"{len(waits)} requests, half within {waits[len(waits) // 2] * 1e3:.1f} ms, "
              f"99 % within {waits[len(waits) * 99 // 100] * 1e3:.1f} ms", flush=True)
        # As long as any request may wait, on a machine that has much else to do.
        self.assertLess(waits[len(waits) * 99 // 100], 1.0)

    def asked(self, command):
        """A connection to the control socket, and the first line of the answer."""
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.addCleanup(connection.close)
        connection.settimeout(20)
        connection.connect(str(self.daemon.settings["control_socket"]))
        connection.sendall(command.encode() + b"\n")
        return connection, connection.makefile("r", encoding="utf-8").readline()

    def test_connections_and_slices_are_bounded(self):
        open_ones = [self.asked("import") for _ in range(8)]
        self.assertEqual({answer for _, answer in open_ones}, {"ok\n"})
        self.assertRegex(self.asked("import")[1], "^error: others import")
        self.assertRegex(self.asked("export tuplet")[1], "^error: ")
        for connection, _ in open_ones[:2]:
            connection.sendall(b"{}\n" * 251)
            self.assertEqual(connection.recv(4096)[:32], b"error: a slice has 250 lines and")
            self.assertEqual(connection.recv(4096), b"")
        wait_until(lambda: self.asked("import")[1] == "ok\n", 5, 0.05, "room again")

    def test_a_takeover_ends_an_import_and_it_goes_on_with_the_next(self):
        connection, answer = self.asked("import")
        self.assertEqual(answer, "ok\n")
        line = json.dumps({"kind": "optin_domain", "row": "here.example"}).encode()
        connection.sendall(line + b"\n\n")
        self.assertEqual(connection.recv(4096), b"ok 1 0 0\n")
        self.daemon.take_over()
        self.assertEqual(connection.recv(4096), b"")
        connection, answer = self.asked("import")
        self.assertEqual(answer, "ok\n")
        connection.sendall(line + b"\n\n")
        self.assertEqual(connection.recv(4096), b"ok 1 0 0\n")
        self.assertEqual(sum(self.exported(self.daemon).values()), 1)

    def test_strangers_and_wrong_words_are_refused(self):
        self.assertEqual(self.run_ctl(self.daemon, "export", "--kind", "tuplet").returncode, 64)
        self.assertEqual(self.run_ctl(self.daemon, "import").returncode, 64)
        for nothing, why in (("/nowhere", "/nowhere: No such file"), ("/etc", "Is a directory")):
            for words in (("import", "greycache"), ("warm",), ("trace",), ("replay",)):
                answer = self.run_ctl(self.daemon, *words, nothing)
                self.assertEqual(answer.returncode, 66, answer.stderr)
                self.assertIn(why, answer.stderr)
        self.daemon.stop()
        for words in (("export",), ("import", "greycache", "-")):
            answer = self.run_ctl(self.daemon, *words, text="")
            self.assertEqual(answer.returncode, 69)
            self.assertIn("does greycache run?", answer.stderr)


def log_lines(when, client, sender, recipient, queue_id, deferred):
    """What Postfix logs of an attempt."""
    stamp = time.strftime("%Y-%m-%dT%H:%M:%S+00:00", time.gmtime(when))
    if deferred:
        return (f"{stamp} mx postfix/smtpd[9]: NOQUEUE: reject: RCPT from m.a.example[{client}]: "
                f"450 4.2.0 <{recipient}>: Recipient address rejected: Greylisted for 5 minutes; "
                f"from=<{sender}> to=<{recipient}> proto=ESMTP helo=<m.a.example>\n")
    return (f"{stamp} mx postfix/smtpd[9]: {queue_id}: client=m.a.example[{client}]\n"
            f"{stamp} mx postfix/qmgr[8]: {queue_id}: from=<{sender}>, size=1, nrcpt=1 "
            f"(queue active)\n"
            f"{stamp} mx postfix/local[7]: {queue_id}: to=<{recipient}>, relay=local, delay=1, "
            f"status=sent\n{stamp} mx postfix/qmgr[8]: {queue_id}: removed\n")


class WarmTest(MovingCase):
    def test_who_came_back_is_known(self):
        daemon = self.started(reconnect_delay="2m")
        now = int(time.time())
        attempts = [(now - 90000, "192.0.2.9", "a@x.example", True),
                    (now - 89000, "192.0.2.9", "a@x.example", False),
                    (now - 600, "192.0.2.10", "b@x.example", True),
                    (now - 60, "192.0.2.11", "c@x.example", True)]
        text = "".join(log_lines(when, client, sender, "bob@y.example", f"4XyZ{i}", deferred)
                       for i, (when, client, sender, deferred) in enumerate(attempts))
        first, rest = text.split("\n", 1)
        # By their times the older one comes first, whatever the shell's order is.
        older, newer = self.directory / "mail.log.2.gz", self.directory / "mail.log"
        older.write_bytes(gzip.compress((first + "\n").encode()))
        newer.write_text(rest, "utf-8")
        os.utime(older, (now - 80000, now - 80000))
        tried = self.run_ctl(daemon, "warm", "--dry-run", newer, older)
        self.assertEqual(tried.returncode, 0, tried.stderr)
        self.assertEqual(sum(self.exported(daemon).values()), 0)
        said = self.done(daemon, "warm", newer, older)
        self.assertIn("the log tells 4 rows: connect 3, from_awl 1\n", said)
        self.assertIn("expired, and left out: 1\n", said)

        def ask(client, sender):
            return daemon.query(client_address=client, client_name="m.a.example", sender=sender,
                                recipient="bob@y.example")
        self.assertIn("whitelisted", ask("192.0.2.9", "a@x.example"))
        self.assertIn("delayed", ask("192.0.2.10", "b@x.example"))
        self.assertIn("Greylisted", ask("192.0.2.11", "c@x.example"))
        if os.geteuid() == 0:
            for path in (daemon.directory / "state").iterdir():
                self.assertEqual(path.owner(), (daemon.directory / "state").owner(), path)

    def test_it_learns_of_all_recipients_whatever_the_opt_tables_say(self):
        path = self.directory / "mail.log"
        path.write_text(log_lines(int(time.time()) - 60, "192.0.2.11", "c@x.example",
                                  "bob@y.example", "4XyZ9", True), "utf-8")
        for optmethod in ("none", "optin", "optout"):
            daemon = self.started(optmethod, optmethod=optmethod)
            with self.subTest(optmethod=optmethod):
                said = self.done(daemon, "warm", path)
                self.assertIn("the log tells 1 rows: connect 1\n", said)
                self.assertEqual(sum(self.exported(daemon).values()), 1)

    def test_a_broken_packed_log_is_told(self):
        daemon = self.started()
        path = self.directory / "mail.log.gz"
        path.write_bytes(gzip.compress(b"x\n" * 1000)[:-10])
        answer = self.run_ctl(daemon, "warm", path)
        self.assertEqual(answer.returncode, 65, answer.stderr)
        self.assertIn("mail.log.gz: gzip does not find it whole", answer.stderr)

    def test_what_cannot_be_read_is_told_and_the_rest_is_learned(self):
        daemon = self.started()
        line = log_lines(int(time.time()) - 60, "192.0.2.11", "c@x.example", "bob@y.example",
                         "4XyZ9", True)
        broken, good = self.directory / "mail.log.2.gz", self.directory / "mail.log"
        broken.write_bytes(gzip.compress(line.replace("c@x", "d@x").encode() * 9)[:-4])
        good.write_text("x" * (2 << 20) + "\n" + line, "utf-8")
        for status, files in ((65, (broken, good)), (66, ("/nowhere", good)), (0, (good,))):
            with self.subTest(files=files):
                answer = self.run_ctl(daemon, "warm", "--dry-run", *files)
                self.assertEqual(answer.returncode, status, answer.stderr)
                self.assertIn(f"the log tells {2 if status == 65 else 1} rows", answer.stdout)
                self.assertIn("1 lines are longer than 1 MiB, and left out; the first: "
                              f"{good}:1\n", answer.stderr)
        self.assertEqual(self.run_ctl(daemon, "warm", broken, good).returncode, 65)
        self.assertEqual(sum(self.exported(daemon).values()), 2)


class OtherGreylistersTest(MovingCase):
    """Files of SQLgrey's and postgrey's that are damaged, or not there."""

    def sqlgrey(self, daemon, **files):
        directory = self.directory / "tables"
        directory.mkdir(exist_ok=True)
        for path in directory.iterdir():
            path.unlink()
        for name, text in files.items():
            (directory / f"{name}.csv").write_text(text, "utf-8")
        return self.run_ctl(daemon, "import", "sqlgrey", "--from-files", directory)

    def test_damaged_lines_of_a_table_are_set_aside_and_the_rest_comes(self):
        daemon = self.started()
        answer = self.sqlgrey(
            daemon,
            optin_domain="\ufeffdomain\none.example\n" + "x" * (2 << 20) + "\ntwo.example\n",
            optin_email='email\na@b.example\n"c@d.exam\n')
        self.assertEqual(answer.returncode, 65, answer.stdout + answer.stderr)
        self.assertIn("optin_domain.csv:3: the line is longer than 1 MiB\n", answer.stdout)
        self.assertIn("optin_email.csv:3: a quoted value does not end\n", answer.stdout)
        self.assertEqual(sum(self.exported(daemon).values()), 3)

    def test_the_status_tells_what_is_not_there_from_what_is_wrong(self):
        daemon = self.started()
        answer = self.run_ctl(daemon, "import", "sqlgrey", "--from-files", "/nowhere")
        self.assertEqual(answer.returncode, 66, answer.stderr)
        for files, why in (({"optin_email": ""}, "none of SQLgrey's tables"),
                           ({"optin_email": "a@b.example\n"}, "has to name the columns email")):
            answer = self.sqlgrey(daemon, **files)
            self.assertEqual(answer.returncode, 65, answer.stderr)
            self.assertIn(why, answer.stderr)

    def test_a_zone_is_one_that_this_host_knows(self):
        daemon = self.started()
        for zone in ("Europe", "zone.tab", "../../../etc/passwd", "Mars/Olympus"):
            answer = self.run_ctl(daemon, "import", "sqlgrey", "--from-files", self.directory,
                                  "--time-zone", zone)
            self.assertEqual(answer.returncode, 64, zone)
            self.assertIn("is no zone that this host knows", answer.stderr)

    def answer_as_daemon(self, path):
        """Somebody on the control socket who sets the only row of a slice aside."""
        listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.addCleanup(listener.close)
        listener.settimeout(60)
        listener.bind(str(path))
        listener.listen()

        def answer():
            connection, _ = listener.accept()
            with connection, connection.makefile("rb") as lines:
                for answer in (b"ok\n", b"ok 0 0 1\n1 it does not like it\n"):
                    while lines.readline().strip() not in (b"import", b""):
                        pass
                    connection.sendall(answer)
        answering = threading.Thread(target=answer)
        answering.start()
        self.addCleanup(answering.join)

    def test_rows_that_the_daemon_alone_sets_aside_show_in_the_status(self):
        daemon = self.started()
        daemon.stop()
        self.answer_as_daemon(daemon.settings["control_socket"])
        answer = self.sqlgrey(daemon, optin_domain="domain\none.example\n")
        self.assertEqual(answer.returncode, 65, answer.stdout + answer.stderr)
        self.assertIn("it does not like it", answer.stdout)

    def test_files_of_postgrey_that_are_named_have_to_be_there(self):
        daemon = self.started()
        for words, why in ((("--defaults", "/nowhere"), "/nowhere: No such file"),
                           (("--defaults", "/etc"), "/etc: cannot be read: Is a directory"),
                           (("--lists", "/nowhere"), "/nowhere: no file whitelist_clients")):
            answer = self.run_ctl(daemon, "import", "postgrey", "--dry-run", *words, self.directory)
            self.assertEqual(answer.returncode, 66, answer.stderr)
            self.assertIn(why, answer.stderr)
        options = self.directory / "defaults"
        options.write_text('POSTGREY_OPTS="--whitelist-clients=/nowhere/clients"\n', "utf-8")
        answer = self.run_ctl(daemon, "import", "postgrey", "--dry-run", "--defaults", options,
                              self.directory)
        self.assertIn("not there: /nowhere/clients\n", answer.stdout)
        self.assertEqual(answer.returncode, 69)
        self.assertIn(f"{self.directory}/postgrey.db cannot be read: No such file or directory "
                      "(is that postgrey's directory?)\n", answer.stderr)


@unittest.skipUnless(STORAGE == "shared", "from one storage to the other")
class OtherStorageTest(MovingCase):
    def embedded(self, name):
        daemon = Greycache(self.directory / name)
        self.addCleanup(daemon.stop)
        return daemon.start()

    def test_from_embedded_to_shared_to_another_database_and_back(self):
        file = self.file_of(rows(FACTS, int(time.time())))
        wanted = collections.Counter(file.read_text("utf-8").splitlines())
        daemons = [self.embedded("one"), self.started("two"),
                   self.started("three", redis_prefix="other:"), self.embedded("four")]
        self.done(daemons[0], "import", "greycache", file)
        for before, after in zip(daemons, daemons[1:]):
            self.done(after, "import", "greycache", "-", text=self.done(before, "export"))
            self.assertEqual(self.exported(after), wanted)


if __name__ == "__main__":
    main()
