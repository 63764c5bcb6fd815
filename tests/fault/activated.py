"""A daemon whose policy socket is systemd's: it is there before the daemon, and outlives it."""

import socket

from greytest.greycache import Greycache
from greytest.paths import program
from greytest.process import Process


class ActivatedGreycache(Greycache):
    """The test is what holds the socket, as systemd does for a socket unit (sd_listen_fds(3))."""

    def __init__(self, directory, **settings):
        super().__init__(directory, **settings)
        self.listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.listener.bind(str(self.socket))
        self.socket.chmod(0o666)
        self.listener.listen(4096)

    def spawn(self, *arguments, **environment):
        self.write_config()
        number = self.listener.fileno()
        script = f'exec 3<&{number}; LISTEN_PID=$$ LISTEN_FDS=1 exec "$@"'
        self.process = Process(
            ["bash", "-c", script, "bash", program("greycache"), "--config", self.config,
             "--log-to", "stderr", *arguments],
            self.directory / "greycache.log", env=environment, pass_fds=(number,))
        return self.process
