#!/usr/bin/env python3
"""On a host with the package and Debian's Postfix, as root: a mail waits, and its retry passes.

mail_check.py [--set-up]: with it Postfix is made to ask, by greyctl, and the delay is short.
"""

import pathlib
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "lib"))

from greytest.smtp_conversation import SmtpConversation  # noqa: E402

DELAY = 3
RECIPIENT = "root@localhost"


def run(*words):
    print("+", *words, flush=True)
    subprocess.run(words, check=True, timeout=60)


def set_up():
    with open("/etc/greycache/greycache.conf", "a", encoding="utf-8") as file:
        file.write(f"\nreconnect_delay = {DELAY}s\n")
    run("greyctl", "reload")
    # Clients elsewhere are played from here.
    run("postconf", "-e", "smtpd_authorized_xclient_hosts = 127.0.0.1")
    run("greyctl", "postfix", "--apply", "--yes")


def answer_to(sender):
    with SmtpConversation(25, "203.0.113.9", timeout=60) as session:
        answer = session.send(sender, [RECIPIENT])[0]
    print(f"{sender}: {answer}", flush=True)
    return answer


def main():
    if "--set-up" in sys.argv[1:]:
        set_up()
    first = answer_to("alice@sender.example")
    assert first.startswith("450 ") and "Greylisted" in first, first
    time.sleep(DELAY + 1.1)
    again = answer_to("alice@sender.example")
    assert again.startswith("250 "), again
    run("greyctl", "stats")


main()
