"""What systemd is told across a takeover: who the main process is, and that it lives."""

import os
import signal
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor

from greytest.daemon_test import DaemonTest, main
from greytest.greycache import Greycache
from greytest.paths import program
from greytest.supervisor import Supervisor
from greytest.wait import wait_until


class WatchedGreycache(Greycache):
    """Is started as systemd starts it: the watchdog's variables name its own process."""

    prefix = ("sh", "-c", 'export WATCHDOG_PID=$$; exec "$@"', "sh")


class SupervisorTest(DaemonTest):
    daemon_class = WatchedGreycache

    def supervised(self, **environment):
        daemon = self.greycache()
        self.supervisor = Supervisor(daemon.directory)
        self.addCleanup(self.supervisor.close)
        daemon.spawn(NOTIFY_SOCKET=str(self.supervisor.path), **environment)
        self.supervisor.wait_for("READY", daemon.process.pid)
        return daemon

    def test_the_main_process_stays_until_it_is_known_who_serves_now(self):
        daemon = self.supervised()
        old = daemon.process.pid
        daemon.process.send_signal(signal.SIGUSR2)
        new = int(self.supervisor.wait_for("MAINPID"))
        self.supervisor.wait_for("READY", new)
        self.assertNotEqual(new, old)
        # Nobody but the main process can be sure to be heard, and it says so before it exits.
        self.assertEqual(self.supervisor.told("MAINPID", old), [str(new)])
        self.supervisor.wait_for("BARRIER", old)
        time.sleep(0.5)
        self.assertTrue(daemon.process.running())
        # Mail does not wait for that.
        self.assertIn("Greylisted", daemon.query())
        self.supervisor.let_go()
        self.assertEqual(daemon.process.wait(5), 0, daemon.log())
        self.assertIn("Greylisted", daemon.query(sender="b@x.example"))

    def test_greyctl_renew_ends_when_the_main_process_may_go(self):
        daemon = self.supervised()
        with ThreadPoolExecutor(1) as pool:
            renewal = pool.submit(daemon.ctl, "renew")
            self.supervisor.wait_for("BARRIER", daemon.process.pid)
            time.sleep(0.3)
            self.assertFalse(renewal.done())
            self.supervisor.let_go()
            answer = renewal.result(10)
        self.assertEqual((answer.returncode, answer.stderr), (0, ""))
        self.assertEqual(daemon.process.wait(5), 0, daemon.log())
        self.assertEqual(daemon.ctl("stats").returncode, 0)

    def test_greyctl_renew_says_that_the_new_program_could_not_take_over(self):
        daemon = self.supervised()
        # What greyctl reads is right, and what the successor will read is wrong.
        good = daemon.directory / "good.conf"
        good.write_text(daemon.config.read_text())
        with open(daemon.config, "a", encoding="ascii") as config:
            config.write("nonsense = 1\n")
        answer = subprocess.run([program("greyctl"), "--config", good, "renew"],
                                capture_output=True, text=True, timeout=20, check=False)
        self.assertEqual(answer.returncode, 69)
        self.assertIn("has ended (status 78)", answer.stderr)
        self.assertTrue(daemon.process.running())
        self.assertIn("Greylisted", daemon.query())

    def test_a_supervisor_that_reads_nothing_keeps_the_old_process_for_seconds_only(self):
        daemon = self.supervised()
        daemon.process.send_signal(signal.SIGUSR2)
        self.supervisor.wait_for("BARRIER", daemon.process.pid)
        self.assertEqual(daemon.process.wait(10), 0, daemon.log())
        self.assertIn("Greylisted", daemon.query())

    def test_each_successor_gives_signs_of_life_where_its_predecessor_did(self):
        daemon = self.supervised(WATCHDOG_USEC="1000000")
        pid = daemon.process.pid
        self.supervisor.wait_for("WATCHDOG", pid, 2)
        for number in range(1, 3):
            os.kill(pid, signal.SIGUSR2)
            pid = int(self.supervisor.wait_for("MAINPID", count=number))
            wait_until(lambda: self.supervisor.told("BARRIER", None), what="a barrier")
            self.supervisor.let_go()
            # One at once, and then more.
            self.supervisor.wait_for("WATCHDOG", pid, 3, deadline=5)

    def test_who_is_not_watched_gives_no_signs_of_life(self):
        daemon = self.supervised()
        time.sleep(1)
        self.assertEqual(self.supervisor.told("WATCHDOG"), [])


if __name__ == "__main__":
    main()
