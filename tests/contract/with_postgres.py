#!/usr/bin/env python3
"""Runs a test program with a PostgreSQL server of its own: with_postgres.py PROGRAM [ARGUMENT...]

The program finds the server's socket directory in GREYCACHE_TEST_POSTGRES and the checkout in
GREYCACHE_TEST_SOURCE. It writes stop, start, kill, pause or resume, a line each, to the first
descriptor of GREYCACHE_TEST_CONTROL, and reads a line from the second when that is done."""

import os
import pathlib
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "lib"))
from greytest import paths  # noqa: E402
from greytest.postgres_server import PostgresServer  # noqa: E402


def serve(server, commands, answers):
    """Does what the program asks for until it closes its end."""
    for line in commands:
        command = line.strip()
        assert command in ("stop", "start", "kill", "pause", "resume"), command
        getattr(server, command)()
        answers.write(command + "\n")
        answers.flush()


def run(server, directory, command):
    """The exit status of the program."""
    command_read, command_write = os.pipe()
    answer_read, answer_write = os.pipe()
    environment = {**os.environ, "GREYCACHE_TEST_POSTGRES": str(directory / "postgres"),
                   "GREYCACHE_TEST_SOURCE": str(paths.SOURCE),
                   "GREYCACHE_TEST_CONTROL": f"{command_write} {answer_read}"}
    with subprocess.Popen(command, env=environment, pass_fds=(command_write, answer_read)) as child:
        os.close(command_write)
        os.close(answer_read)
        with os.fdopen(command_read) as commands, os.fdopen(answer_write, "w") as answers:
            serve(server, commands, answers)
        return child.wait()


def main():
    directory = paths.temporary_directory()
    server = PostgresServer(directory / "postgres")
    try:
        # One role has to give a password, so that a wrong one can be tried.
        rules = directory / "postgres" / "data" / "pg_hba.conf"
        rules.write_text("local all needs_password scram-sha-256\n" + rules.read_text("ascii"), "ascii")
        server.start()
        return run(server, directory, sys.argv[1:])
    finally:
        server.stop("immediate")
        paths.remove_directory(directory)


sys.exit(main())
