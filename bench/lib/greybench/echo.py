"""The echo server."""

from greybench.build import bench_program
from greybench.service import Service
from greytest.process import Process
from greytest.wait import wait_until


class Echo(Service):
    """Answers action=DUNNO, whatever is asked."""

    name = "echo"
    decides = False

    def start_empty(self):
        socket = self.directory / "policy.sock"
        self.process = Process([bench_program("echo/policy-echo"), socket],
                               self.directory / "echo.log")
        wait_until(socket.exists, what="the echo server")

    def processes(self):
        return {"echo": self.process.pid}

    def stop(self):
        self.process.stop()
