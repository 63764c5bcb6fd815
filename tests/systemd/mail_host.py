"""A mail host in a container, set up step by step as the README has it."""

import json
import os
import time

import readme
from greytest.container import Container, debian_tree
from greytest.wait import wait_until

PREFIX = os.environ.get("GREYTEST_PREFIX", "/usr")
DOMAIN = "customer.example"
CONFIGURATION = "/etc/greycache/greycache.conf"
# Programs of ours that run in there.
PYTHON = ("env", "PYTHONPATH=/checkout/tests/lib", "python3")
ASK_POSTFIX = (*PYTHON, "/checkout/tests/systemd/ask_postfix.py")
MAIL_LOAD = (*PYTHON, "/checkout/tests/systemd/mail_load.py")
STOP_FILE = "/run/mail-load.stop"


def here(text):
    """The README speaks of --prefix=/usr."""
    return text.replace("/usr/share/", f"{PREFIX}/share/").replace(
        "/usr/libexec/", f"{PREFIX}/libexec/")


class Session:
    """Mails one after the other, of one client over one connection."""

    def __init__(self, process):
        self.process = process

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.communicate(timeout=60)

    def ask(self, sender):
        self.process.stdin.write(sender + "\n")
        self.process.stdin.flush()
        return self.process.stdout.readline().strip()


class MailHost:
    """Postfix on all interfaces, asking a Greycache that systemd runs; nobody is trusted."""

    def __init__(self, packages=None):
        self.container = Container(debian_tree("system"), packages)
        self.run = self.container.run
        self.shell = self.container.shell

    def start(self):
        self.container.start()
        self.add_addresses()
        self.install()
        self.set_up_postfix()
        return self

    def stop(self):
        self.container.stop()

    def reboot(self):
        self.container.reboot()
        self.add_addresses()

    def add_addresses(self):
        """Of clients in many networks, none of them ours."""
        self.shell("ip addr add 198.18.0.1/15 dev lo; ip addr add 203.0.113.1/24 dev lo")

    def install(self):
        """The README's steps behind `meson install`, as they stand there."""
        steps = readme.block_with("Build and install", "meson install")
        _, _, after = steps.partition("meson install -C build --no-rebuild\n")
        assert "systemctl" in after, steps
        self.shell(here(after))
        self.configure("reconnect_delay = 3s")

    def set_up_postfix(self):
        master = readme.block_with("Postfix", "spawn\n")
        main = readme.block_with("Postfix", "smtpd_recipient_restrictions")
        self.run("tee", "-a", "/etc/postfix/master.cf", text=here(master))
        self.run("tee", "-a", "/etc/postfix/main.cf", text="\n" + main)
        self.shell(f"""
            postconf -e inet_interfaces=all inet_protocols=ipv4 'mynetworks=192.0.2.255/32' \\
              'mydestination={DOMAIN}, localhost' myhostname=mx1.{DOMAIN} myorigin={DOMAIN}""")
        self.restart_postfix()

    def restart_postfix(self):
        """With whatever stands in its files now; it listens at the end.

        A child that still ends holds the port, and a master that finds it taken ends without a word to
        systemctl: postfix.service itself does nothing."""
        self.systemctl("stop", "postfix")
        wait_until(lambda: not self._is_smtp_open(), 30, 0.1, "the old Postfix's end")
        self.systemctl("start", "postfix")
        wait_until(self._is_smtp_open, 30, 0.1, "Postfix on port 25")

    def _is_smtp_open(self):
        return self.shell("ss -Hltn 'sport = 25'") != ""

    def configure(self, *lines):
        """The configuration is these lines, whatever it was."""
        self.container.write(CONFIGURATION, "".join(line + "\n" for line in lines))

    def systemctl(self, *words, **options):
        return self.run("systemctl", *words, **options)

    def show(self, name):
        return self.container.show("greycache", name)

    def state(self):
        return self.run("systemctl", "is-active", "greycache", check=False).stdout.strip()

    def pid(self):
        return int(self.show("MainPID"))

    def stats(self):
        return json.loads(self.run("greyctl", "stats", "--json").stdout)

    def store(self, name):
        return next(store for store in self.stats()["stores"] if store["name"] == name)

    def ask(self, sender, address="203.0.113.9"):
        """Postfix's answer to a mail of this sender."""
        return self.run(*ASK_POSTFIX, address, text=sender + "\n").stdout.strip()

    def session(self, address="203.0.113.9"):
        """An SMTP session that stays open."""
        return Session(self.container.spawn(*ASK_POSTFIX, address))

    def log(self):
        """The mail log, and what systemd has kept."""
        return self.shell("cat /var/log/mail.log 2>/dev/null || true; journalctl -u greycache -o cat")

    def wait_for_mail(self, words, deadline=40):
        """A mail to root that holds these words."""
        wait_until(lambda: words in self.shell("cat /var/mail/root 2>/dev/null || true"), deadline,
                   0.3, f"a mail with {words!r}")

    def load(self):
        """Mail goes on until end_of_load()."""
        self.shell(f"rm -f {STOP_FILE}")
        sending = self.container.spawn(*MAIL_LOAD, STOP_FILE)
        time.sleep(1)
        return sending

    def end_of_load(self, sending):
        self.shell(f"touch {STOP_FILE}")
        return json.loads(sending.communicate(timeout=60)[0])

    def use_servers(self):
        """`storage = shared`, with the Redis and the PostgreSQL of this host."""
        self.set_up_postgresql()
        self.set_up_redis()
        for name in ("redis", "database"):
            self.set_password(name, "secret")
        self.configure(
            "reconnect_delay = 3s", "storage = shared", "redis = redis://greycache@127.0.0.1:6379/0",
            "redis_password_file = /etc/greycache/redis.password",
            "database = host=127.0.0.1 dbname=greycache user=greycache",
            "database_password_file = /etc/greycache/database.password")
        self.systemctl("restart", "greycache")

    def set_up_postgresql(self):
        steps = readme.block_with("To Redis and PostgreSQL", "createdb")
        self.run("runuser", "-u", "postgres", "--", "sh", "-ec",
                 f"cd {PREFIX}/share/greycache/sql; {steps}\n"
                 "psql -c \"alter role greycache password 'secret'\"")

    def set_up_redis(self):
        steps = readme.block_with("To Redis and PostgreSQL", "redis-acl.conf")
        settings = readme.block_with("To Redis and PostgreSQL", "include /etc/redis")
        self.shell(here(steps))
        self.shell("sed -i s/CHANGE-ME/secret/ /etc/redis/greycache-acl.conf")
        self.run("tee", "-a", "/etc/redis/redis.conf", text="\n" + settings)
        self.systemctl("restart", "redis-server")

    def set_password(self, name, text):
        path = f"/etc/greycache/{name}.password"
        self.run("install", "-m", "0640", "-g", "greycache", "/dev/stdin", path, text=text + "\n")
