"""A machine with a real systemd: systemd-nspawn over a Debian tree that stays as it is."""

import os
import pathlib
import shutil
import signal
import subprocess

from greytest.paths import BUILD, SOURCE, remove_directory, temporary_directory
from greytest.wait import wait_until

# In namespaces of its own, so that no mount and no process is left, whatever ends it or this test.
# 133 is a reboot.
BOOT = """set -e
mount -t tmpfs tmpfs "$1"
mkdir "$1/upper" "$1/work" "$1/root"
mount -t overlay overlay -o "lowerdir=$2,upperdir=$1/upper,workdir=$1/work" "$1/root"
[ -z "$3" ] || DESTDIR="$1/root" meson install --no-rebuild --quiet -C "$3"
mkdir -p /run/systemd/nspawn
mount -t tmpfs tmpfs /run/systemd/nspawn
status=133
while [ $status -eq 133 ]; do
  status=0
  systemd-nspawn --quiet --register=no --keep-unit --private-network --bind-ro="$4:/checkout" \
    ${5:+--bind-ro="$5:/packages"} \
    -D "$1/root" --machine=mx1 --boot --console=pipe || status=$?
done
"""
ENVIRONMENT = ["env", "-i", "PATH=/usr/sbin:/usr/bin:/sbin:/bin", "HOME=/root", "LC_ALL=C.UTF-8"]


class NoContainer(Exception):
    """This machine does not let us have one; says why."""


def debian_tree(kind):
    """The tree that scripts/debian-tree makes of this host's own release, or NoContainer."""
    if os.geteuid() != 0 or not shutil.which("systemd-nspawn"):
        raise NoContainer("needs root and systemd-nspawn")
    release = dict(line.rstrip("\n").replace('"', "").partition("=")[::2]
                   for line in open("/etc/os-release", encoding="utf-8"))["VERSION_CODENAME"]
    answer = subprocess.run([SOURCE / "scripts" / "debian-tree", release, kind],
                            stdout=subprocess.PIPE, text=True, check=False)
    if answer.returncode == 77:
        raise NoContainer("no Debian tree can be made here")
    answer.check_returncode()
    return pathlib.Path(answer.stdout.strip())


def children_of(pid, name):
    """The child processes of this name, as texts."""
    try:
        children = pathlib.Path(f"/proc/{pid}/task/{pid}/children").read_text("ascii").split()
        return [child for child in children
                if pathlib.Path(f"/proc/{child}/comm").read_text("utf-8").strip() == name[:15]]
    except OSError:
        return []


class Container:
    """Has what `meson install` installs; the checkout is /checkout there. Its network is its own."""

    def __init__(self, tree, packages=None):
        """With a directory of packages nothing of ours is installed; it is /packages there."""
        self._tree = tree
        self._packages = packages
        self._directory = temporary_directory()
        self._shell = None
        self._init = None

    def start(self, deadline=60):
        """Boots; NoContainer where systemd-nspawn cannot."""
        self._log = self._directory.with_suffix(".log")
        with open(self._log, "wb") as log:
            self._shell = subprocess.Popen(
                ["setpriv", "--pdeathsig", "KILL", "unshare", "--mount", "--mount-proc", "--pid",
                 "--fork", "--kill-child", "sh", "-c", BOOT, "sh", self._directory, self._tree,
                 "" if self._packages else BUILD, SOURCE, self._packages or ""],
                stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT)
        self._wait_for_boot(None, deadline)
        return self

    def _wait_for_boot(self, before, deadline):
        self._init = wait_until(lambda: self._new_init(before), deadline, what="a booting container")
        wait_until(self._is_up, deadline, 0.1, "the container to be up")

    def _new_init(self, before):
        if self._shell.poll() is not None:
            raise NoContainer(self._log.read_text("utf-8", "replace")[-500:])
        return next((pid for nspawn in self._nspawns() for pid in children_of(nspawn, "systemd")
                     if pid != before), None)

    def _nspawns(self):
        return [nspawn for shell in children_of(self._shell.pid, "sh")
                for nspawn in children_of(shell, "systemd-nspawn")]

    def _is_up(self):
        answer = self.run("systemctl", "is-system-running", check=False)
        return answer.stdout.strip() in ("running", "degraded")

    def run(self, *words, check=True, text=None, timeout=60):
        """A command in there, as root; `text` is its standard input."""
        answer = subprocess.run(self._command(words), input=text, capture_output=True, text=True,
                                timeout=timeout, check=False)
        if check and answer.returncode != 0:
            raise AssertionError(f"{words}: {answer.returncode}\n{answer.stdout}{answer.stderr}")
        return answer

    def spawn(self, *words):
        """A command in there that goes on; its standard input and output are pipes."""
        return subprocess.Popen(self._command(words), stdin=subprocess.PIPE,
                                stdout=subprocess.PIPE, text=True)

    def _command(self, words):
        return ["nsenter", "-t", self._init, "-a", "-r", "--", *ENVIRONMENT, *map(str, words)]

    def shell(self, script, **options):
        """What a script of sh(1) prints."""
        return self.run("sh", "-ec", script, **options).stdout.strip()

    def write(self, path, text):
        self.run("tee", path, text=text)

    def path(self, path):
        """A path in there, as a path of this host."""
        return pathlib.Path(f"/proc/{self._init}/root") / path.lstrip("/")

    def show(self, unit, name):
        """A property of a unit."""
        return self.run("systemctl", "show", "-P", name, unit).stdout.strip()

    def reboot(self, deadline=60):
        before = self._init
        self.run("systemctl", "reboot", check=False)
        self._wait_for_boot(before, deadline)

    def stop(self):
        """Ends it with all it holds; its mounts go with it."""
        if self._shell is not None and self._shell.poll() is None:
            # A request to power off; and then the end of all its processes.
            for nspawn in self._nspawns():
                os.kill(int(nspawn), signal.SIGTERM)
            try:
                self._shell.wait(15)
            except subprocess.TimeoutExpired:
                self._shell.kill()
                self._shell.wait()
        remove_directory(self._directory)
        self._log.unlink(missing_ok=True)
