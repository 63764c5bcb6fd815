"""What a policy service costs a real Postfix: 3,000 mails of a known sender by smtp-source."""

import shutil
import statistics
import subprocess
import sys
import time

from greybench.greycache_service import STORAGES
from greybench.sqlgrey_service import Sqlgrey
from greytest.postfix import Postfix

MAILS = 3000
SENDER, RECIPIENT = "alice@sender.example", "bob@customer.example"
# smtp-source's address and network, as rows of from_awl.
KNOWN = r"127.0.0.1\tsender.example\talice\n127.0.0\tsender.example\talice\n"
# Mail is thrown away once it is in the queue, and nobody asks a name server.
MAIN_CF = """
local_transport = discard:
smtpd_client_connection_rate_limit = 0
smtpd_client_connection_count_limit = 0
"""
NO_POLICY = "smtpd_recipient_restrictions = reject_unauth_destination, reject_unlisted_recipient\n"


def start(service):
    """With smtp-source known. The daemon looks at start which sources there are."""
    service.start()
    if not isinstance(service, Sqlgrey):
        service.daemon.stop()
    with subprocess.Popen(["printf", KNOWN], stdout=subprocess.PIPE) as known:
        service.fill("from_awl", known.stdout, first_seen=3600, last_seen=60)
    if not isinstance(service, Sqlgrey):
        service.daemon.start()


def postfix_with(directory, service):
    """The helper under spawn for ours, as it is installed; SQLgrey's port for SQLgrey."""
    directory.mkdir()
    if service is None:
        return Postfix(directory, ["/bin/false"], main_cf=MAIN_CF + NO_POLICY)
    if isinstance(service, Sqlgrey):
        check = f"{{ inet:127.0.0.1:{service.port}, timeout=5s, default_action=DUNNO }}"
        return Postfix(directory, ["/bin/false"], check, MAIN_CF)
    return Postfix(directory, service.daemon.helper_command(), main_cf=MAIN_CF)


def send(postfix, mails):
    """Seconds until Postfix has taken all; an error of smtp-source ends the run."""
    begin = time.monotonic()
    subprocess.run(["smtp-source", "-s", "20", "-m", str(mails), "-l", "2048", "-f", SENDER,
                    "-t", RECIPIENT, f"127.0.0.1:{postfix.port}"], check=True, timeout=600)
    return time.monotonic() - begin


def one_time(directory, service):
    """The seconds of one run, on a Postfix of its own that has sent some mail already."""
    postfix = postfix_with(directory, service).start()
    try:
        send(postfix, 200)
        return send(postfix, MAILS)
    finally:
        postfix.stop()
        shutil.rmtree(directory)


def postfix_part(site, options):
    """The section "postfix" of the results: median seconds by service."""
    services = [storage(site) for storage in STORAGES] + [Sqlgrey(site)]
    times = {"no policy service": [], **{service.name: [] for service in services}}
    for service in services:
        start(service)
    try:
        for _ in range(options.rounds):
            for name, service in zip(times, [None, *services]):
                times[name].append(one_time(site.directory / "postfix", service))
                print(f"postfix  {name:20} {times[name][-1]:.2f} s", file=sys.stderr)
    finally:
        for service in services:
            service.stop()
    return {name: statistics.median(found) for name, found in times.items()}
