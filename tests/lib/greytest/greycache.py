"""The daemon under test: its configuration, its start and end, its clients."""

import json
import signal
import socket
import subprocess
import time

from greytest.paths import program
from greytest.policy_connection import PolicyConnection
from greytest.policy_request import policy_request
from greytest.process import Process
from greytest.wait import wait_until


class Greycache:
    """One daemon in a directory of its own; start() after stop() or kill() finds its state."""

    prefix = ()  # words before its command line
    log_to = "stderr"
    user = None  # the account it runs under where we are root

    def __init__(self, directory, **settings):
        """`settings` are lines of the configuration; None leaves a default of ours out."""
        self.directory = directory
        self.socket = directory / "policy.sock"
        self.config = directory / "greycache.conf"
        self.process = None
        self.settings = {
            "storage": "embedded",
            "state_dir": directory / "state",
            "socket": self.socket,
            "socket_mode": "0666",
            "control_socket": directory / "control.sock",
            "conf_dir": directory / "lists",
            "greymethod": "full",
            "reconnect_delay": "3s",
            # No test may send mail to the host's administrator.
            "admin_mail": "",
            **settings,
        }
        (directory / "state").mkdir(parents=True, exist_ok=True)
        (directory / "lists").mkdir(exist_ok=True)
        directory.chmod(0o755)

    @property
    def delay(self):
        """Its reconnect_delay, where that is written in seconds."""
        return int(self.settings["reconnect_delay"].removesuffix("s"))

    def write_config(self, **changes):
        """Changes settings and writes the file; it counts from the next start or reload."""
        self.settings.update(changes)
        lines = [f"{key} = {value}\n" for key, value in self.settings.items() if value is not None]
        self.config.write_text("".join(lines), "utf-8")

    def write_list(self, name, *lines):
        """Writes a list file of conf_dir: clients_ip_whitelist, smtp_server.regexp, ..."""
        text = "".join(line + "\n" for line in lines)
        (self.directory / "lists" / name).write_text(text, "utf-8")

    def spawn(self, *arguments, **environment):
        """Starts the program and does not wait for anything."""
        self.write_config()
        command = [*self.prefix, program("greycache"), "--config", self.config,
                   "--log-to", self.log_to, *arguments]
        self.process = Process(command, self.directory / "greycache.log", self.user, environment)
        return self.process

    def start(self, deadline=15.0):
        """Starts it and waits until it says that it is ready."""
        path = self.directory / "notify.sock"
        path.unlink(missing_ok=True)
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as notifications:
            notifications.bind(str(path))
            path.chmod(0o666)
            notifications.settimeout(0.05)
            self.spawn(NOTIFY_SOCKET=str(path))
            wait_until(lambda: self._ready(notifications), deadline, 0, "greycache to be ready")
        return self

    def _ready(self, notifications):
        if not self.process.running():
            raise AssertionError(f"greycache ended with {self.process.returncode}:\n{self.log()}")
        try:
            return b"READY=1" in notifications.recv(4096)
        except TimeoutError:
            return False

    def stop(self):
        """SIGTERM; the exit status."""
        return self.process.stop() if self.process else None

    def kill(self):
        """kill -9."""
        return self.process.kill()

    def take_over(self):
        """A new program on the same configuration takes every socket over; the old one ends."""
        old = self.process
        self.process = self.successor()
        assert old.wait(30) == 0, f"takeover: the old daemon ended with {old.returncode}"

    def successor(self):
        """A second program on the same configuration, which wants to take over."""
        return Process([program("greycache"), "--config", self.config, "--log-to", "stderr",
                        "--takeover"], self.directory / "greycache.log")

    def reload(self):
        """SIGHUP; write_config() or write_list() before it."""
        self.process.send_signal(signal.SIGHUP)

    def log(self):
        """All that it has said when this is called: its log's thread rests 5 ms between batches."""
        time.sleep(0.03)
        return self.process.log()

    def connection(self, timeout=5.0):
        """A policy client on its socket."""
        return PolicyConnection(self.socket, timeout)

    def query(self, **attributes):
        """The action for one request over a connection of its own."""
        with self.connection() as connection:
            return connection.ask(**attributes)

    def helper_command(self, *options):
        """The words that start policy-helper for this daemon."""
        return [program("policy-helper"), "--socket", self.socket, *options]

    def helper_query(self, **attributes):
        """The action for one request that goes through policy-helper by a pipe."""
        answer = subprocess.run(
            [str(word) for word in self.helper_command()], input=policy_request(**attributes),
            stdout=subprocess.PIPE, timeout=20, check=True)
        text = answer.stdout.decode("utf-8")
        assert text.startswith("action=") and text.endswith("\n\n"), text
        return text[len("action="):-2]

    def ctl(self, *arguments):
        """Runs greyctl against this daemon: returncode, stdout and stderr."""
        command = [program("greyctl"), "--config", self.config, *arguments]
        return subprocess.run([str(word) for word in command], capture_output=True, text=True,
                              timeout=20, check=False)

    def stats(self):
        """What `greyctl stats --json` says."""
        answer = self.ctl("stats", "--json")
        assert answer.returncode == 0, answer.stderr
        return json.loads(answer.stdout)

    def is_up(self):
        """Whether it uses all its stores."""
        return all(store["up"] for store in self.stats()["stores"])

    def is_drained(self):
        """Whether each store has what is acknowledged."""
        journal = self.stats()["journal"]
        return journal["for_hot"] == 0 and journal["for_persistent"] == 0
