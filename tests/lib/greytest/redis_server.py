"""A private redis-server on a unix socket."""

import os
import subprocess

from greytest.process import Process
from greytest.wait import wait_until

# Or valkey-server, which takes the same words.
PROGRAM = os.environ.get("GREYTEST_REDIS_SERVER", "redis-server")


class RedisServer:
    """One server in a directory of its own; it keeps its data over stop() and start()."""

    def __init__(self, directory, port=0, **options):
        """`options` are settings of redis.conf, with '_' for '-': maxmemory="4mb"."""
        self.directory = directory
        self.socket = directory / "redis.sock"
        self.port = port
        self.options = {"save": "", "appendonly": "no", "databases": "64", **options}
        self.process = None
        directory.mkdir(exist_ok=True)

    def start(self):
        self.spawn()
        wait_until(self._answers, what=f"redis-server in {self.directory}")
        return self

    def spawn(self):
        """Starts it and does not wait for anything."""
        command = [PROGRAM, "--bind", "127.0.0.1", "--port", self.port,
                   "--unixsocket", self.socket, "--unixsocketperm", "777",
                   "--dir", self.directory, "--daemonize", "no"]
        for name, value in self.options.items():
            command += ["--" + name.replace("_", "-"), value]
        self.process = Process(command, self.directory / "redis.log")

    def _answers(self):
        if not self.process.running():
            raise AssertionError("redis-server ended:\n" + self.process.log())
        return self.socket.exists() and self.cli("ping", check=False) == "PONG"

    def url(self, database=0):
        """The value of greycache's `redis` setting."""
        return f"unix://{self.socket}?db={database}"

    def cli(self, *arguments, database=0, check=True):
        """What redis-cli prints, without the last line end; errors are an AssertionError."""
        answer = subprocess.run(
            ["redis-cli", "-s", str(self.socket), "-n", str(database), "-e",
             *(str(argument) for argument in arguments)],
            capture_output=True, text=True, timeout=30, check=False)
        assert not check or answer.returncode == 0, answer.stdout + answer.stderr
        return answer.stdout.rstrip("\n")

    def hash(self, key, database=0):
        """A hash as a dictionary."""
        lines = self.cli("hgetall", key, database=database).split("\n")
        return dict(zip(lines[0::2], lines[1::2]))

    def stop(self):
        """SIGTERM: saves what its settings say."""
        return self.process.stop() if self.process else None

    def kill(self):
        return self.process.kill()

    def pause(self):
        self.process.pause()

    def resume(self):
        self.process.resume()
