"""A fresh mail host in a container, and the packages that are installed there."""

import re
import subprocess

from greytest.paths import BUILD, SOURCE
from mail_host import DOMAIN, MailHost

NEXT_VERSION = "9.0"
PACKAGES = ("greycache", "greycache-panel")


def run(*words, **options):
    subprocess.run([str(word) for word in words], check=True, stdout=subprocess.DEVNULL, **options)


def make_packages(directory):
    """The packages of what is built, and those of a later version; what was said meanwhile."""
    answer = subprocess.run(
        [SOURCE / "scripts" / "package", "--built", BUILD, "--output", directory],
        text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    if answer.returncode != 0:
        raise AssertionError(answer.stdout)
    for name in PACKAGES:
        (package,) = directory.glob(f"{name}_*.deb")
        package.rename(directory / f"{name}-now.deb")
        make_next(directory, name)
    return answer.stdout


def make_next(directory, name):
    """The same programs as another version, with another sample configuration and another list."""
    tree = directory / f"{name}-next"
    run("dpkg-deb", "-R", directory / f"{name}-now.deb", tree)
    control = tree / "DEBIAN" / "control"
    text = re.sub(r"(?m)^Version: .*$", f"Version: {NEXT_VERSION}", control.read_text("utf-8"))
    control.write_text(re.sub(r"greycache \(= [^)]*\)", f"greycache (= {NEXT_VERSION})", text), "utf-8")
    for changed in ("greycache.conf", "clients_fqdn_whitelist"):
        path = tree / "etc" / "greycache" / changed
        if path.exists():
            path.write_text(path.read_text("utf-8") + "\n# of the next version\n", "utf-8")
    run("dpkg-deb", "--root-owner-group", "-Znone", "-b", tree, directory / f"{name}-next.deb")


class PackageHost(MailHost):
    """Debian with its Postfix; install() and purge() as often as you like."""

    def start(self):
        self.container.start()
        self.add_addresses()
        self.shell(f"""
            postconf -e inet_interfaces=all inet_protocols=ipv4 'mynetworks=192.0.2.255/32' \\
              'mydestination={DOMAIN}, localhost' myhostname=mx1.{DOMAIN} myorigin={DOMAIN}
            cp -a /etc/postfix /etc/postfix.fresh""")
        self.restart_postfix()
        return self

    def apt(self, *words):
        """What apt-get says; its questions are answered as they are by default."""
        return self.shell("export DEBIAN_FRONTEND=noninteractive\n"
                          "apt-get -q -y -o Dpkg::Options::=--force-confold "
                          f"{' '.join(words)} 2>&1 </dev/null", timeout=180)

    def install(self, version="now", packages=PACKAGES[:1]):
        """Without the panel, unless it is named."""
        return self.apt("install", *(f"/packages/{name}-{version}.deb" for name in packages))

    def install_all(self, version="now"):
        return self.install(version, PACKAGES)

    def remove(self, *packages):
        return self.apt("remove", *(packages or PACKAGES[:1]))

    def purge(self, *packages):
        return self.apt("purge", *(packages or PACKAGES))

    def make_fresh(self):
        """As before the first installation."""
        self.shell("""
            dpkg --purge greycache-panel greycache 2>&1
            rm -rf /etc/postfix && cp -a /etc/postfix.fresh /etc/postfix
            : > /var/log/mail.log""")
        self.restart_postfix()

    def ask_greycache(self):
        """Postfix asks from here on, and a retry passes after 3 seconds."""
        self.configure("reconnect_delay = 3s")
        self.run("greyctl", "reload")
        self.run("greyctl", "postfix", "--apply", "--yes")

    def files(self):
        """Each file and directory of the system, with its kind; not what changes by itself."""
        listed = self.shell(
            r"find / -xdev \( -path /proc -o -path /sys -o -path /run -o -path /tmp -o -path /checkout"
            r" -o -path /packages -o -path /var/log -o -path /var/cache -o -path /var/tmp"
            r" -o -path /var/spool/postfix -o -path /var/lib/apt -o -path /var/lib/dpkg"
            r" -o -path /var/lib/postfix -o -path /var/lib/postgresql -o -path /var/lib/redis"
            r" -o -path /etc/postfix \) -prune -o -printf '%y %u:%g %p\n'")
        return set(listed.splitlines())

    def postfix_files(self):
        return self.shell("cd /etc/postfix; find . -type f | sort | xargs sha256sum; find . | sort")
