"""A syslog as Debian installs it, with a /dev/log that only this program and its children see."""

import ctypes
import os
import pathlib
import re
import subprocess

from greytest.process import Process
from greytest.wait import wait_until

CLONE_NEWNS = 0x20000
OWN_DEV = """mount --make-rprivate / && mount -t tmpfs none /dev && ln -s /proc/self/fd /dev/fd &&
mknod -m 666 /dev/null c 1 3 && mknod -m 666 /dev/urandom c 1 9 && mkdir -m 1777 /dev/shm"""


class Rsyslog(Process):
    """rsyslogd with Debian's own configuration, but for where its files are; no kernel messages."""

    def __init__(self, directory):
        """Changes the mount namespace of this process, which must be root's, for good."""
        if ctypes.CDLL(None).unshare(CLONE_NEWNS) != 0:
            raise PermissionError("only root can measure services as installed")
        subprocess.run(OWN_DEV, shell=True, check=True)
        self.directory = directory / "rsyslog"
        self.directory.mkdir()
        text = pathlib.Path("/etc/rsyslog.conf").read_text("utf-8")
        text = re.sub(r"^(module.*imklog|\$IncludeConfig).*", "", text, flags=re.MULTILINE)
        text = re.sub(r"/var/(log|spool/rsyslog)\b", str(self.directory), text)
        (self.directory / "rsyslog.conf").write_text(text, "utf-8")
        super().__init__(["rsyslogd", "-n", "-f", self.directory / "rsyslog.conf",
                          "-i", self.directory / "pid"], self.directory / "rsyslogd.log")
        wait_until(lambda: os.path.exists("/dev/log"), what="rsyslogd's /dev/log")

    def forget(self):
        """Empties its files; rsyslogd appends."""
        for name in ("syslog", "mail.log"):
            if (self.directory / name).exists():
                os.truncate(self.directory / name, 0)
