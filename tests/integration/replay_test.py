"""greyctl replay on memory and on the configured storage, and greyctl trace."""

import json
import signal
import subprocess

from greytest.daemon_test import STORAGE, DaemonTest, main
from greytest.paths import program

AT = 1_760_000_000
NAMESPACE = ("--store", "configured", "--namespace", "test")
MAIL_LOG = """\
2026-11-21T16:00:00Z mx postfix/smtpd[9]: NOQUEUE: reject: RCPT from m.a[192.0.2.9]: 450 4.2.0 \
<bob@y>: Recipient address rejected: Greylisted for 5 minutes; from=<a@x> to=<bob@y> proto=ESMTP \
helo=<m.a>
2026-11-21T16:10:00Z mx postfix/smtpd[9]: 4XyZ: client=m.a[192.0.2.9]
2026-11-21T16:10:00Z mx postfix/qmgr[8]: 4XyZ: from=<a@x>, size=1, nrcpt=1 (queue active)
2026-11-21T16:10:01Z mx postfix/local[7]: 4XyZ: to=<bob@y>, relay=local, delay=1, status=sent
"""


def line(at, sender="a@x.example", **attributes):
    """A line of a trace."""
    request = {"request": "smtpd_access_policy", "protocol_state": "RCPT",
               "client_address": "192.0.2.9", "client_name": "m.a.example", "sender": sender,
               "recipient": "bob@y.example", **attributes}
    return json.dumps({"at": at, "request": request}) + "\n"


