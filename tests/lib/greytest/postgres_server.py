"""A private PostgreSQL server on a unix socket."""

import fcntl
import os
import pathlib
import pwd
import shutil
import signal
import subprocess

from greytest.process import Process, command_prefix
from greytest.wait import wait_until

CONFIGURATION = """
listen_addresses = ''
fsync = off
shared_buffers = 16MB
max_connections = 50
log_line_prefix = '%m [%p] '
"""

# What `pg_ctl stop -m MODE` sends.
STOP_SIGNALS = {"smart": signal.SIGTERM, "fast": signal.SIGINT, "immediate": signal.SIGQUIT}


def binaries():
    """The directory of the newest installed server version."""
    versions = sorted(pathlib.Path("/usr/lib/postgresql").glob("*/bin/initdb"),
                      key=lambda path: int(path.parts[-3]))
    if not versions:
        raise FileNotFoundError("no /usr/lib/postgresql/*/bin/initdb: see scripts/install-packages")
    return versions[-1].parent


def run_as_server(*command):
    """Runs a command as the account that the server has (postgres where we are root)."""
    words = command_prefix("postgres") + [str(word) for word in command]
    subprocess.run(words, check=True, cwd="/", stdout=subprocess.DEVNULL, timeout=120)


def give_to_server(path):
    """A directory that the server's account owns."""
    path.mkdir(mode=0o755, exist_ok=True)
    if os.geteuid() == 0:
        shutil.chown(path, "postgres", "postgres")


def trusted_owners():
    """The accounts that a data directory of ours may belong to."""
    ours = pwd.getpwuid(os.geteuid()).pw_name
    return {ours, "postgres"} if os.geteuid() == 0 else {ours}


def template_directory():
    """A data directory made by initdb once, copied for each server."""
    bin_directory = binaries()
    home = pathlib.Path(f"/tmp/grey-cluster-{bin_directory.parts[-2]}-{os.geteuid()}")
    home.mkdir(mode=0o755, exist_ok=True)
    # The name can be foretold, so that somebody else may have been there first.
    assert not home.is_symlink() and home.owner() in trusted_owners(), home
    with open(home / "lock", "a", encoding="ascii") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        give_to_server(home)
        if not (home / "complete").exists():
            shutil.rmtree(home / "data", ignore_errors=True)
            run_as_server(bin_directory / "initdb", "-D", home / "data", "-U", "postgres",
                          "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync",
                          # Less to copy for each server; in megabytes.
                          "--wal-segsize=1")
            with open(home / "data" / "postgresql.conf", "a", encoding="ascii") as settings:
                settings.write(CONFIGURATION)
            (home / "complete").touch()
    return home / "data"


class PostgresServer:
    """One server in a directory of its own; it keeps its data over stop() and start()."""

    def __init__(self, directory, **options):
        """`options` are settings of postgresql.conf."""
        self.directory = directory
        self.options = options
        self.process = None
        give_to_server(directory)
        subprocess.run(["cp", "-a", template_directory(), directory / "data"], check=True)

    def standby(self, directory):
        """A streaming standby of this server, which runs; not started."""
        standby = PostgresServer.__new__(PostgresServer)
        standby.directory, standby.options, standby.process = directory, {}, None
        give_to_server(directory)
        run_as_server(binaries() / "pg_basebackup", "-h", self.directory, "-U", "postgres",
                      "-D", directory / "data", "-X", "stream", "-c", "fast", "-R", "--no-sync")
        return standby

    def start(self):
        command = [binaries() / "postgres", "-D", self.directory / "data", "-k", self.directory]
        for name, value in self.options.items():
            command += ["-c", f"{name}={value}"]
        self.process = Process(command, self.directory / "postgres.log", user="postgres", cwd="/")
        wait_until(self._answers, 30, what=f"PostgreSQL in {self.directory}")
        return self

    def _answers(self):
        if not self.process.running():
            raise AssertionError("PostgreSQL ended:\n" + self.process.log())
        return self._psql("select 1", "postgres").returncode == 0

    def url(self, database="postgres", user="postgres"):
        """The value of greycache's `database` setting."""
        return f"postgresql:///{database}?host={self.directory}&user={user}"

    def create_database(self, name):
        self.psql(f'create database "{name}"', "postgres")

    def _psql(self, sql, database):
        return subprocess.run(
            ["psql", "-X", "-q", "-A", "-t", "-F", "|", "-v", "ON_ERROR_STOP=1",
             "-h", str(self.directory), "-U", "postgres", "-d", database, "-c", sql],
            capture_output=True, text=True, timeout=60, check=False)

    def psql(self, sql, database="postgres"):
        """What psql prints: a line a row, '|' between columns; errors are an AssertionError."""
        answer = self._psql(sql, database)
        assert answer.returncode == 0, answer.stderr
        return answer.stdout.rstrip("\n")

    def stop(self, mode="fast"):
        """Modes of pg_ctl stop: smart, fast, immediate."""
        if self.process is None:
            return None
        return self.process.stop(30, STOP_SIGNALS[mode])

    def kill(self):
        """kill -9 of the postmaster, and a wait for its children to notice and leave."""
        pids = self._pids()
        status = self.process.kill()
        wait_until(lambda: not any(os.path.exists(f"/proc/{pid}") for pid in pids), 30,
                   what="children of a killed postmaster")
        return status

    def pause(self):
        """SIGSTOP for the postmaster and all its children."""
        for pid in self._pids():
            os.kill(pid, signal.SIGSTOP)

    def resume(self):
        for pid in reversed(self._pids()):
            os.kill(pid, signal.SIGCONT)

    def _pids(self):
        children = pathlib.Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return [self.process.pid] + [int(pid) for pid in children.read_text("ascii").split()]
