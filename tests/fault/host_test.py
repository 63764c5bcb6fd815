"""Faults of the host: a full disk for the journal, a clock that jumps, a daemon that hangs."""

import subprocess
import threading
import time
import unittest

from fault_test import ALLOWED, DELAY, KILLS, SECONDS, WAKES, FaultTest
from greytest import faketime
from greytest.daemon_test import main
from greytest.wait import wait_until
from small_disk import fill, mount_small

FAKETIME = faketime.library(threads=True)


class HostLines:
    """On either storage."""

    def hide_persistent_store(self):
        """So that the journal grows, where that is another program."""

    def show_persistent_store(self):
        """The end of it."""

    def limit_files(self, size):
        """No file of the daemon grows beyond this."""
        subprocess.run(["prlimit", "--pid", str(self.daemon.process.pid), f"--fsize={size}:"],
                       check=True)

    def test_no_file_may_grow(self):
        self.begin_load()
        self.limit_files(1)
        # Its log does not grow either.
        wait_until(lambda: self.daemon.stats()["journal"]["state"] == "memory", what="memory")
        self.lasts()
        self.limit_files("unlimited")
        self.finish("journal cannot be written", f"RLIMIT_FSIZE for {SECONDS:.0f} s")

    def on_small_disk(self, megabytes):
        """The daemon with its state on a tmpfs of that size."""
        state = self.directory / "small"
        if not mount_small(state, megabytes):
            self.skipTest("may not mount a tmpfs")
        self.addCleanup(subprocess.run, ["umount", "-l", str(state)], check=False)
        self.daemon.stop()
        self.daemon.write_config(state_dir=state)
        self.daemon.start()
        return state

    def test_disk_full(self):
        state = self.on_small_disk(16)
        self.begin_load()
        fill(state / "filler")
        # What the journal's file already holds is reused, so let it grow.
        self.hide_persistent_store()
        self.daemon.process.wait_for_log("journal goes on in memory", 30)
        self.lasts()
        self.show_persistent_store()
        (state / "filler").unlink()
        self.finish("journal's disk full", f"a tmpfs of 16 MB filled for {SECONDS:.0f} s" +
                    (", PostgreSQL away meanwhile" if self.storage == "shared" else ""))

    def test_upgrade_under_load(self):
        self.begin_load()
        for _ in range(KILLS):
            self.short_pause()
            self.daemon.take_over()
        self.finish("upgrade", f"greycache --takeover, {KILLS} times")
        self.assertEqual(self.load.answers_of_all()["no answer"], 0)

    def test_hanging_daemon_behind_the_helper(self):
        answers = []

        def ask():
            begin = time.monotonic()
            answers.append((self.daemon.helper_query(), time.monotonic() - begin))

        self.daemon.process.pause()
        asking = [threading.Thread(target=ask) for _ in range(4)]
        for thread in asking:
            thread.start()
        for thread in asking:
            thread.join()
        self.daemon.process.resume()
        self.begin_load()
        self.figures["longest_by_helper_ms"] = round(1000 * max(time for _, time in answers))
        self.finish("daemon hangs", "SIGSTOP, asked through policy-helper, whose budget is 2 s")
        for action, seconds in answers:
            self.assertEqual(action.lower(), "dunno")
            self.assertLess(seconds, 2 + ALLOWED + WAKES * self.load.slack.longest)

    @unittest.skipUnless(FAKETIME, "no libfaketime")
    def test_clock_set_back_and_forward(self):
        offset = self.directory / "offset"
        offset.write_text("+0\n", "ascii")
        self.daemon.stop()
        with self.environment(**faketime.environment(FAKETIME, offset)):
            self.daemon.start()
        self.addCleanup(faketime.remove_traces, self.daemon.process.pid)
        sender = {"client_address": "203.0.113.77", "sender": "clock@jump.example"}
        self.assertIn("Greylisted", self.daemon.query(**sender))
        self.set_clock_and_load(offset, sender)

    def set_clock_and_load(self, offset, sender):
        """Back by two hours: the retry is early and counts from then; forward again: it passes."""
        offset.write_text("-2h\n", "ascii")
        self.assertIn("Greylisted", self.daemon.query(**sender))
        wait_until(lambda: "Greylisted" not in self.daemon.query(**sender), DELAY + 8, 0.5,
                   "a retry to pass after the clock was set back")
        offset.write_text("+0\n", "ascii")
        self.assertIn("auto-whitelisted", self.daemon.query(**sender))
        offset.write_text("+2h\n", "ascii")
        self.assertIn("auto-whitelisted", self.daemon.query(**sender))
        offset.write_text("+0\n", "ascii")
        self.begin_load()
        self.finish("clock set back and forward", "2 h back, forward, 2 h ahead, back")


class HostTest(HostLines, FaultTest):
    def hide_persistent_store(self):
        self.postgres.stop("immediate")

    def show_persistent_store(self):
        self.postgres.start()

    def test_disk_smaller_than_the_log(self):
        """SQLite begins its log anew at 1 MB on a small disk: here that is full before."""
        self.on_small_disk(1)
        self.begin_load()
        self.hide_persistent_store()
        self.daemon.process.wait_for_log("journal goes on in memory", 60)
        self.lasts()
        self.show_persistent_store()
        self.finish("journal's disk tiny", f"a tmpfs of 1 MB, full by the journal for {SECONDS:.0f} s, "
                    "PostgreSQL away meanwhile")

    def test_both_stores_gone(self):
        self.begin_load()
        self.redis.kill()
        self.postgres.kill()
        self.lasts()
        self.redis.start()
        self.postgres.start()
        self.finish("Redis and PostgreSQL gone", f"both killed for {SECONDS:.0f} s")


class EmbeddedHostTest(HostLines, FaultTest):
    storage = "embedded"

    def test_daemon_killed(self):
        self.begin_load()
        for _ in range(KILLS):
            self.short_pause()
            self.daemon.kill()
            self.daemon.start()
        self.finish("daemon killed", f"kill -9 and start, {KILLS} times at random moments")

    def ask_of(self, numbers):
        """The words that the daemon answers with to so many strangers."""
        with self.daemon.connection() as connection:
            return {connection.ask(client_address=f"198.18.{number // 250}.{number % 250}", client_name="unknown",
                                   recipient=f"r{number}@example.net").split()[0] for number in numbers}

    def test_started_on_a_full_disk(self):
        state = self.on_small_disk(16)
        wait_until(lambda: self.ask_of([0]) == {"defer_if_permit"}, 20, 0.05, "the first decision")
        self.assertEqual(self.ask_of(range(1, 2000)), {"defer_if_permit"})
        fill(state / "filler")
        # They wait in the journal for a store that takes nothing.
        self.assertEqual(self.ask_of(range(2000, 4000)), {"defer_if_permit"})
        self.daemon.kill()
        self.daemon.start()
        wait_until(lambda: self.ask_of([4000]) == {"defer_if_permit"}, 20, 0.05, "a decision that rests on the store")
        self.assertEqual(self.ask_of([*range(4001, 4200), *range(1, 100)]), {"defer_if_permit"})
        (state / "filler").unlink()


if __name__ == "__main__":
    main()
