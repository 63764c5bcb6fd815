"""`greyctl postfix` with a real Postfix: shows, applies, takes back, and never opens the relay."""

import os
import subprocess
import sys

from greytest.daemon_test import DaemonTest, let_pass, main
from greytest.paths import program
from greytest.postfix import Postfix

DELAY = 1
# As Debian sets a host up; a client in mynetworks is one by XCLIENT.
DEBIAN = """
mynetworks = 198.51.100.0/24
smtpd_relay_restrictions = permit_mynetworks permit_sasl_authenticated defer_unauth_destination
"""
RCPT = "bob@customer.example"


class AccountOfPostfix(DaemonTest.daemon_class):
    """The daemon runs as the account that starts policy-helper: its socket says so."""

    user = Postfix.USER

    def __init__(self, directory, **settings):
        super().__init__(directory, **settings)
        for path in (directory, directory / "state"):
            subprocess.run(["chown", self.user, path], check=True)


class GreyctlPostfixTest(DaemonTest):
    daemon_class = AccountOfPostfix

    def setUp(self):
        super().setUp()
        self.daemon = self.started(reconnect_delay=f"{DELAY}s")

    def postfix(self, main_cf=DEBIAN, name="postfix"):
        (self.directory / name).mkdir()
        postfix = Postfix(self.directory / name, None, main_cf=main_cf)
        self.addCleanup(postfix.stop)
        return postfix.start()

    def ctl(self, postfix, *options, answer="", helper=True):
        command = [program("greyctl"), "--config", self.daemon.config, "postfix",
                   "--config-directory", postfix.directory / "etc", *options]
        if helper:
            command += ["--helper", program("policy-helper")]
        return subprocess.run([str(word) for word in command], capture_output=True, text=True,
                              timeout=60, input=answer, check=False)

    def done(self, postfix, *options):
        answer = self.ctl(postfix, *options)
        self.assertEqual(answer.returncode, 0, answer.stdout + answer.stderr)
        return answer.stdout

    def files(self, postfix):
        """What stands in each file of its configuration."""
        return {path.name: path.read_bytes() for path in (postfix.directory / "etc").iterdir()}

    def postconf(self, postfix, *words):
        return subprocess.run(["postconf", "-c", postfix.directory / "etc", *words], check=True,
                              text=True, stdout=subprocess.PIPE).stdout.strip()

    def send(self, postfix, sender, recipient=RCPT, address="203.0.113.9"):
        with postfix.conversation(address=address) as client:
            return client.send(sender, [recipient])[0]

    def test_mail_waits_once_it_is_applied_and_passes_once_it_is_undone(self):
        postfix = self.postfix()
        before = self.files(postfix)
        self.assertTrue(self.send(postfix, "before@sender.example").startswith("250"))
        said = self.done(postfix, "--apply", "--yes")
        self.assertIn("Postfix was reloaded", said)
        self.assertNotIn("note:", said)
        self.assertIn("Greylisted", self.send(postfix, "alice@sender.example"))
        let_pass(DELAY)
        self.assertTrue(self.send(postfix, "alice@sender.example").startswith("250"))
        # Nobody else's mail is relayed, and nobody of ours waits.
        self.assertIn("Relay access denied",
                      self.send(postfix, "spam@sender.example", "victim@other.example"))
        own = ("user@customer.example", RCPT, "198.51.100.7")
        self.assertTrue(self.send(postfix, *own).startswith("250"))
        self.assertEqual(postfix.warnings(), [])

        said = self.done(postfix, "--undo", "--yes")
        self.assertIn("are what they were", said)
        self.assertEqual(self.files(postfix), before)
        self.assertTrue(self.send(postfix, "after@sender.example").startswith("250"))

    def test_it_is_undone_to_the_last_byte_whatever_the_helper_is_called_now(self):
        postfix = self.postfix(DEBIAN + "smtpd_recipient_restrictions =\n  permit_mynetworks,\n"
                               "# ours\n  reject_unauth_destination\n")
        before = self.files(postfix)
        self.done(postfix, "--apply", "--yes")
        self.daemon.stop()
        answer = self.ctl(postfix, "--undo", "--yes", helper=False)
        self.assertIn("are what they were", answer.stdout)
        self.assertEqual(self.files(postfix), before)

    def test_a_second_time_changes_nothing(self):
        postfix = self.postfix()
        self.done(postfix, "--apply", "--yes")
        applied = self.files(postfix)
        self.assertIn("nothing is changed", self.done(postfix, "--apply"))
        self.assertIn("asks already", self.done(postfix, "--print"))
        self.assertEqual(self.files(postfix), applied)
        self.done(postfix, "--undo", "--yes")
        undone = self.files(postfix)
        self.assertIn("nothing is changed", self.done(postfix, "--undo"))
        self.assertEqual(self.files(postfix), undone)

    def test_it_asks_first_and_printing_changes_nothing(self):
        postfix = self.postfix()
        before = self.files(postfix)
        said = self.done(postfix, "--print")
        self.assertIn(f"user={Postfix.USER} argv={program('policy-helper')} --socket "
                      f"{self.daemon.socket}\n", said)
        self.assertIn("\n    defer_unauth_destination,\n    reject_unlisted_recipient,\n"
                      "    check_policy_service { unix:private/greypolicy,", said)
        for answer in ("", "n\n", "what?\n"):
            refused = self.ctl(postfix, "--apply", answer=answer)
            self.assertEqual(refused.returncode, 1, refused.stderr)
            self.assertIn("Nothing is changed", refused.stdout)
        self.assertEqual(self.files(postfix), before)
        self.assertEqual(self.ctl(postfix, "--apply", answer="y\n").returncode, 0)
        self.assertEqual(self.ctl(postfix, "--undo", answer="n\n").returncode, 1)
        self.assertIn("greypolicy", self.postconf(postfix, "-M", "greypolicy/unix"))

    def test_printed_lines_are_what_is_applied(self):
        """Pasted into the files they make a Postfix that asks already."""
        postfix = self.postfix()
        printed = self.done(postfix, "--print")
        master, _, main_cf = printed.partition("/main.cf\n")
        etc = postfix.directory / "etc"
        with open(etc / "master.cf", "a", encoding="utf-8") as file:
            file.write(master.rpartition("\n# ")[0].partition("\n")[2] + "\n")
        with open(etc / "main.cf", "a", encoding="utf-8") as file:
            file.write(main_cf)
        self.assertIn("asks already", self.done(postfix, "--print"))

    def test_what_was_changed_since_stays(self):
        postfix = self.postfix()
        self.done(postfix, "--apply", "--yes")
        self.postconf(postfix, "-e", "smtpd_helo_required = yes")
        said = self.done(postfix, "--undo", "--yes")
        self.assertIn("what else was changed since stays", said)
        self.assertEqual(self.postconf(postfix, "-h", "smtpd_helo_required"), "yes")
        self.assertEqual(self.postconf(postfix, "-h", "smtpd_recipient_restrictions"), "")
        self.assertNotIn("greypolicy", self.postconf(postfix, "-n") + self.postconf(postfix, "-M"))
        self.assertTrue(self.send(postfix, "after@sender.example").startswith("250"))

    def test_two_instances_are_told_apart(self):
        inner, outer = self.postfix(name="inner"), self.postfix(name="outer")
        self.done(outer, "--apply", "--yes")
        self.assertTrue(self.send(inner, "one@sender.example").startswith("250"))
        self.assertIn("Greylisted", self.send(outer, "one@sender.example"))

    def test_what_it_does_not_understand_is_left_alone(self):
        for main_cf, words in (
                (DEBIAN + "smtpd_recipient_restrictions = permit_auth_destination\n", "by hand"),
                (DEBIAN + "own = permit\nsmtpd_recipient_restrictions = "
                          "reject_unauth_destination, $own\n", "by hand"),
                ("smtpd_relay_restrictions = own_class, reject_unauth_destination\n"
                 "smtpd_restriction_classes = own_class\nown_class = permit\n", "own_class")):
            with self.subTest(main_cf=main_cf):
                directory = self.directory / f"postfix-{len(main_cf)}"
                directory.mkdir()
                postfix = Postfix(directory, None, main_cf=main_cf)
                postfix.lay_out()
                before = self.files(postfix)
                answer = self.ctl(postfix, "--apply", "--yes")
                self.assertEqual(answer.returncode, 78, answer.stdout)
                self.assertIn(words, answer.stderr)
                self.assertEqual(self.files(postfix), before)

    def test_what_cannot_work_is_not_begun(self):
        postfix = self.postfix()
        etc = postfix.directory / "etc"
        before = self.files(postfix)
        missing = self.ctl(postfix, "--apply", "--yes", "--helper", "/nonexistent", helper=False)
        self.assertEqual(missing.returncode, 78)
        self.assertIn("/nonexistent is not there", missing.stderr)
        for options in ([], ["--print", "--apply"], ["--apply", "--undo"]):
            self.assertEqual(self.ctl(postfix, *options).returncode, 64)
        self.assertEqual(self.files(postfix), before)
        (etc / "main.cf").rename(etc / "real.cf")
        nowhere = self.ctl(postfix, "--apply", "--yes")
        self.assertEqual(nowhere.returncode, 69)
        self.assertIn("main.cf cannot be read", nowhere.stderr)
        (etc / "main.cf").symlink_to("real.cf")
        linked = self.ctl(postfix, "--apply", "--yes")
        self.assertEqual(linked.returncode, 78)
        self.assertIn("symbolic link", linked.stderr)
        (etc / "main.cf").unlink()
        (etc / "real.cf").rename(etc / "main.cf")
        (etc / "main.cf").write_bytes(before["main.cf"].rstrip(b"\n"))
        unended = self.ctl(postfix, "--apply", "--yes")
        self.assertEqual(unended.returncode, 78)
        self.assertIn("the last line of", unended.stderr)
        (etc / "main.cf").write_bytes(before["main.cf"])
        self.assertEqual(self.files(postfix), before)

    def test_nobody_is_left_asking_a_service_that_is_gone(self):
        postfix = self.postfix()
        self.done(postfix, "--apply", "--yes")
        self.postconf(postfix, "-e", f"smtpd_data_restrictions = check_policy_service {Postfix.CHECK}")
        before = self.files(postfix)
        answer = self.ctl(postfix, "--undo", "--yes")
        self.assertEqual(answer.returncode, 78)
        self.assertIn("smtpd_data_restrictions", answer.stderr)
        self.assertEqual(self.files(postfix), before)

    def override(self, postfix, name, value):
        """As -o of the service that takes mail."""
        self.postconf(postfix, "-P", "-e", f"127.0.0.1:{postfix.port}/inet/{name}={value}")

    def check_kept(self, postfix, words):
        """The service is needed, by what the words name."""
        before = self.files(postfix)
        answer = self.ctl(postfix, "--undo", "--yes")
        self.assertEqual(answer.returncode, 78, answer.stdout)
        self.assertIn(words, answer.stderr)
        self.assertEqual(self.files(postfix), before)

    def test_a_list_that_asks_by_a_name_keeps_the_service(self):
        """What "$name" stands for says Postfix; the service's own name is nowhere in one piece."""
        postfix = self.postfix()
        self.done(postfix, "--apply", "--yes")
        asks = "reject_unauth_destination,check_policy_service,unix:private/$mine"
        self.postconf(postfix, "-e", "mine = greypolicy")
        self.override(postfix, "smtpd_recipient_restrictions", asks)
        self.check_kept(postfix, "smtpd_recipient_restrictions in master.cf asks greypolicy")
        self.postconf(postfix, "-e", f"mx_recipient = {asks}")
        self.override(postfix, "smtpd_recipient_restrictions", "$mx_recipient")
        self.check_kept(postfix, "mx_recipient in main.cf asks greypolicy")

    def test_a_list_that_takes_in_the_one_with_the_check_does_not_keep_it(self):
        postfix = self.postfix()
        self.done(postfix, "--apply", "--yes")
        self.override(postfix, "smtpd_data_restrictions", "$smtpd_recipient_restrictions")
        self.done(postfix, "--undo", "--yes")
        self.assertNotIn("greypolicy", self.postconf(postfix, "-Px") + self.postconf(postfix, "-M"))

    def test_a_daemon_that_does_not_answer_is_told_of(self):
        postfix = self.postfix()
        self.daemon.stop()
        self.assertIn("does not answer", self.done(postfix, "--apply", "--yes"))


if __name__ == "__main__":
    if os.geteuid() != 0:
        print("only root can start a Postfix")
        sys.exit(77)
    main()
