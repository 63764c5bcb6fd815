"""Policy requests as Postfix 3.7 sends them."""

import itertools
import os
import time

# All attributes of Debian 12's Postfix, in its order, for a plain RCPT.
DEFAULTS = {
    "request": "smtpd_access_policy",
    "protocol_state": "RCPT",
    "protocol_name": "ESMTP",
    "client_address": "203.0.113.9",
    "client_name": "mail.sender.example",
    "client_port": "41322",
    "reverse_client_name": "mail.sender.example",
    "server_address": "192.0.2.25",
    "server_port": "25",
    "helo_name": "mail.sender.example",
    "sender": "alice@sender.example",
    "recipient": "bob@customer.example",
    "recipient_count": "0",
    "queue_id": "",
    "instance": "",
    "size": "1024",
    "etrn_domain": "",
    "stress": "",
    "sasl_method": "",
    "sasl_username": "",
    "sasl_sender": "",
    "ccert_subject": "",
    "ccert_issuer": "",
    "ccert_fingerprint": "",
    "ccert_pubkey_fingerprint": "",
    "encryption_protocol": "",
    "encryption_cipher": "",
    "encryption_keysize": "0",
    "policy_context": "",
}

_counter = itertools.count()


def new_instance():
    """An `instance` as smtpd makes one for each message: pid.seconds.microseconds.sequence."""
    now = time.time_ns()
    return (f"{os.getpid():x}.{now // 10**9:x}.{now // 1000 % 10**6:x}."
            f"{next(_counter):x}")


def policy_request(**attributes):
    """The bytes of one request; a fresh `instance` unless given, None leaves an attribute out.
    A byte that is no UTF-8 is written as Python has it in names of files ("\\udcff")."""
    values = {**DEFAULTS, "instance": new_instance(), **attributes}
    lines = [f"{name}={value}\n" for name, value in values.items() if value is not None]
    return "".join(lines).encode("utf-8", "surrogateescape") + b"\n"