class ReplayTest(DaemonTest):
    def setUp(self):
        super().setUp()
        self.daemon = self.greycache(reconnect_delay="5m")
        self.daemon.write_config()

    def command(self, *options):
        words = [program("greyctl"), "--config", self.daemon.config, "replay", *options]
        return [str(word) for word in words]

    def replay(self, trace, *options):
        return subprocess.run(self.command(*options), input=trace, capture_output=True, text=True,
                              timeout=60, check=False)

    def outcomes(self, trace, *options):
        answer = self.replay(trace, *options)
        self.assertEqual(answer.returncode, 0, answer.stderr)
        return [json.loads(text)["outcome"] for text in answer.stdout.splitlines()]

    def assert_nothing_left(self):
        self.assertEqual([path.name for path in (self.daemon.directory / "state").iterdir()
                          if path.name.startswith("replay")], [])
        if STORAGE == "shared":
            schemas = self.servers.psql("select nspname from pg_namespace")
            self.assertNotIn("replay", schemas)
            keys = self.servers.redis_cli("keys", "*").split()
            self.assertEqual([key for key in keys if "192.0.2" in key], [])

    def test_the_time_is_that_of_the_trace(self):
        trace = line(AT) + line(AT + 300) + line(AT + 301) + line(AT + 302)
        wanted = ["new", "early", "reconnect", "from_awl"]
        self.assertEqual(self.outcomes(trace), wanted)
        self.assertEqual(self.outcomes(trace, *NAMESPACE), wanted)
        self.assert_nothing_left()

    def test_an_answer_holds_all_members(self):
        answer = self.replay(line(AT) + line(AT + 301), *NAMESPACE)
        last = json.loads(answer.stdout.splitlines()[1])
        action = last.pop("action")
        self.assertTrue(action.startswith("PREPEND X-Greylist: delayed 301 by "), action)
        self.assertEqual(last, {"outcome": "reconnect", "delay": 301, "rule": None,
                                "src": "192.0.2.9"})

    def test_each_line_is_answered_before_the_next_comes(self):
        for options in ((), NAMESPACE):
            with subprocess.Popen(self.command("-", *options), stdin=subprocess.PIPE,
                                  stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                              text=True) as partner:
                for at, outcome in ((AT, "new"), (AT + 400, "reconnect")):
                    partner.stdin.write(line(at))
                    partner.stdin.flush()
                    self.assertEqual(json.loads(partner.stdout.readline())["outcome"], outcome)
                partner.stdin.close()
                self.assertEqual(partner.wait(30), 0)

    def test_time_may_go_back_by_a_day_only(self):
        self.assertEqual(self.outcomes(line(AT) + line(AT - 86400)), ["new", "early"])
        answer = self.replay(line(AT) + line(AT - 86401) + line(AT))
        self.assertEqual(answer.returncode, 65)
        self.assertEqual(len(answer.stdout.splitlines()), 1)
        self.assertIn("standard input:2: the time goes back by more than a day", answer.stderr)

    def test_a_wrong_line_ends_it_with_its_place(self):
        path = self.directory / "trace.jsonl"
        path.write_text(line(AT) + "{\n")
        answer = self.replay("", path, *NAMESPACE)
        self.assertEqual(answer.returncode, 65)
        self.assertIn(f"{path}:2: ", answer.stderr)
        self.assert_nothing_left()

    def test_a_namespace_that_is_no_name_is_a_wrong_command_line(self):
        for name in ("A b", "../x", "n" * 21, "ü"):
            answer = self.replay("", "--store", "configured", "--namespace", name)
            self.assertEqual(answer.returncode, 64, name)
            self.assertIn("is no name: lower-case letters", answer.stderr)

    def test_an_interrupt_drops_the_namespace(self):
        for number in (signal.SIGINT, signal.SIGTERM):
            with subprocess.Popen(self.command(*NAMESPACE), stdin=subprocess.PIPE,
                                  stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                              text=True) as partner:
                partner.stdin.write(line(AT))
                partner.stdin.flush()
                partner.stdout.readline()
                partner.send_signal(number)
                self.assertEqual(partner.wait(30), 0)
            self.assert_nothing_left()

    def test_what_a_killed_replay_has_left_does_not_count(self):
        with subprocess.Popen(self.command(*NAMESPACE), stdin=subprocess.PIPE,
                              stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                              text=True) as partner:
            partner.stdin.write(line(AT))
            partner.stdin.flush()
            partner.stdout.readline()
            second = self.replay("", *NAMESPACE)
            self.assertEqual(second.returncode, 69)
            partner.kill()
        self.assertEqual(self.outcomes(line(AT + 301), *NAMESPACE), ["new"])

    def test_entries_of_the_daemon_are_refused_and_left_alone(self):
        self.daemon.start()
        mail = {"client_address": "192.0.2.9", "sender": "a@x.example",
                "recipient": "bob@y.example"}
        self.daemon.query(**mail)
        self.assertEqual(self.replay("", "--store", "configured").returncode, 69)
        self.assertEqual(self.outcomes(line(AT), *NAMESPACE), ["new"])
        self.daemon.stop()
        answer = self.replay(line(AT), "--store", "configured")
        self.assertEqual(answer.returncode, 69)
        self.assertIn("holds entries", answer.stderr)
        self.assertEqual(answer.stdout, "")

    def test_without_a_namespace_the_entries_stay(self):
        self.assertEqual(self.outcomes(line(AT), "--store", "configured"), ["new"])
        self.assertEqual(self.replay(line(AT), "--store", "configured").returncode, 69)

    def test_opt_tables_come_from_files(self):
        self.daemon.write_config(optmethod="optout")
        rows = self.directory / "rows"
        rows.write_text("other.example\nY.Example\n")
        self.assertEqual(self.outcomes(line(AT), "--optout-domain", rows), ["inactive"])
        rows.write_bytes(b"\xef\xbb\xbfy.example\r\nother.example\r\n")
        self.assertEqual(self.outcomes(line(AT), "--optout-domain", rows), ["inactive"])
        self.assertEqual(self.outcomes(line(AT)), ["new"])
        self.assertEqual(self.replay("", "--optin-email", self.directory / "none").returncode, 66)

    def test_the_summary_counts_the_trace_of_a_log(self):
        path = self.directory / "mail.log"
        path.write_text(MAIL_LOG)
        made = subprocess.run([str(program("greyctl")), "trace", str(path)], capture_output=True,
                              text=True, timeout=20, check=True)
        self.assertIn("1 deferred attempts, 1 accepted recipients", made.stderr)
        answer = self.replay(made.stdout, "--summary")
        table = answer.stdout
        self.assertNotIn("action", table)
        for row in (r"new +1 +50\.00 %", r"reconnect +1 ", r"came back +1 +100\.00 %",
                    r"median +0:10:00"):
            self.assertRegex(table, row)

    def test_two_configurations_stand_side_by_side(self):
        self.daemon.write_config(reconnect_delay="5m")
        patient = self.directory / "patient.conf"
        patient.write_text(self.daemon.config.read_text().replace("reconnect_delay = 5m",
                                                                  "reconnect_delay = 20m"))
        trace = self.trace(MAIL_LOG).stdout
        answer = self.replay(trace, "--compare", str(patient))
        self.assertEqual(answer.returncode, 0, answer.stderr)
        for row in (r"before +after\n", r"reconnect +1 +50\.00 % +0 +0\.00 %",
                    r"early +0 +0\.00 % +1 +50\.00 %", r"came back +1 +100\.00 % +0 +0\.00 %",
                    r"accepted in the log +0 +0\.00 % +1 +100\.00 %", r"median +0:10:00 +-"):
            self.assertRegex(answer.stdout, row)
        self.assertNotIn("action", answer.stdout)
        answer = self.replay(trace, "--compare", str(patient), "--store", "configured")
        self.assertEqual(answer.returncode, 64)
        answer = self.replay(trace, "--compare", "/nonexistent")
        self.assertEqual(answer.returncode, 78)
        self.assertIn("/nonexistent", answer.stderr)

    def test_a_log_of_a_host_that_does_not_greylist_shows_who_would_have_waited(self):
        made = self.trace("".join(line + "\n" for line in MAIL_LOG.splitlines()
                                  if "reject" not in line))
        self.assertIn("nobody was deferred by a greylister", made.stderr)
        table = self.replay(made.stdout, "--summary").stdout
        for row in (r"deferred mails +1 ", r"still waited at the end +0 ",
                    r"never came back +0 ", r"accepted in the log +1 ", r"\n  x +1 "):
            self.assertRegex(table, row)

    def trace(self, log, *options):
        return subprocess.run([str(program("greyctl")), "trace", *options, "-"], input=log,
                              capture_output=True, text=True, timeout=20, check=False)

    def test_a_log_of_which_not_one_line_is_understood_is_an_error(self):
        for log in ("", "no log\n", "2026-11-21T16:00:00Z mx sshd[9]: Accepted\n"):
            made = self.trace(log)
            self.assertEqual(made.returncode, 65, log)
            self.assertEqual(made.stdout, "")
            self.assertIn("not one of", made.stderr)
        made = self.trace(MAIL_LOG + "[  12.345] mx postfix/smtpd[9]: what\n")
        self.assertEqual(made.returncode, 0)
        self.assertIn("1 lines are not understood: no time that is known; the first: [  12.345]",
                      made.stderr)

    def test_every_form_of_a_time_gives_the_same_trace(self):
        wanted = self.trace(MAIL_LOG).stdout
        for old, new in (("Z mx", "+0000 mx"), ("Z mx", ".123456+00:00 mx"),
                         ("2026-11-21T16", "mail    | 2026-11-21T16")):
            made = self.trace(MAIL_LOG.replace(old, new))
            self.assertEqual(made.returncode, 0, made.stderr)
            self.assertEqual(made.stdout, wanted)

    def test_a_deferral_in_words_of_ones_own_is_named(self):
        log = MAIL_LOG.replace("Greylisted for 5 minutes", "Komme wieder")
        made = self.trace(log)
        self.assertIn("0 deferred attempts, 1 accepted recipients", made.stderr)
        self.assertIn("       1  Recipient address rejected: Komme wieder", made.stderr)
        made = self.trace(log, "--deferral", "komme WIEDER")
        self.assertIn("1 deferred attempts, 1 accepted recipients", made.stderr)
        made = self.trace(log, "--deferral", "(")
        self.assertEqual(made.returncode, 64)
        self.assertIn("'(' is no regular expression", made.stderr)


if __name__ == "__main__":
    main()
