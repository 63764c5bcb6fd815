"""A daemon that is stopped, killed, taken over or without its stores, under mail from Postfix."""

import os
import signal
import sys
import time

from activated import ActivatedGreycache
from fault_test import SECONDS
from greytest.daemon_test import main
from greytest.paths import program
from greytest.process import Process
from greytest.processes import processes_of
from greytest.wait import wait_until
from mail_fault_test import HELPER_TIMEOUT, RETRY_DELAY, ROUNDS, MailFaultTest

# So that no request loses its connection twice: Postfix would give up then, and DUNNO be its answer.
APART = HELPER_TIMEOUT + RETRY_DELAY + 1.5
AWAY = HELPER_TIMEOUT + 1.5  # for longer than the helper waits


class Restarts:
    """What happens to the daemon, on each storage and by both ways of forwarding."""

    def rounds(self, end):
        """Ends and starts the daemon, for a moment and for longer than the helper waits."""
        for number in range(2 * ROUNDS):
            self.go_away(end, 0.3 if number % 2 == 0 else AWAY)
            time.sleep(APART)

    def test_stopped(self):
        self.begin_load()
        self.rounds(self.daemon.stop)
        self.finish_mail("daemon stopped and started",
                         f"{2 * ROUNDS} times, 0.3 or {AWAY} s between")

    def test_killed(self):
        self.begin_load()
        self.rounds(self.daemon.kill)
        self.finish_mail("daemon killed",
                         f"kill -9 and start, {2 * ROUNDS} times, 0.3 or {AWAY} s between")

    def test_taken_over(self):
        self.begin_load()
        for _ in range(ROUNDS):
            self.take_over_by_signal()
            time.sleep(1)
            self.take_over_by_command()
            time.sleep(1)
        self.finish_mail("daemon taken over", f"SIGUSR2, then --takeover, {ROUNDS} times")

    def take_over_by_signal(self):
        """systemctl reload; the successor is nobody's child then."""
        before = self.daemon.process
        before.send_signal(signal.SIGUSR2)
        self.assertEqual(before.wait(15), 0, before.log())
        self.assertEqual(len(processes_of(self.daemon.config)), 1)

    def take_over_by_command(self):
        """A successor that is our child again."""
        before = processes_of(self.daemon.config)
        self.daemon.process = Process(
            [program("greycache"), "--config", self.daemon.config, "--log-to", "stderr",
             "--takeover"], self.daemon.directory / "greycache.log")
        for pid in before:
            wait_until(lambda gone=pid: not os.path.exists(f"/proc/{gone}"), 15, what="its end")


class StoreLosses:
    """What happens to the stores behind it."""

    def test_stores_killed(self):
        self.begin_load()
        for _ in range(ROUNDS):
            self.redis.kill()
            self.postgres.kill()
            time.sleep(SECONDS)
            self.redis.start()
            self.postgres.start()
            time.sleep(2)
        self.finish_mail("both stores killed", f"kill -9 for {SECONDS:.0f} s, {ROUNDS} times")


class Activation:
    """systemd's socket: requests that come while the daemon is away wait in it."""

    daemon_class = ActivatedGreycache

    def setUp(self):
        super().setUp()
        self.addCleanup(self.daemon.listener.close)

    def test_restarted_behind_its_socket(self):
        self.begin_load()
        for _ in range(ROUNDS):
            for end in (self.daemon.stop, self.daemon.kill):
                self.go_away(end, 0.3)
                time.sleep(APART)
        self.finish_mail("daemon behind systemd's socket", f"stopped, then killed, {ROUNDS} times")


class Control(MailFaultTest):
    """A policy service that ends at once: what the other tests say is not there can be seen."""

    service = ("/bin/false",)

    def test_warnings_are_found(self):
        with self.postfix.conversation() as client:
            begin = time.monotonic()
            replies = client.send("a@sender.example", ["b@customer.example"])
        self.assertGreater(time.monotonic() - begin, RETRY_DELAY)
        self.assertEqual([reply[:4] for reply in replies], ["250 ", "250 "])
        wait_until(self.policy_warnings, what="a warning of Postfix's")


class EmbeddedHandover(Restarts, MailFaultTest):
    pass


class EmbeddedRelay(Restarts, MailFaultTest):
    helper_options = ("--relay",)


class SharedHandover(Restarts, StoreLosses, MailFaultTest):
    storage = "shared"


class SharedRelay(Restarts, StoreLosses, MailFaultTest):
    storage = "shared"
    helper_options = ("--relay",)


class ActivatedHandover(Activation, MailFaultTest):
    pass


class ActivatedRelay(Activation, MailFaultTest):
    storage = "shared"
    helper_options = ("--relay",)


if __name__ == "__main__":
    if os.geteuid() != 0:
        print("only root can start a Postfix")
        sys.exit(77)
    main()
