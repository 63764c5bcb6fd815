"""Random mail: hosts, senders, recipients and times that meet SQLgrey's rules and their borders."""

NAMED = [
    ("192.0.2.10", "mail.good.example"), ("192.0.2.11", "mx7.good.example"),
    ("192.0.2.12", "unknown"), ("198.51.100.7", "host-198-51-100-7.dsl.example"),
    ("198.51.100.8", "adsl-8.pool.example"), ("198.51.100.9", "relay.pool.example"),
    ("203.0.113.77", "web77.other.example"), ("203.0.113.78", "p78.other.example"),
    ("203.0.113.79", ""), ("10.1.2.3", "white.example"), ("10.9.9.9", "unknown"),
    ("192.0.2.200", "list.white.example"), ("192.0.2.201", "news42.re.example"),
    # One address a network: of others SQLgrey takes the whole address.
    ("2001:db8:1:2:211:22ff:fe33:4455", "six.good.example"),
    ("2001:db8:7:8:211:22ff:fe33:4466", "dyn-4466.dsl.six.example"),
]
LISTS = {
    "clients_ip_whitelist": "10.1.2.3\n10.9/16\n",
    "clients_ip_whitelist.local": "# none\n",
    "clients_fqdn_whitelist": "*.white.example\n",
    "clients_fqdn_whitelist.local": "/^news\\d+\\.re\\.example$/\n",
}
DOMAINS = ["a.example", "b.example", "Bulk.Example", "c.example.com"]
RECIPIENTS = ["bob@customer.example", "mary.jane@customer.example", "in@optin.example",
              "Out@optout.example", "x@optout.example", "postmaster@customer.example",
              "info@optin.example", "postmaster"]
OPT_TABLES = {
    "optin_domain": ["optin.example"], "optin_email": ["bob@customer.example"],
    "optout_domain": ["optout.example"], "optout_email": ["in@optin.example",
                                                          "out@optout.example"],
}
HELOS = ["mail.good.example", "localhost", "mx.helo.example", "[192.0.2.10]", "friend"]
# Local parts; what stands between braces is replaced.
LOCALS = [
    "alice", "Alice", "carol", "dave", "erin+{word}", "frank-{word}", "list-bounces-{verp}",
    "news-return-{number}-{verp}", "srs0={hex}={hex}=orig.example=user",
    "srs1={hex}=fwd.example=={hex}={hex}=orig.example=user", "prvs={hex}=mike", "btv1=={hex}==john",
    "bounce-{number}", "bo.{word}-{number}", "{hex}-newsletter", "mailing-{hex}.foo",
    "msprvs1={hex}=bounces-{number}-1", "{verp}-x", "o'brien", "a=b=c", "{word}.{word}",
]
WORDS = ["tag", "sales", "one", "two", "x", "turbo", "fade"]


class Traffic:
    """An endless series of (time, request); `random` decides it all."""

    START = 1_760_000_000

    def __init__(self, random, settings):
        self.random = random
        self.now = self.START
        self.mails = []  # (first time, host, sender, recipient, helo)
        self.number = 0
        delay = int(float(settings["reconnect_delay"]) * 60)
        window = int(settings["max_connect_age"]) * 3600
        memory = int(settings["awl_age"]) * 86400
        # Ages at which something changes.
        self.ages = [1, delay - 1, delay, delay + 1, delay + 1, delay + 1, 3 * delay, window - 1,
                     window, window + 1, memory - 1, memory + 1]

    def next(self):
        """(time, attributes)"""
        if self.mails and self.random.random() < 0.6:
            mail = self.retry()
        else:
            self.now += self.random.choice([0, 0, 1, 7, 30, 90, 90, 400, 3600])
            mail = self.new_mail()
        self.mails = (self.mails + [(self.now, *mail)])[-60:]
        return self.now, self.attributes(*mail)

    def retry(self):
        """An earlier mail again, in part or whole, often at an age where something changes."""
        first, host, sender, recipient, helo = self.random.choice(self.mails[-25:])
        wanted = first + self.random.choice(self.ages[:9] if self.random.random() < 0.97
                                            else self.ages)
        self.now = wanted if wanted > self.now else self.now + self.random.choice([0, 1, 61])
        change = self.random.random()
        if change < 0.1:
            recipient = self.random.choice(RECIPIENTS)
        elif change < 0.2:
            host = self.random.choice(NAMED)
        elif change < 0.3:
            sender = self.sender(recipient, sender.partition("@")[2])
        return host, sender, recipient, helo

    def new_mail(self):
        recipient = self.random.choice(RECIPIENTS)
        sender = self.sender(recipient, self.random.choice(DOMAINS))
        if self.random.random() < 0.08:
            sender = self.random.choice(["", "root", "MAILER-DAEMON"])
        return self.random.choice(NAMED), sender, recipient, self.random.choice(HELOS)

    def sender(self, recipient, domain):
        local = self.random.choice(LOCALS)
        while "{" in local:
            begin, end = local.index("{"), local.index("}")
            local = local[:begin] + self.part(local[begin + 1:end], recipient) + local[end + 1:]
        return f"{local}@{domain}"

    def part(self, name, recipient):
        if name == "word":
            return self.random.choice(WORDS)
        if name == "number":
            return str(self.random.choice([7, 12, 345, 20240101]))
        if name == "hex":
            return self.random.choice(["0123abcd", "ff", "9e", "12ab", "DEAD"])
        return recipient.lower().replace("@", self.random.choice(["=", "=", ".", "~"]))

    def attributes(self, host, sender, recipient, helo):
        self.number += 1
        address, name = host
        return {
            "request": "smtpd_access_policy", "protocol_state": "RCPT", "protocol_name": "ESMTP",
            "helo_name": helo, "queue_id": "", "sender": sender, "recipient": recipient,
            "client_address": address, "client_name": name, "reverse_client_name": name,
            "instance": f"{self.number:x}.0", "sasl_method": "", "sasl_username": "", "size": "0",
        }
