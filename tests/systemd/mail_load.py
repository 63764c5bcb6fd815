#!/usr/bin/env python3
"""Runs in the container: first attempts of ever new senders through Postfix, until a file is there.

mail_load.py STOP_FILE prints what became of them, as JSON: how many were greylisted, the seconds
that the slowest waited for its answer, and the first answers that were others.
"""
import itertools
import json
import os
import smtplib
import sys
import threading
import time

CLIENTS = 4
RECIPIENT = "root@customer.example"


class Client(threading.Thread):
    """One connection after the other, three mails each, from an address of its own."""

    def __init__(self, number, stop):
        super().__init__()
        self.number = number
        self.stop = stop
        self.greylisted = 0
        self.longest = 0.0
        self.others = []

    def run(self):
        for turn in itertools.count():
            if os.path.exists(self.stop):
                return
            # A /24 of its own each time: one source alone would be throttled.
            address = f"198.{18 + self.number // 2}.{self.number % 2 * 128 + turn % 128}.9"
            try:
                with smtplib.SMTP("127.0.0.1", 25, "mail.sender.example", 20,
                                  (address, 0)) as connection:
                    for mail in range(3):
                        self.send(connection, f"s{turn}.{mail}@load{self.number}.example")
            except (OSError, smtplib.SMTPException) as error:
                self.others.append(repr(error))

    def send(self, connection, sender):
        connection.ehlo_or_helo_if_needed()
        connection.mail(sender)
        before = time.monotonic()
        code, text = connection.rcpt(RECIPIENT)
        self.longest = max(self.longest, time.monotonic() - before)
        if code == 450 and b"Greylisted" in text:
            self.greylisted += 1
        else:
            self.others.append(f"{code} {text.decode()}")
        connection.rset()


def main():
    clients = [Client(number, sys.argv[1]) for number in range(CLIENTS)]
    for client in clients:
        client.start()
    for client in clients:
        client.join()
    print(json.dumps({"greylisted": sum(client.greylisted for client in clients),
                      "longest": max(client.longest for client in clients),
                      "others": sum((client.others for client in clients), [])[:10]}))


main()
