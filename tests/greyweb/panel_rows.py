"""What the stand-in of the daemon tells: rows as a mail host has them, and texts of attackers."""

import time

SCRIPT = "<script>alert(1)</script>"
IMAGE = '"><img src=x onerror=alert(1)>'
# What a sender, a client or a list line may hold.
HOSTILE = [SCRIPT, IMAGE, "'-alert(1)-'", "{{csrf}}", "{{{csrf}}}", "\u202egnp.exe", "a\r\nSet-Cookie: x=1",
           "javascript:alert(1)", "</textarea><script>alert(1)</script>", "&lt;b&gt;"]

PEOPLE = ["alice", "newsletter", "billing", "no-reply", "bounce+4711", "office"]
SENDERS = ["sender.example", "shop.example", "mailer.example", "university.example",
           "a-rather-long-name-of-a-newsletter-provider.example"]


def minutes(now):
    """A day of a small site: quiet at night, busy in the morning."""
    start = now - 86400
    first, passed, deferred = [], [], []
    for minute in range(1440):
        hour = (start // 60 + minute) // 60 % 24
        busy = 2 if hour < 6 else 14 if 8 <= hour < 12 else 8
        wave = (minute * 7919) % 11
        passed.append(busy + wave // 3)
        first.append(busy // 4 + wave % 3)
        deferred.append(busy // 5 + wave % 2)
    return {"start": start, "first_attempts": first, "passed": passed, "deferred": deferred}


def now_answer(now):
    return {"version": "0.1.0", "started": now - 400_000, "storage": "shared",
            "stores": [{"name": "redis", "up": True, "reason": ""},
                       {"name": "postgresql", "up": False, "reason": "connection refused"}],
            "hosts": ["mx1.mail.example", "mx2.mail.example"],
            "figures": {"requests": 1234567, "requests_waiting": 0, "late": 3,
                        "connections": {"open": 42}, "journal": {"bytes": 81920, "for_persistent": 17}},
            "findings": [{"level": "warning", "text": "PostgreSQL is away since 12 minutes",
                          "advice": "Mail passes and is remembered in the journal meanwhile."}],
            "minutes": minutes(now)}


def waiting_rows(now, count=40):
    rows = []
    for i in range(count):
        domain = SENDERS[i % len(SENDERS)]
        since = now - 37 * i - 5
        rows.append({"client": f"203.0.113.{i + 1}" if i % 3 else "2001:db8:85a3::8a2e:370:7334",
                     "client_name": f"mail{i}.{domain}", "organisation": domain if i % 2 else "",
                     "sender": f"{PEOPLE[i % len(PEOPLE)]}@{domain}" if i % 9 else "",
                     "recipient": f"user{i}@" + ("customer.example" if i % 2 else "other.example"),
                     "since": since, "may_pass_at": since + 300,
                     "reference": f"7K3M9Q{i:02d}" if i % 5 else ""})
    return rows


def hostile_rows(now):
    return [{"client": text, "client_name": text, "organisation": text, "sender": text, "recipient": text,
             "since": now - 60, "may_pass_at": now + 240, "reference": text} for text in HOSTILE]


def story(now, text="alice@sender.example"):
    first = {"at": now - 900, "delay": 0, "mx": "mx1.mail.example", "reference": "7K3M9QXA",
             "outcome": "new", "rule": "", "client_address": "203.0.113.9",
             "client_name": "mail.sender.example", "helo_name": "mail.sender.example",
             "sender": text, "recipient": "bob@customer.example", "src": "203.0.113",
             "organisation": "sender.example", "standing": "good",
             "why": "first attempt, deferred: nothing was known of this sender from 203.0.113 or "
                    "sender.example"}
    early = {**first, "at": now - 800, "delay": 100, "outcome": "early", "client_address": "203.0.113.10",
             "why": "came back after 100 s, too early, and was deferred: it must wait 5 minutes"}
    return {"reference": "7K3M9QXA", "became": "waits", "passes_from": now - 600,
            "passes_until": now + 85_000, "attempts": [first, early],
            "advice": ["let it through: greyctl release 7K3M9QXA"]}


def known_rows(now):
    return [{"kind": "from_awl", "src": f"pool.example@{SENDERS[i % 5]}" if i % 2 else f"203.0.113.{i}",
             "organisation": "pool.example" if i % 2 else None,
             "sender": None if i % 4 == 0 else f"{PEOPLE[i % 6]}@{SENDERS[i % 5]}",
             "sender_domain": SENDERS[i % 5], "recipient": None, "first_seen": now - 86400 * (i + 3),
             "last_seen": now - 3600 * i, "passes_from": None, "kept_until": now + 86400 * 50,
             "standing": "bad" if i % 7 == 3 else "good"} for i in range(30)]


def expected_rows(now, hostile):
    """Of an operator, a customer, and what is never greylisted."""
    def row(recipient, sender, client, why, days=1):
        return {"recipient": recipient, "sender": sender, "client": client, "until": now + 86400 * days,
                "made_at": now - 3600, "why": why}
    return [row(None, None, "203.0.113.0/24", "by root", 360), row(None, "@shop.example", None, "", 200),
            row("bob@customer.example", "alice@sender.example", None, "customer: by carl"),
            row(f"{'r' * 200}@other.example", f"{'s' * 200}@sender.example", None, "x" * 190),
            row("eve@customer.example", None, None, ""), row("@other.example", "<>", None, SCRIPT if hostile else "ticket 4711", 7),
            row("c@other.example", SCRIPT if hostile else "@partner.example", None, r"by root \ carl", 30)]


def report_answer():
    steps = [300, 600, 900, 1800, 3600, 7200, 14400, 43200, 86400]
    delays = {"count": 420, "sum": 500_000,
              "within": {str(step): min(420, 90 + 60 * i) for i, step in enumerate(steps)}}
    site = {"first_attempts": 900, "came_back": 420, "early": 60, "throttled": 2, "median_delay": 600,
            "delay_95": 3600, "passed_at_once": {"from_awl": 51234, "domain_awl": 4021}, "delays": delays}
    groups = [{"name": name, "waited": 90 - 9 * i, "came_back": 70 - 9 * i, "never": 18, "waits": 2,
               "at_once": 1000, "delay": (600 + 60 * i) * (70 - 9 * i), "longest": 7300} for i, name in enumerate(SENDERS)]
    waits = [{"reference": f"7K3M9QW{i}", "waited": 30_000 - 2000 * i, "passed": i % 2 == 0,
              "client_address": "203.0.113.9", "client_name": f"mail{i}.{SENDERS[i % 5]}",
              "sender": f"{PEOPLE[i % 6]}@{SENDERS[i % 5]}", "recipient": "bob@customer.example"}
             for i in range(10)]
    return {"site": site, "mails": {"waited": 900, "came_back": 420, "never": 460, "waits": 20,
                                    "at_once": 55255, "by": "organisation", "groups": groups},
            "waits": waits, "as_of": clock() - 20}


def settings_answer(may_write):
    decision = [
        {"name": "reconnect_delay", "value": "5m", "default": "5", "kind": "span", "choices": [],
         "unit": "minutes", "least": "0s", "most": "7d", "reload": True, "secret": False,
         "help": "How long a first attempt must wait before a retry passes.",
         "sqlgrey": "The same; its text is printed in the reply, here too.", "from": "file"},
        {"name": "greymethod", "value": "organisation", "default": "organisation", "kind": "choice",
         "choices": ["full", "classc", "smart", "organisation"], "unit": "", "reload": True,
         "secret": False, "help": "What counts as one client.", "sqlgrey": "", "from": "panel"}]
    for setting in decision:
        setting["may_write"] = True
    storage = [{"name": "database", "value": "(secret)", "default": "", "kind": "text", "choices": [],
                "unit": "", "reload": False, "secret": True, "help": "Where PostgreSQL is.",
                "sqlgrey": "", "from": "file"}]
    return {"groups": [{"name": "The decision", "settings": decision},
                       {"name": "Storage", "settings": storage}],
            "may_write": may_write, "hash": "s1"}


def lists_answer(name, hostile):
    text = "# Our partners\n203.0.113.0/24\n" + (f"{SCRIPT}\n" if hostile else "192.0.2.77 # backup\n")
    lists = [{"name": "clients_ip_whitelist", "file": "/etc/greycache/clients_ip_whitelist", "own": False,
              "there": True, "lines": 214, "faults": [], "hash": "l1"},
             {"name": "clients_ip_whitelist.local", "file": "/etc/greycache/clients_ip_whitelist.local",
              "own": False, "there": False, "lines": 0, "faults": [], "hash": "l0"},
             {"name": "clients_ip_whitelist", "file": "/var/lib/greycache/panel/clients_ip_whitelist",
              "own": True, "there": True, "lines": 1, "hash": "l2",
              "faults": [{"line": 3, "error": "is neither an address nor a network"}] if hostile else []}]
    if not name:
        return {"lists": lists}
    return {"lists": [{**row, "text": text if row["there"] else "", "cut": False} for row in lists
                      if row["name"].removesuffix(".local") == name]}


def changes_rows(now, hostile):
    more = SCRIPT if hostile else "192.0.2.77"
    return [{"time": now - 3000 * i, "account": "alice", "role": "admin", "domain": None,
             "what": "list_write clients_ip_whitelist", "done": "the panel's clients_ip_whitelist is written" if i else "x" * 600,
             "difference": f"-203.0.113.0/24\n+203.0.113.0/25\n+{more}\n"} for i in range(8)]


def clock():
    return int(time.time())
