#!/usr/bin/env python3
"""Runs in the container: one SMTP session of a client at ADDRESS, a mail a line of its input.

ask_postfix.py ADDRESS: each line is a sender; Postfix's answer to RCPT is printed for each. Where
that is good a mail is sent.
"""

import sys

from greytest.smtp_conversation import SmtpConversation

RECIPIENT = "root@customer.example"

with SmtpConversation(25, sys.argv[1], timeout=60, xclient=False) as session:
    for line in sys.stdin:
        print(session.send(line.strip(), [RECIPIENT])[0], flush=True)
