"""The panel beside a measured daemon: greyweb, an account, and who is signed in."""

import subprocess

import psutil
from greytest.paths import BUILD
from greytest.ports import free_port
from greytest.process import Process
from greytest.wait import wait_until
from panel_case import PASSWORD, Browser

# As packaging/greyweb.service.in has it.
NICE = 10


class PanelService:
    """greyweb on a port of this host, in a directory of its own, from start() to stop()."""

    def __init__(self, directory, panel_socket):
        self.directory = directory
        self.panel_socket = panel_socket
        self.port = free_port()

    def start(self):
        self.directory.mkdir(parents=True)
        config = self.directory / "greycache.conf"
        config.write_text(f"conf_dir = {self.directory}\n", "utf-8")
        (self.directory / "greyweb.conf").write_text("# All of it stands on the command line.\n", "utf-8")
        subprocess.run([BUILD / "greyctl/greyctl", "--config", config, "panel", "user", "add", "root", "--role", "admin"],
                       input=PASSWORD + "\n", text=True, stdout=subprocess.DEVNULL, check=True)
        self.process = Process(
            ["nice", "-n", NICE, BUILD / "greyweb/greyweb", "--config", self.directory / "greyweb.conf", "--listen",
             f"127.0.0.1:{self.port}", "--panel-socket", self.panel_socket, "--accounts",
             self.directory / "panel_accounts", "--tokens", self.directory / "panel_tokens", "--state-dir",
             self.directory], self.directory / "greyweb.log")
        wait_until(self._answers, 20, 0.05, "greyweb")
        return self

    def _answers(self):
        try:
            return Browser(self.port).get("/sign-in").status == 200
        except OSError:
            return False

    def signed_in(self):
        """A browser of an administrator."""
        browser = Browser(self.port)
        assert browser.sign_in("root").status == 303
        return browser

    def resident(self):
        """Bytes of memory that it has, its program included."""
        return psutil.Process(self.process.pid).memory_info().rss

    def stop(self):
        self.process.stop()
