#!/usr/bin/env python3
"""Runs a command with a Redis (or GREYTEST_REDIS_SERVER) of its own, started again when it dies.

with_redis.py [--tls] ACL_FILE COMMAND...: the command finds the server's unix socket in
GREYCACHE_TEST_REDIS; with --tls also its tls-port in GREYCACHE_TEST_REDIS_TLS_PORT, and the
certificate of its authority in GREYCACHE_TEST_REDIS_CA. ACL_FILE is packaging/redis-acl.conf, its
password replaced by the one in GREYCACHE_TEST_REDIS_PASSWORD; GREYCACHE_TEST_REDIS_ACL names what
came of it. The default user stays as it is, for what an administrator does.
"""
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import threading

from greytest.certificates import Authority
from greytest.ports import free_port

PASSWORD = "only-for-tests"


def tls_options(directory: pathlib.Path, environment: dict) -> str:
    """Lines of redis.conf, and what the command needs to know of them."""
    port = free_port()
    authority = Authority(directory / "authority")
    environment.update(GREYCACHE_TEST_REDIS_TLS_PORT=str(port),
                       GREYCACHE_TEST_REDIS_CA=str(authority.ca))
    return "".join(f"{name.replace('_', '-')} {value}\n"
                   for name, value in authority.issue("redis").options(port).items())


def write_configuration(directory: pathlib.Path, acl_file: str, more: str) -> pathlib.Path:
    acl = pathlib.Path(acl_file).read_text().replace("CHANGE-ME", PASSWORD)
    (directory / "acl.conf").write_text(acl)
    configuration = directory / "redis.conf"
    configuration.write_text(
        f"port 0\nunixsocket {directory}/redis.sock\nunixsocketperm 700\ndir {directory}\n"
        f'save ""\nappendonly no\nhash-max-listpack-value 512\nlogfile {directory}/redis.log\n'
        f"include {directory}/acl.conf\n{more}")
    return configuration


class Supervised:
    """redis-server, started again when it ends before stop()."""

    def __init__(self, configuration: pathlib.Path):
        self.command = [os.environ.get("GREYTEST_REDIS_SERVER", "redis-server"), str(configuration)]
        self.over = threading.Event()
        self.lock = threading.Lock()
        self.start()
        self.thread = threading.Thread(target=self.keep, daemon=True)
        self.thread.start()

    def start(self) -> None:
        self.process = subprocess.Popen(self.command, stdin=subprocess.DEVNULL)

    def keep(self) -> None:
        while not self.over.is_set():
            self.process.wait()
            with self.lock:
                if not self.over.is_set():
                    self.start()

    def stop(self) -> None:
        with self.lock:
            self.over.set()
            self.process.kill()
        self.thread.join()


def wait_for(socket: pathlib.Path) -> None:
    for _ in range(200):
        answer = subprocess.run(["redis-cli", "-s", str(socket), "PING"], capture_output=True)
        if answer.stdout.strip() == b"PONG":
            return
        threading.Event().wait(0.05)
    sys.exit("redis-server does not answer")


def main() -> int:
    directory = pathlib.Path(tempfile.mkdtemp(prefix="greycache-redis-"))
    server = None
    arguments = sys.argv[1:]
    environment = dict(os.environ, GREYCACHE_TEST_REDIS=str(directory / "redis.sock"),
                       GREYCACHE_TEST_REDIS_ACL=str(directory / "acl.conf"),
                       GREYCACHE_TEST_REDIS_PASSWORD=PASSWORD)
    try:
        more = ""
        if arguments[0] == "--tls":
            more = tls_options(directory, environment)
            del arguments[0]
        server = Supervised(write_configuration(directory, arguments[0], more))
        wait_for(directory / "redis.sock")
        return subprocess.run(arguments[1:], env=environment).returncode
    finally:
        if server:
            server.stop()
        shutil.rmtree(directory)


sys.exit(main())
