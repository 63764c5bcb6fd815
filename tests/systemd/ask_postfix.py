#!/usr/bin/env python3
"""Runs in the container: one SMTP session of a client at ADDRESS, a mail a line of its input.

ask_postfix.py ADDRESS: each line is a sender; Postfix's answer to RCPT is printed for each. Where
that is good a mail is sent.
"""
import smtplib
import sys

RECIPIENT = "root@customer.example"

with smtplib.SMTP("127.0.0.1", 25, "mail.sender.example", 60, (sys.argv[1], 0)) as connection:
    connection.ehlo()
    for line in sys.stdin:
        connection.mail(line.strip())
        code, text = connection.rcpt(RECIPIENT)
        if code == 250:
            connection.data(b"Subject: test\r\n\r\ntest\r\n")
        else:
            connection.rset()
        print(code, text.decode(), flush=True)
