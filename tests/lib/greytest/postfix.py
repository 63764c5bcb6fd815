"""A private Postfix with our policy service; needs root."""

import shutil
import subprocess

from greytest.delivered_message import DELIVERY_SCRIPT, delivered_messages
from greytest.ports import free_port, listens
from greytest.smtp_conversation import SmtpConversation
from greytest.wait import wait_until

MASTER_CF_DIST = "/usr/share/postfix/master.cf.dist"

MAIN_CF = """
compatibility_level = 3.6
queue_directory = {directory}/spool
data_directory = {directory}/data
command_directory = /usr/sbin
daemon_directory = /usr/lib/postfix/sbin
mail_owner = postfix
setgid_group = postdrop
maillog_file = {directory}/maillog
maillog_file_prefixes = {directory}
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = mx.customer.example
mydestination = customer.example
local_recipient_maps =
alias_maps =
alias_database =
local_transport = capture
smtpd_authorized_xclient_hosts = 127.0.0.1
"""

MAIN_CF_THAT_ASKS = """
mynetworks =
smtpd_relay_restrictions = reject_unauth_destination{relay_check}
smtpd_recipient_restrictions = reject_unauth_destination, reject_unlisted_recipient,
    check_policy_service {check}
greypolicy_time_limit = 3600
"""

CHECKS_AT_THE_END = """
smtpd_data_restrictions = check_policy_service {check}
smtpd_end_of_data_restrictions = check_policy_service {check}
"""

MASTER_CF_SERVICES = """
127.0.0.1:{port} inet n - n - - smtpd
capture unix - n n - - pipe
  user={user} argv={directory}/deliver {directory}/delivered ${{recipient}}
"""

MASTER_CF_THAT_ASKS = """
greypolicy unix - n n - 0 spawn
  user={user} argv={service}
"""


class Postfix:
    """An instance of its own in a directory that others may enter, on a loopback port."""

    USER = "nobody"
    CHECK = "{ unix:private/greypolicy, timeout=5s, default_action=DUNNO }"

    def __init__(self, directory, service, check=CHECK, main_cf="", master_cf="",
                 everywhere=False):
        """`service`: the words of spawn's argv; None: it does not ask. `check`: the arguments of check_policy_service.
        `main_cf`, `master_cf`: further lines. `everywhere`: the check stands in the restrictions of
        relaying, of DATA and of the end of the message, too."""
        self.directory = directory
        self.port = free_port()
        relay_check = f", check_policy_service {check}" if everywhere else ""
        self._main_cf = MAIN_CF.format(directory=directory)
        if service is not None:
            self._main_cf += MAIN_CF_THAT_ASKS.format(check=check, relay_check=relay_check)
        self._main_cf += main_cf
        if everywhere:
            self._main_cf += CHECKS_AT_THE_END.format(check=check)
        self._service = service and " ".join(str(word) for word in service)
        self._own_services = master_cf

    def start(self):
        self.lay_out()
        self._postfix("start")
        wait_until(self._listens, 30, what=f"Postfix in {self.directory}:\n{self.maillog()}")
        return self

    def lay_out(self):
        """Writes its configuration; it is not started."""
        for name in ("etc", "spool", "data", "delivered"):
            (self.directory / name).mkdir(parents=True, exist_ok=True)
        (self.directory / "delivered").chmod(0o1777)
        shutil.chown(self.directory / "data", "postfix", "postfix")
        (self.directory / "etc" / "main.cf").write_text(self._main_cf, "utf-8")
        (self.directory / "etc" / "master.cf").write_text(self._master_cf(), "utf-8")
        script = self.directory / "deliver"
        script.write_text(DELIVERY_SCRIPT, "utf-8")
        script.chmod(0o755)

    def _master_cf(self):
        """Postfix's own file without chroot, port 25 and commented lines; then our services."""
        lines = []
        with open(MASTER_CF_DIST, encoding="utf-8") as dist:
            for line in dist:
                fields = line.split()
                if not fields or line.startswith("#") or fields[:2] == ["smtp", "inet"]:
                    continue
                if not line[0].isspace():
                    fields[4] = "n"
                    line = " ".join(fields) + "\n"
                lines.append(line)
        services = MASTER_CF_SERVICES + (MASTER_CF_THAT_ASKS if self._service else "")
        return "".join(lines) + services.format(
            port=self.port, user=self.USER, directory=self.directory,
            service=self._service) + self._own_services

    def _postfix(self, command, check=True):
        return subprocess.run(
            ["postfix", "-c", str(self.directory / "etc"), command], check=check, timeout=60,
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def master_pid(self):
        """The process id of master(8), 0 where it does not run."""
        try:
            text = (self.directory / "spool" / "pid" / "master.pid").read_text("ascii")
        except FileNotFoundError:
            return 0
        return int(text)

    def _listens(self):
        try:
            return self.master_pid() and listens(self.master_pid(), self.port)
        except FileNotFoundError:
            return False

    def stop(self):
        """Ends it at once, with all its processes but the helpers, which leave by themselves."""
        self._postfix("abort", check=False)
        wait_until(lambda: not self._listens(), 15, what="end of Postfix")

    def conversation(self, port=None, **arguments):
        """A client's session, with a service of `master_cf` where its port is named: see SmtpConversation."""
        return SmtpConversation(port or self.port, **arguments)

    def maillog(self):
        path = self.directory / "maillog"
        return path.read_text("utf-8", "replace") if path.exists() else ""

    def warnings(self):
        """The lines of the mail log that name a warning, an error or worse."""
        words = ("warning:", "error:", "fatal:", "panic:")
        return [line for line in self.maillog().splitlines() if any(w in line for w in words)]

    def delivered(self, count=0, deadline=20.0):
        """The delivered messages, as soon as there are `count` of them."""
        directory = self.directory / "delivered"
        wait_until(lambda: len(delivered_messages(directory)) >= count, deadline,
                   what=f"{count} delivered messages; log:\n{self.maillog()}")
        return delivered_messages(directory)
