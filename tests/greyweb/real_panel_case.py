"""The base of tests of the panel with a real daemon, on the storage that GREYTEST_STORAGE names."""

from greytest.daemon_test import STORAGE
from greytest.greycache import Greycache
from greytest.shared_servers import SharedServers
from greytest.wait import wait_until
from panel_case import PanelCase


class DaemonOfPanel(Greycache):
    """As the stand-in: where its panel socket is, and that it ends."""

    @property
    def path(self):
        return self.directory / "panel.sock"


class RealPanelCase(PanelCase):
    """One daemon a class. Its panel may write settings; its first attempts wait five minutes."""

    @classmethod
    def make_daemon(cls):
        directory = cls.directory / "mx1"
        cls.daemon = DaemonOfPanel(directory, **{
            **cls.storage(), "panel_socket": directory / "panel.sock", "panel_settings": "write",
            "optmethod": "optout", "reconnect_delay": "5m"})
        cls.daemon.write_list("clients_ip_whitelist", "198.51.100.1")
        cls.addClassCleanup(cls.daemon.stop)
        cls.daemon.start()
        wait_until(cls.daemon.is_up, 20, 0.05, "the stores in use")
        wait_until(lambda: cls.daemon.ctl("expect", "--list").returncode == 0, 20, 0.05, "the first reading")

    @classmethod
    def storage(cls):
        """The settings of it, and the servers that they name."""
        if STORAGE != "shared":
            return {}
        servers = SharedServers(cls.directory)
        cls.addClassCleanup(servers.stop)
        return servers.fresh_settings()

    def setUp(self):
        """The stand-in's own is not for a daemon."""
