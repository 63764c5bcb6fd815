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
import subprocess
import sys
import threading

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "lib"))
from greytest import paths  # noqa: E402
from greytest.certificates import Authority  # noqa: E402
from greytest.ports import free_port  # noqa: E402
from greytest.redis_server import RedisServer  # noqa: E402

PASSWORD = "only-for-tests"


class Kept:
    """A server that is started again when it ends before stop()."""

    def __init__(self, server):
        self._server = server.start()
        self._over = threading.Event()
        self._lock = threading.Lock()
        # What it starts dies with it (see command_prefix), so it lasts until stop().
        self._thread = threading.Thread(target=self._keep, daemon=True)
        self._thread.start()

    def _keep(self):
        while not self._over.is_set():
            self._server.process.wait(None)
            with self._lock:
                if not self._over.is_set():
                    self._server.spawn()

    def stop(self):
        with self._lock:
            self._over.set()
            self._server.kill()
        self._thread.join()


def write_acl(acl_file, path):
    """The user of the file, with a password that the command knows."""
    text = pathlib.Path(acl_file).read_text("ascii")
    path.write_text(text.replace("CHANGE-ME", PASSWORD), "ascii")


def tls(directory, environment):
    """The options of a server that shows a certificate; what the command needs for it."""
    port = free_port()
    authority = Authority(directory / "authority")
    environment.update(GREYCACHE_TEST_REDIS_TLS_PORT=str(port),
                       GREYCACHE_TEST_REDIS_CA=str(authority.ca))
    return authority.issue("redis").options(port)


def run(directory, arguments):
    """The exit status of the command."""
    environment = dict(os.environ)
    options = {"hash_max_listpack_value": 512, "include": directory / "acl.conf"}
    if arguments[0] == "--tls":
        options.update(tls(directory, environment))
        del arguments[0]
    acl_file, *command = arguments
    write_acl(acl_file, directory / "acl.conf")
    server = RedisServer(directory / "redis", **options)
    environment.update(GREYCACHE_TEST_REDIS=str(server.socket),
                       GREYCACHE_TEST_REDIS_ACL=str(directory / "acl.conf"),
                       GREYCACHE_TEST_REDIS_PASSWORD=PASSWORD)
    kept = Kept(server)
    try:
        return subprocess.run(command, env=environment, check=False).returncode
    finally:
        kept.stop()


def main():
    directory = paths.temporary_directory()
    try:
        return run(directory, sys.argv[1:])
    finally:
        paths.remove_directory(directory)


sys.exit(main())
