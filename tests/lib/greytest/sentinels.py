"""A Redis master with a replica, and three Sentinels that watch them."""

import subprocess

from greytest.ports import free_port
from greytest.process import Process
from greytest.redis_server import RedisServer
from greytest.wait import wait_until

CONFIGURATION = """
{listen}
bind 127.0.0.1
dir {directory}
daemonize no
sentinel monitor {name} 127.0.0.1 {master} 2
sentinel down-after-milliseconds {name} {down_after}
sentinel failover-timeout {name} 3000
sentinel parallel-syncs {name} 1
"""

# How often they look, in milliseconds, which is in no configuration: ten seconds otherwise.
PERIODS = ("info-period", 1000, "publish-period", 500)


class SentinelGroup:
    """Servers on loopback ports in directories below `directory`."""

    NAME = "mail"
    DOWN_AFTER = 500  # milliseconds
    scheme = "sentinel"

    def __init__(self, directory):
        self.directory = directory
        self.servers = []
        self.sentinels = []
        self.ports = []

    def start(self):
        """Ends once the replica has its data and every Sentinel knows of all."""
        self.directory.mkdir(exist_ok=True)
        for number in range(2):
            options = {"repl_diskless_sync_delay": "0"}
            if self.servers:
                options["replicaof"] = f"127.0.0.1 {self.servers[0].port}"
            port = free_port()
            server = RedisServer(self.directory / f"redis{number}", port, **options)
            server.options.update(self.server_options(port))
            self.servers.append(server.start())
        wait_until(lambda: "master_link_status:up" in self.servers[1].cli("info", "replication"),
                   what="the replica in step")
        for number in range(3):
            self._start_sentinel(number)
        for port in self.ports:
            wait_until(lambda p=port: self.ask(p, "sentinel", "debug", *PERIODS) == "OK", what="Sentinel")
        wait_until(self._knows_all, 30, what="Sentinels that know each other")
        return self

    def server_options(self, port):
        """Further settings of a Redis at this port."""
        return {}

    def sentinel_settings(self, port):
        """How a Sentinel listens: lines of its configuration."""
        return f"port {port}"

    def cli_options(self):
        """How redis-cli speaks to all of them."""
        return []

    def _start_sentinel(self, number):
        directory = self.directory / f"sentinel{number}"
        directory.mkdir()
        self.ports.append(free_port())
        settings = directory / "sentinel.conf"
        settings.write_text(CONFIGURATION.format(
            listen=self.sentinel_settings(self.ports[number]), directory=directory, name=self.NAME,
            master=self.servers[0].port, down_after=self.DOWN_AFTER), encoding="ascii")
        self.sentinels.append(Process(["redis-server", settings, "--sentinel"],
                                      directory / "sentinel.log"))

    def _knows_all(self):
        return all("slaves=1,sentinels=3" in self.ask(port, "info", "sentinel")
                   for port in self.ports)

    def ask(self, port, *words):
        """What a server on a port answers; nothing where there is none."""
        answer = subprocess.run(
            ["redis-cli", "-h", "127.0.0.1", "-p", str(port), *self.cli_options(),
             *(str(word) for word in words)],
            capture_output=True, text=True, timeout=30, check=False)
        return answer.stdout.rstrip("\n")

    def master(self):
        """The server that a Sentinel names."""
        port = self.ask(self.ports[0], "sentinel", "get-master-addr-by-name", self.NAME).split()[-1]
        return next(server for server in self.servers if str(server.port) == port)

    def url(self):
        """The value of greycache's `redis` setting."""
        hosts = ",".join(f"127.0.0.1:{port}" for port in self.ports)
        return f"{self.scheme}://{hosts}/{self.NAME}"

    def stop(self):
        for process in self.sentinels + [server.process for server in self.servers]:
            if process is not None:
                process.stop()
