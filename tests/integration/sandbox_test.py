"""The daemon under the filter of system calls and the rights that its systemd unit gives it."""

import ctypes.util
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import conversation_test
import durability_test
import metrics_test
import opt_test
from greytest.daemon_test import DaemonTest, main
from greytest.greycache import Greycache
from greytest.paths import SOURCE
from greytest.processes import processes_of
from greytest.wait import wait_until

UNIT = SOURCE / "packaging" / "greycache.service.in"
SANDBOX = [sys.executable, SOURCE / "tests" / "lib" / "greytest" / "sandbox.py", UNIT]
USER = "nobody"


def sandbox_is_possible():
    """libseccomp and systemd-analyze are there, and the kernel takes a filter."""
    if not shutil.which("systemd-analyze") or not ctypes.util.find_library("seccomp"):
        return False
    answer = subprocess.run([*map(str, SANDBOX), "/bin/true"], capture_output=True, text=True,
                            check=False)
    # A unit that cannot be translated is no reason to skip.
    assert answer.returncode == 0 or "assert result == 0" in answer.stderr or \
        "seccomp_load" in answer.stderr, answer.stderr
    return answer.returncode == 0


class SandboxedGreycache(Greycache):
    """Runs as nobody, where a call that the unit forbids ends it by SIGSYS."""

    prefix = SANDBOX
    user = USER

    def spawn(self, *arguments, **environment):
        if os.geteuid() == 0:
            for path in (self.directory, self.directory / "state", self.directory / "lists"):
                shutil.chown(path, USER)
        if (log := self.directory / "greycache.log").exists():
            log.chmod(0o666)
        return super().spawn(*arguments, **environment)


def status_of(pid):
    with open(f"/proc/{pid}/status", encoding="ascii") as lines:
        return dict(line.rstrip("\n").split(":\t", 1) for line in lines if ":\t" in line)


def policies_of(pid):
    """How each thread of the process is scheduled: the 41st word of its stat (proc(5))."""
    stats = (stat.read_text("ascii") for stat in Path(f"/proc/{pid}/task").glob("*/stat"))
    return {int(stat.rpartition(")")[2].split()[38]) for stat in stats}


class SandboxTest(DaemonTest):
    daemon_class = SandboxedGreycache

    def assert_confined(self, pid):
        status = status_of(pid)
        self.assertEqual((status["Seccomp"], status["NoNewPrivs"]), ("2", "1"))
        self.assertEqual(int(status["CapEff"], 16), 0)

    def test_a_call_that_the_unit_forbids_ends_a_program(self):
        for forbidden in ("os.chroot('/')", "os.setuid(0)", "os.setpriority(os.PRIO_PROCESS, 0, 1)"):
            command = [*map(str, SANDBOX), sys.executable, "-c", "import os; " + forbidden]
            self.assertEqual(subprocess.run(command, check=False).returncode, -signal.SIGSYS)

    def test_what_looks_for_operators_gives_way_to_mail_and_nothing_steps_before_others(self):
        daemon = self.greycache()
        daemon.start()
        wait_until(lambda: os.SCHED_IDLE in policies_of(daemon.process.pid), what="a thread that gives way")
        call = "import os; os.sched_setscheduler(0, {}, os.sched_param({}))"
        for policy, priority, refused in (("os.SCHED_IDLE", 0, False), ("os.SCHED_FIFO", 1, True)):
            answer = subprocess.run([*map(str, SANDBOX), sys.executable, "-c", call.format(policy, priority)],
                                    capture_output=True, text=True, check=False)
            self.assertEqual("not permitted" in answer.stderr, refused, (policy, answer))

    def test_memory_to_write_and_run_and_other_sockets_are_refused(self):
        for refused in ("import mmap; mmap.mmap(-1, 4096, prot=7)",
                        "import socket; socket.socket(socket.AF_PACKET, socket.SOCK_RAW)"):
            command = [*map(str, SANDBOX), sys.executable, "-c", refused]
            answer = subprocess.run(command, capture_output=True, text=True, check=False)
            self.assertRegex(answer.stderr, "not permitted|not supported")

    def test_it_reloads_matches_patterns_and_is_taken_over(self):
        daemon = self.greycache()
        daemon.write_list("clients_fqdn_whitelist", r"/^good[0-9]+\.example$/")
        daemon.start()
        self.assert_confined(daemon.process.pid)
        self.assertIn("whitelisted", daemon.query(client_name="good1.example"))
        daemon.write_list("clients_fqdn_whitelist.local", "better.example")
        daemon.reload()
        wait_until(lambda: "whitelisted" in daemon.query(client_name="better.example"), what="reload")
        with daemon.connection() as connection:
            connection.ask(sender="before@x.example")
            daemon.process.send_signal(signal.SIGUSR2)
            self.assertEqual(daemon.process.wait(15), 0, daemon.log())
            self.assertIn("Greylisted", connection.ask(sender="after@x.example"))
            self.assertIn("whitelisted", connection.ask(client_name="good2.example"))
        (successor,) = processes_of(daemon.config)
        self.assert_confined(successor)
        os.kill(successor, signal.SIGTERM)
        wait_until(lambda: not os.path.exists(f"/proc/{successor}"), what="its end")
        self.assertFalse(daemon.socket.exists())


class Sandboxed:
    """Other tests, with the daemon confined. It ends well, which it would not after SIGSYS."""

    daemon_class = SandboxedGreycache

    def greycache(self, *arguments, **settings):
        daemon = super().greycache(*arguments, **settings)
        self.addCleanup(lambda: self.assertNotEqual(daemon.process.returncode, -signal.SIGSYS))
        return daemon


class SandboxedConversationTest(Sandboxed, conversation_test.ConversationTest):
    pass


class SandboxedDurabilityTest(Sandboxed, durability_test.DurabilityTest):
    pass


class SandboxedMetricsTest(Sandboxed, metrics_test.MetricsTest):
    pass


class SandboxedOptTest(Sandboxed, opt_test.OptTest):
    pass


if __name__ == "__main__":
    if os.geteuid() != 0 or not sandbox_is_possible():
        print("needs root, libseccomp, systemd-analyze and a kernel that takes a filter")
        sys.exit(77)
    main()
