#!/usr/bin/env python3
"""Runs in the container: first attempts of ever new senders through Postfix, until a file is there.

mail_load.py STOP_FILE prints what became of them, as JSON: how many were greylisted, the seconds
that the slowest waited for its answer, and what was not as it must be.
"""

import json
import os
import sys

from greytest.book import Ages
from greytest.load import Load, Plan
from greytest.smtp_conversation import SmtpConversation
from greytest.wait import wait_until
from greytest.ways import MailWay

CLIENTS = 4


def conversation(address):
    return SmtpConversation(25, address, timeout=20, xclient=False)


def main():
    # Every session has a source of its own; nobody may pass, for nobody comes again.
    load = Load([MailWay(conversation) for _ in range(CLIENTS)], Ages(delay=3),
                Plan(sources=60_000, per_source=3, rcpt="root@customer.example", retry=0), rate=15)
    wait_until(lambda: os.path.exists(sys.argv[1]), 300, 0.05)
    load.stop()
    print(json.dumps({"greylisted": load.answers_of_all()["greylisted"],
                      "longest": load.longest_of_all(),
                      "wrong": load.what_went_wrong()[:10] + sorted(load.accepted)[:10]}))


main()
