"""What a policy service costs a real Postfix: 3,000 mails of a known sender by smtp-source."""

import statistics
import subprocess
import sys
import time

from greybench.greycache_service import Embedded, Shared
from greybench.sqlgrey_service import Sqlgrey
from greytest.policy_connection import PolicyConnection
from greytest.postfix import Postfix

MAILS = 3000
SESSIONS = 20
SENDER = "alice@sender.example"
RECIPIENT = "bob@customer.example"
# Mail is thrown away once it is in the queue, and nobody asks a name server.
MAIN_CF = """
local_transport = discard:
smtpd_client_connection_rate_limit = 0
smtpd_client_connection_count_limit = 0
"""
NO_POLICY = "smtpd_recipient_restrictions = reject_unauth_destination, reject_unlisted_recipient\n"


def teach(service):
    """Makes the sender known: smtp-source comes from 127.0.0.1, which has a name or not."""
    if isinstance(service, Sqlgrey):
        service.tables.psql(
            "insert into from_awl (sender_name, sender_domain, src, first_seen, last_seen) "
            "select 'alice', 'sender.example', src, now() - interval '3 h', now() "
            "from (values ('127.0.0.1'), ('127.0.0')) as sources (src)")
        return
    service.daemon.stop()
    service.daemon.settings["reconnect_delay"] = "1s"
    service.daemon.start()
    for name in ("localhost", "unknown"):
        for pause in (2.1, 0):
            service.daemon.query(sender=SENDER, recipient=RECIPIENT, client_address="127.0.0.1",
                                 client_name=name)
            time.sleep(pause)


def check_known(socket):
    with PolicyConnection(socket) as client:
        action = client.ask(sender=SENDER, recipient=RECIPIENT, client_address="127.0.0.1",
                            client_name="localhost")
    assert action.startswith("PREPEND"), action


def send(postfix, mails):
    """Seconds until Postfix has taken all; an error of smtp-source ends the run."""
    begin = time.monotonic()
    subprocess.run(["smtp-source", "-s", str(SESSIONS), "-m", str(mails), "-l", "2048",
                    "-f", SENDER, "-t", RECIPIENT, f"127.0.0.1:{postfix.port}"],
                   check=True, timeout=600)
    return time.monotonic() - begin


def variants(directory):
    """By name: (service or None, the words of spawn's argv, the check, lines of main.cf)."""
    embedded = Embedded(directory, "embedded", loglevel=0)
    shared = Shared(directory, "shared", loglevel=0)
    sqlgrey = Sqlgrey(directory)
    direct = "{{ unix:{}/policy.sock, timeout=5s, default_action=DUNNO }}"
    return {"no policy service": (None, ["/bin/false"], Postfix.CHECK, NO_POLICY),
            "embedded": (embedded, None, Postfix.CHECK, ""),
            "shared": (shared, None, Postfix.CHECK, ""),
            "sqlgrey": (sqlgrey, ["/bin/false"], direct.format(sqlgrey.directory), "")}


def start_postfix(directory, variant):
    service, words, check, lines = variant
    (directory / "postfix").mkdir(exist_ok=True)
    postfix = Postfix(directory / "postfix", words or service.daemon.helper_command(), check,
                      MAIN_CF + lines)
    return postfix.start()


def one_time(directory, variant):
    """The seconds of one run, on a Postfix of its own that has sent some mail already."""
    postfix = start_postfix(directory, variant)
    try:
        send(postfix, 200)
        return send(postfix, MAILS)
    finally:
        postfix.stop()
        subprocess.run(["rm", "-rf", str(directory / "postfix")], check=True)


def postfix_part(directory, rounds):
    """The section "postfix" of the results: median seconds by variant."""
    all_variants = variants(directory)
    services = [variant[0] for variant in all_variants.values() if variant[0]]
    times = {name: [] for name in all_variants}
    for service in services:
        service.start()
        teach(service)
        check_known(service.target()[1])
    try:
        for _ in range(rounds):
            for name, variant in all_variants.items():
                times[name].append(one_time(directory, variant))
                print(f"postfix  {name:20} {times[name][-1]:.2f} s", file=sys.stderr)
    finally:
        for service in services:
            service.stop()
    return {name: statistics.median(found) for name, found in times.items()}
