"""`greyctl doctor` with a real Postfix: as `greyctl postfix --apply` leaves it, and with faults in it."""

import os
import subprocess
import sys

from greyctl_postfix_test import DEBIAN, AccountOfPostfix
from greytest.daemon_test import DaemonTest, main
from greytest.doctor import Diagnosis
from greytest.paths import program
from greytest.postfix import Postfix

CHECK = "check_policy_service { unix:private/greypolicy, timeout=5s, default_action=DUNNO }"
LIST = "smtpd_recipient_restrictions"


class DoctorOfPostfixTest(DaemonTest):
    daemon_class = AccountOfPostfix

    def setUp(self):
        super().setUp()
        self.daemon = self.started()
        (self.directory / "postfix").mkdir()
        self.instance = Postfix(self.directory / "postfix", None, main_cf=DEBIAN)
        self.instance.lay_out()

    def run_for(self, *words):
        subprocess.run([str(word) for word in words], check=True, timeout=60,
                       stdout=subprocess.DEVNULL)

    def apply(self):
        """What an administrator does first."""
        etc = self.instance.directory / "etc"
        self.run_for(program("greyctl"), "--config", self.daemon.config, "postfix", "--apply", "--yes",
                     "--config-directory", etc, "--helper", program("policy-helper"))

    def postconf(self, *words):
        self.run_for("postconf", "-c", self.instance.directory / "etc", *words)

    def value(self, name):
        return subprocess.run(["postconf", "-c", self.instance.directory / "etc", "-h", name],
                              check=True, text=True, stdout=subprocess.PIPE, timeout=60).stdout.strip()

    def diagnosis(self):
        return Diagnosis(self.daemon, self.instance)

    def find(self, severity, words, part="postfix"):
        diagnosis = self.diagnosis()
        self.assertTrue(diagnosis.has(part, severity, words), diagnosis.findings)

    def test_what_greyctl_postfix_applies_is_well(self):
        self.find("error", "Postfix does not ask Greycache")
        self.apply()
        diagnosis = self.diagnosis()
        self.assertEqual(diagnosis.about("postfix"), [])
        self.assertEqual(diagnosis.about("other greylisters"), [])
        self.assertIn("Postfix ", "".join(diagnosis.about("postfix", "ok")))

    def test_a_check_at_a_wrong_place(self):
        self.apply()
        restrictions = self.value(LIST)
        self.postconf("-e", f"smtpd_end_of_data_restrictions = {CHECK}")
        self.find("warning", "smtpd_end_of_data_restrictions asks when the recipients are through")
        self.postconf("-X", "smtpd_end_of_data_restrictions")
        self.postconf("-e", f"{LIST} = permit_mynetworks, reject_unauth_destination",
                      f"smtpd_client_restrictions = {CHECK}", "smtpd_delay_reject = no")
        self.find("error", "asks in smtpd_client_restrictions only")
        self.postconf("-X", "smtpd_client_restrictions", "smtpd_delay_reject")
        self.postconf("-e", f"{LIST} = {restrictions}, {CHECK}")
        self.find("warning", "asks about each recipient 2 times")
        self.postconf("-e", f"{LIST} = {CHECK}", "smtpd_relay_restrictions =")
        self.find("warning", "stands before reject_unauth_destination")
        self.find("warning", "no permit_mynetworks")

    def test_a_service_of_master_cf_that_asks_by_a_name_is_well(self):
        self.apply()
        self.postconf("-e", f"mx_recipient = {self.value(LIST)}")
        self.postconf("-X", LIST)
        self.postconf("-M", "-e", "2526/inet = 2526 inet n - n - - smtpd")
        self.find("error", "Postfix does not ask Greycache")
        self.postconf("-P", "-e", f"2526/inet/{LIST}=$mx_recipient")
        self.assertEqual(self.diagnosis().about("postfix"), [])

    def test_parameters_of_the_check(self):
        self.apply()
        self.postconf("-e", self.value(LIST).replace("timeout=5s, default_action=DUNNO",
                                                     "try_limit=1").join((f"{LIST} = ", "")))
        self.find("warning", "default_action is \"451 4.3.5")
        self.find("warning", "timeout is \"100s\"")
        self.find("warning", "try_limit is \"1\"")
        self.postconf("-X", "greypolicy_time_limit")
        self.find("warning", "greypolicy_time_limit is 1000s")

    def test_the_service_in_master_cf(self):
        self.apply()
        self.postconf("-F", "greypolicy/unix/process_limit = 5")
        self.find("warning", "may have 5 processes")
        self.postconf("-F", "greypolicy/unix/chroot = y")
        self.find("error", "is chrooted")
        self.postconf("-F", "greypolicy/unix/unprivileged = -")
        self.find("error", "column unpriv")
        self.postconf("-MX", "greypolicy/unix")
        self.find("error", "master.cf has no such service")

    def test_an_account_that_may_not_open_the_socket(self):
        self.apply()
        self.daemon.socket.chmod(0o600)
        self.postconf("-F", "greypolicy/unix/command = spawn user=daemon "
                            f"argv={program('policy-helper')} --socket {self.daemon.socket}")
        self.find("error", "daemon may not open")
        self.postconf("-F", "greypolicy/unix/command = spawn user=root "
                            f"argv={program('policy-helper')} --socket {self.daemon.socket}")
        self.find("error", "user=root")

    def test_more_smtpd_than_connections(self):
        self.apply()
        self.postconf("-e", "default_process_limit = 5000")
        self.find("warning", "max_connections is 4096")

    def test_another_greylister(self):
        self.apply()
        self.postconf("-e", f"smtpd_client_restrictions = check_policy_service inet:127.0.0.1:10023")
        self.find("warning", "postgrey is asked in smtpd_client_restrictions", "other greylisters")
        self.postconf("-e", "smtpd_milters = inet:localhost:11332")
        self.find("note", "rspamd", "other greylisters")
        self.postconf("-M", "-e", "smtp/inet = 127.0.0.1:2525 inet n - n - 1 postscreen")
        self.postconf("-e", "postscreen_pipelining_enable = yes")
        self.find("warning", "postscreen_pipelining_enable", "other greylisters")

    def test_the_mail_log(self):
        log = self.instance.directory / "maillog"
        self.find("warning", "No such file", "mail log")
        log.write_text("words of somebody else\n" * 50)
        self.find("warning", "none of the last 50 lines", "mail log")
        log.write_text("Nov 29 10:00:00 mx postfix/smtpd[1]: connect from a.example[203.0.113.9]\n")
        self.assertEqual(self.diagnosis().about("mail log"), [])
        os.utime(log, (1_600_000_000, 1_600_000_000))
        self.find("warning", "nothing was written to", "mail log")


if __name__ == "__main__":
    if os.geteuid() != 0:
        sys.exit(77)
    main()
