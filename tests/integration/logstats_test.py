"""Log lines as SQLgrey's: Debian's sqlgrey-logstats counts them as greyctl stats does."""

import json
import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import unittest

from greytest.daemon_test import DaemonTest, let_pass, main
from greytest.greycache import Greycache
from greytest.wait import wait_until

LOGSTATS = shutil.which("sqlgrey-logstats")


def logstats(lines):
    """What sqlgrey-logstats counts in lines of a mail log, by its own words."""
    answer = subprocess.run([LOGSTATS, "--print-delayed"], input="\n".join(lines) + "\n",
                            capture_output=True, text=True, timeout=60, check=True)
    # Names come again below, as shares of what passed.
    summary = answer.stdout.partition("Throttled")
    text = summary[0] + summary[1] + summary[2].partition("\n")[0]
    return {name.strip(): int(number)
            for name, number in re.findall(r"^([A-Z][\w \t]*?)\s*:\s+(\d+)", text, re.M)}


def as_mail_log(line):
    """A line as rsyslog's traditional format has it in /var/log/mail.log."""
    return f"{time.strftime('%b %e %H:%M:%S')} mx1 sqlgrey: {line}"


def converse(daemon, trace=None):
    """Traffic with every outcome that sqlgrey-logstats knows; lines for a replay go to `trace`."""
    def ask(address, sender, recipient="bob@customer.example", name="mail.x.example"):
        attributes = {"client_address": address, "client_name": name, "sender": sender,
                      "recipient": recipient}
        if trace is not None:
            request = {"request": "smtpd_access_policy", "protocol_state": "RCPT", **attributes}
            trace.append(json.dumps({"at": int(time.time()), "request": request}))
        return daemon.query(**attributes)

    ask("192.0.2.7", "pass@white.example", name="mx.white.example")
    for number in range(3):
        ask("192.0.2.1", f"a{number}@one.example")
    ask("192.0.2.1", "a0@one.example")
    ask("192.0.2.2", "odd <name>@two.example")
    for number in range(5):
        ask("192.0.2.3", f"spam{number}@three.example")
    ask("2001:db8::5", "six@six.example")
    let_pass(1)
    for number in range(2):
        ask("192.0.2.1", f"a{number}@one.example")
    ask("192.0.2.2", "odd <name>@two.example")
    ask("192.0.2.2", "odd <name>@two.example", "other@customer.example")
    ask("192.0.2.1", "any@one.example")
    ask("192.0.2.1", "other@one.example")


SETTINGS = {"reconnect_delay": "1s", "group_domain_level": "2", "connect_src_throttle": "4",
            "max_connect_age": "4s", "db_cleandelay": "1s", "log_ident": "sqlgrey"}

# A name of sqlgrey-logstats for each of our outcomes.
NAMES = {"Early": "early", "Delayed": "new", "Throttled": "throttled"}
PASSED = ("whitelisted", "domain_awl", "from_awl", "reconnect")


