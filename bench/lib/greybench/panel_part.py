"""What the panel's pages take, first byte and size, where a million entries wait and a million are known."""

import http.client
import re
import statistics
import sys
import time
import urllib.parse

from greybench.greycache_service import STORAGES
from greybench.load import measure
from greybench.panel_service import PanelService
from greybench.processes import wait_for_quiet
from greytest.wait import wait_until

ENTRIES = 1_000_000  # that wait, with as many rows of the history; and that are known
RATE = 3_000  # first attempts a second that make them: few enough for the history to keep each
ROUNDS = 9
# Seconds. Somebody who looks at pages; who asks without a pause waits for his share of the daemon's time.
BETWEEN_CLICKS = 0.5
PAGES = {
    "Now": "/", "Waiting": "/waiting", "Waiting, the oldest": "/waiting?sort=-since", "Waiting, by client": "/waiting?sort=client",
    "Waiting, by sender": "/waiting?sort=sender", "Waiting, by recipient": "/waiting?sort=recipient",
    "Waiting, next page": "/waiting?place={place}", "Waiting, one sender": "/waiting?filter={sender}",
    "Waiting, found nowhere": "/waiting?filter=nobody@nowhere.example",
    "Why, a reference": "/why?subject={reference}", "Why, a sender": "/why?subject={sender}",
    "Why, a client": "/why?subject={client}", "Why, nobody": "/why?subject=nobody@nowhere.example",
    "Known": "/known", "Known, found nowhere": "/known?filter=nowhere", "Report, a day": "/report?days=1",
    "Report, 30 days": "/report?days=30", "Opt-out": "/opt", "Lists": "/lists",
    "A list": "/lists/clients_fqdn_whitelist", "Try a mail": "/rules?client_address=203.0.113.9&sender=a@b.example"
    "&recipient=c@customer.example", "Settings": "/settings", "A setting": "/settings/reconnect_delay",
    "Changes": "/changes"}


def fill(service):
    """Makes what waits by asking, so that the history has it, too."""
    measure(service, "new", 32, requests=ENTRIES, rate=RATE, client_name="unknown")
    wait_until(lambda: service.daemon.stats()["history"]["waiting"] == 0, 120, 0.1, "rows written")
    lost = service.daemon.stats()["history"]["lost"]
    assert lost == 0, f"{lost} rows of the history were lost"
    wait_for_quiet()


def of_the_first_page(browser):
    """What the paths of the others name."""
    page = browser.get("/waiting").body
    return {"place": urllib.parse.quote(re.search(r"place=([^\"&]*)", page)[1], safe="%+"),
            "reference": re.search(r"subject=([2-9A-Z]{8})\"", page)[1],
            "sender": re.search(r"<span class=\"data\">([^<]*@[^<]*)</span>", page)[1],
            "client": re.search(r"data-label=\"Client\"><span class=\"data\">([^<]*)<", page)[1]}


def first_byte(connection, path, headers):
    """Seconds until the answer begins, and bytes of the page."""
    time.sleep(BETWEEN_CLICKS)
    begin = time.perf_counter()
    connection.request("GET", path, headers=headers)
    answer = connection.getresponse()
    took = time.perf_counter() - begin
    body = answer.read()
    assert answer.status == 200, (path, answer.status, body[:400])
    return took, len(body)


def one_storage(site, storage):
    panel_socket = site.directory / "panel.sock"
    service = storage(site, "-file", known=ENTRIES, panel_socket=panel_socket, panel_settings="write",
                      optmethod="optout")
    service.start()
    try:
        fill(service)
        return measured(service, storage, panel_socket)
    finally:
        service.stop()


def measured(service, storage, panel_socket):
    panel = PanelService(service.directory / "panel", panel_socket)
    panel.start()
    try:
        browser = panel.signed_in()
        named = of_the_first_page(browser)
        headers = {"Cookie": "; ".join("=".join(pair) for pair in browser.cookies.items())}
        connection = http.client.HTTPConnection("127.0.0.1", panel.port, timeout=60)
        pages = {}
        for name, path in PAGES.items():
            found = [first_byte(connection, path.format(**named), headers) for _ in range(ROUNDS)]
            times = [took * 1000 for took, _ in found]
            pages[name] = {"median_ms": statistics.median(times), "slowest_ms": max(times),
                           "kilobytes": max(size for _, size in found) / 1000}
            print(f"panel  {service.name:14} {name:24} {pages[name]}", file=sys.stderr)
        return {"storage": storage.__name__.lower(), "resident_megabytes": panel.resident() / 1e6, "pages": pages}
    finally:
        panel.stop()


def panel_part(site, _options):
    """The section "panel" of the results."""
    return [one_storage(site, storage) for storage in STORAGES]
