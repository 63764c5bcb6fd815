"""Where in Postfix the check may stand: what the client is told, how often its mail waits, and whom
Debian's fail2ban takes for an attacker then. docs/beside.md says the same."""

import os
import re
import subprocess
import sys

from greytest.daemon_test import DaemonTest, let_pass, main
from greytest.paths import SOURCE
from greytest.ports import free_port
from greytest.postfix import Postfix
from greytest.wait import wait_until

DELAY = 2
RECIPIENTS = ["bob@customer.example", "carol@customer.example"]
SMTPD = """
127.0.0.1:{port} inet n - n - - smtpd
  -o smtpd_recipient_restrictions=reject_unauth_destination
  -o {{ {restrictions} = reject_unauth_destination, check_policy_service {check} }}
"""
FILTER = "/etc/fail2ban/filter.d/postfix.conf"

# The restrictions: what is rejected by Postfix's words, how many of two recipients are deferred by
# RCPT, and whether fail2ban counts it against the client.
PLACES = {
    "client": (r"Client host rejected", 2, True),
    "helo": (r"Helo command rejected", 2, False),
    "sender": (r"Sender address rejected", 2, False),
    "recipient": (r"Recipient address rejected", 2, False),
    "data": (r"Data command rejected", 0, True),
    "end_of_data": (r"End-of-data rejected", 0, False),
}


def matches(lines, log):
    """How many of the lines Debian's filter takes for an attack."""
    log.write_text("".join(line + "\n" for line in lines), "utf-8")
    result = subprocess.run(["fail2ban-regex", str(log), FILTER], check=True, timeout=60,
                            stdin=subprocess.DEVNULL, capture_output=True, text=True)
    return int(re.search(r"(\d+) matched", result.stdout).group(1))


def different_ports(count):
    ports = set()
    while len(ports) < count:
        ports.add(free_port())
    return ports


class PlacesTest(DaemonTest):
    def set_up_mail(self):
        self.daemon = self.started(reconnect_delay=f"{DELAY}s")
        (self.directory / "postfix").mkdir()
        own_port, *ports = different_ports(1 + len(PLACES))
        self.ports = dict(zip(PLACES, ports))
        services = "".join(
            SMTPD.format(port=port, restrictions=f"smtpd_{place}_restrictions", check=Postfix.CHECK)
            for place, port in self.ports.items())
        self.postfix = Postfix(self.directory / "postfix", self.daemon.helper_command(),
                               main_cf="smtpd_error_sleep_time = 0\n", master_cf=services)
        self.postfix.port = own_port
        self.addCleanup(self.postfix.stop)
        self.postfix.start()

    def send(self, place, recipients):
        with self.postfix.conversation(self.ports[place]) as client:
            return client.send(f"alice@{place.replace('_', '-')}.example", recipients)

    def logged(self, words):
        """The lines of the mail log that hold the words, of which there is one at least."""
        def lines():
            return [line for line in self.postfix.maillog().splitlines() if words in line]
        wait_until(lines, what=f"{words} in the mail log")
        return lines()

    def first_attempts_wait(self, place, recipients):
        words, at_rcpt, _ = PLACES[place]
        replies = self.send(place, recipients)
        deferred = [reply for reply in replies if reply.startswith("450 ")]
        self.assertTrue(deferred, f"{place}: {replies}")
        for reply in deferred:
            self.assertRegex(reply, words + r": Greylisted for")
        if len(recipients) == 2:
            self.assertEqual(len([r for r in replies[:2] if r.startswith("450 ")]), at_rcpt)

    def test_each_place_defers_the_first_attempt_and_passes_the_retry(self):
        self.set_up_mail()
        for place in PLACES:
            self.first_attempts_wait(place, RECIPIENTS[:1])
        let_pass(DELAY)
        for place in PLACES:
            self.assertTrue(self.send(place, RECIPIENTS[:1])[-1].startswith("250 "), place)
        self.assertEqual(self.postfix.warnings(), [])
        headers = [len(message.headers("X-Greylist"))
                   for message in self.postfix.delivered(len(PLACES))]
        # Postfix takes no header at the end of the data.
        self.assertEqual(sorted(headers), [0] + [1] * (len(PLACES) - 1))

    def test_fail2ban_bans_what_waits_among_client_and_data_restrictions(self):
        self.set_up_mail()
        for place, (words, _, banned) in PLACES.items():
            self.first_attempts_wait(place, RECIPIENTS[:1])
            lines = self.logged(words)
            counted = matches(lines, self.directory / f"{place}.log")
            self.assertEqual(counted, len(lines) if banned else 0, lines)

    def test_data_restrictions_see_mail_of_several_recipients_without_one(self):
        """Such a mail passes there: Postfix names no recipient."""
        self.set_up_mail()
        for place in ("data", "end_of_data"):
            replies = self.send(place, RECIPIENTS)
            self.assertTrue(all(reply.startswith("250 ") for reply in replies), replies)

    def test_too_many_waiting_recipients_in_one_session_count_as_an_attack_for_fail2ban(self):
        self.set_up_mail()
        many = [f"user{number}@customer.example" for number in range(25)]
        with self.postfix.conversation(self.ports["recipient"]) as client:
            client.mail("alice@many.example")
            codes = []
            for recipient in many:
                codes.append(client.rcpt(recipient)[:3])
                if codes[-1] == "421":
                    break
        self.assertEqual(codes[-1], "421", codes)
        lines = self.logged("too many errors")
        self.assertEqual(len(lines), 1)
        # Postfix 3.10 names the queue file that it has not, which the filter does not know.
        known = "NOQUEUE: too many errors" not in lines[0]
        self.assertEqual(matches(lines, self.directory / "many.log"), 1 if known else 0)

    def test_the_page_says_so_for_each_place(self):
        page = (SOURCE / "docs" / "beside.md").read_text("utf-8")
        for place, (words, _, banned) in PLACES.items():
            row = next(line for line in page.splitlines()
                       if line.startswith(f"| `smtpd_{place}_restrictions`"))
            self.assertIn(words, row)
            self.assertEqual("counts" in row.rsplit("|", 2)[1], banned, row)


if __name__ == "__main__":
    if os.geteuid() != 0:
        print("only root can start a Postfix")
        sys.exit(77)
    main()