@unittest.skipUnless(LOGSTATS, "sqlgrey-logstats is not installed (package sqlgrey)")
class LogstatsTest(DaemonTest):
    def started_for_traffic(self, **settings):
        daemon = self.greycache(**{**SETTINGS, **settings})
        daemon.write_list("clients_fqdn_whitelist", "*.white.example")
        return daemon

    def assert_agrees(self, counted, outcomes, spam):
        for name, outcome in NAMES.items():
            self.assertGreater(outcomes[outcome], 0, outcome)
            self.assertEqual(counted.get(name), outcomes[outcome], (name, counted, outcomes))
        for outcome in PASSED:
            self.assertGreater(outcomes[outcome], 0, outcome)
        self.assertEqual(counted["Passed"], sum(outcomes[outcome] for outcome in PASSED))
        self.assertEqual(counted["Events"], sum(outcomes.values()))
        self.assertEqual(counted["Probable SPAM"], spam)

    def test_the_real_program_counts_what_greyctl_stats_counts(self):
        daemon = self.started_for_traffic().start()
        converse(daemon)
        outcomes = daemon.stats()["outcomes"]
        # Four of the source that was throttled, and the IPv6 client, whose line sqlgrey-logstats does
        # not read. The whole domain of a2 came back.
        wait_until(lambda: daemon.log().count("\nspam: ") == 5, 20, what="spam lines")
        counted = logstats([as_mail_log(line) for line in daemon.log().splitlines()])
        self.assert_agrees(counted, outcomes, spam=4)

    def test_the_real_program_counts_what_a_replay_of_the_same_traffic_sums_up(self):
        daemon = self.started_for_traffic().start()
        trace = []
        converse(daemon, trace)
        def count():
            return logstats([as_mail_log(line) for line in daemon.log().splitlines()])

        # The daemon writes its log behind its answers.
        wait_until(lambda: count()["Events"] >= len(trace), 10, what="all lines")
        counted = count()
        path = daemon.directory / "trace.jsonl"
        path.write_text("\n".join(trace) + "\n")
        answer = daemon.ctl("replay", path, "--summary")
        self.assertEqual(answer.returncode, 0, answer.stderr)
        summary = answer.stdout
        outcomes = {name: int(number)
                    for name, number in re.findall(r"^(\w+) +(\d+) +[\d.]+ %$", summary, re.M)}
        for name, outcome in NAMES.items():
            self.assertEqual(counted.get(name), outcomes[outcome], (name, summary))
        self.assertEqual(counted["Passed"], sum(outcomes[outcome] for outcome in PASSED), summary)

    def test_lines_come_by_syslog_with_the_mail_facility_and_no_process_id(self):
        daemon = self.started_for_traffic()
        lines = []
        with PrivateSyslog(daemon) as syslog:
            converse(daemon)
            outcomes = daemon.stats()["outcomes"]
            wait_until(lambda: syslog.read_into(lines).count(" spam: ") == 5, 20, what="spam lines")
        # <PRIORITY>TIME TAG: TEXT; rsyslog puts the host in.
        for line in lines:
            self.assertRegex(line, r"^<\d+>\w{3} [ \d]\d \d\d:\d\d:\d\d sqlgrey: ")
            self.assertEqual(int(line[1:line.index(">")]) // 8, 2, line)
        self.assertIn("<21>", {line[:4] for line in lines if "sqlgrey: grey: new" in line})
        written = [re.sub(r"^<\d+>(.{15}) ", r"\1 mx1 ", line) for line in lines]
        self.assert_agrees(logstats(written), outcomes, spam=4)

    def test_a_log_daemon_that_was_away_gets_lines_again_and_hears_how_many_it_missed(self):
        daemon = self.started_for_traffic()
        lines = []
        with PrivateSyslog(daemon) as syslog:
            daemon.query(sender="before@x.example")
            wait_until(lambda: "before@x.example" in syslog.read_into(lines), what="the first line")
            syslog.stop()
            daemon.query(sender="away@x.example")
            wait_until(lambda: daemon.stats()["log_lines_dropped"] == 1, what="a lost line")
            syslog.listen()
            daemon.query(sender="after@x.example")
            wait_until(lambda: "1 log lines were dropped" in syslog.read_into(lines),
                       what="the number of lost lines")
        self.assertIn("after@x.example", "\n".join(lines))

    def test_levels_hold_for_every_type_of_line(self):
        daemon = self.started_for_traffic(loglevel="0", log_override="system:2").start()
        self.assertIn("Greylisted", daemon.query())
        daemon.reload()
        time.sleep(1.5)
        types = {line.partition(":")[0] for line in daemon.log().splitlines()}
        self.assertEqual(types, {"system"}, daemon.log())


class PrivateSyslog:
    """A daemon whose /dev/log is a socket of ours, in a mount namespace of its own."""

    def __init__(self, daemon: Greycache):
        self.daemon = daemon
        self.directory = pathlib.Path(tempfile.mkdtemp(dir=daemon.directory))
        self.socket = None
        self.process = None

    def __enter__(self):
        if os.geteuid() != 0:
            raise unittest.SkipTest("only root may have a /dev of its own")
        if subprocess.run(["unshare", "--mount", "true"], capture_output=True, check=False).returncode:
            raise unittest.SkipTest("no mount namespace can be had here")
        self.listen()
        self.daemon.write_config()
        script = (f"mount -t tmpfs none /dev && mknod /dev/null c 1 3 && mknod /dev/urandom c 1 9 "
                  f"&& ln -s {self.directory}/log /dev/log && exec \"$@\"")
        build = os.environ["GREYCACHE_BUILD"]
        self.process = subprocess.Popen(
            ["setpriv", "--pdeathsig", "KILL", "unshare", "--mount", "sh", "-c", script, "sh",
             f"{build}/greycache/greycache", "--config", str(self.daemon.config)],
            stdin=subprocess.DEVNULL)
        wait_until(self.listens, 15, what="greycache in its namespace")
        return self

    def listen(self):
        """Until stop()."""
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.socket.bind(str(self.directory / "log"))
        self.socket.setblocking(False)

    def stop(self):
        self.socket.close()
        (self.directory / "log").unlink()

    def listens(self):
        """A socket is there a moment before it accepts."""
        try:
            self.daemon.connection().close()
        except (FileNotFoundError, ConnectionRefusedError):
            return False
        return True

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(10)
        self.socket.close()

    def read_into(self, lines):
        """Appends what has come and returns all as one text."""
        while True:
            try:
                lines.append(self.socket.recv(65536).decode("utf-8").rstrip("\n\0"))
            except BlockingIOError:
                return "\n".join(lines)


if __name__ == "__main__":
    main()
