"""A browser of the panel in a container, by the socket that a web server there would open."""

import http.client
import socket

from panel_case import Browser

HTTP_SOCKET = "/run/greyweb/http.sock"


class UnixConnection(http.client.HTTPConnection):
    def __init__(self, path):
        super().__init__("panel", timeout=30)
        self.path = path

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(self.timeout)
        self.sock.connect(str(self.path))


class UnixBrowser(Browser):
    """Root's: the rights of the socket are a test of their own."""

    def __init__(self, container):
        super().__init__(None)
        self.container = container

    def connect(self):
        return UnixConnection(self.container.path(HTTP_SOCKET))
