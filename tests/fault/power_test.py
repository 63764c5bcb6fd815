"""A power cut with durability = power: what was acknowledged is there, whatever the disk kept.

power_recorder.cpp notes what the daemon writes and syncs. After a kill -9 under load the state
directory is built anew as a power cut may leave it, and a daemon is started on that.
"""

import collections
import os
import unittest

from fault_test import LONG, FaultTest
from greytest.daemon_test import main
from greytest.paths import BUILD
from greytest.wait import wait_until
from power_cut import PowerCut

RECORDER = BUILD / "tests" / "fault" / "libpower_recorder.so"
CUTS = 20 if LONG else 4
# The part of the sectors that were written and not synced and which are there all the same.
KEPT = (0.0, 0.5, 0.9, 1.0)


class PowerLines:
    """On either storage."""

    settings = {"durability": "power"}

    def start_recorded(self, state):
        """The daemon on this directory; `self.cut` is what a power cut would do."""
        self.rounds = getattr(self, "rounds", 0) + 1
        self.trace = self.directory / f"trace{self.rounds}"
        self.daemon.write_config(state_dir=state)
        self.cut = PowerCut(state)
        # A library before AddressSanitizer's would be refused.
        with self.environment(LD_PRELOAD=str(RECORDER), POWER_DIRECTORY=str(state),
                              POWER_TRACE=str(self.trace),
                              ASAN_OPTIONS=os.environ.get("ASAN_OPTIONS", "") +
                              ":verify_asan_link_order=0"):
            self.daemon.start(30)

    def cut_power(self, kept):
        """kill -9, and the directory that is left."""
        self.before_cut()
        self.daemon.kill()
        self.cut.read(self.trace)
        left = self.directory / f"left{self.rounds}"
        self.cut.leave(left, self.chance, kept)
        self.after_cut()
        return left

    def before_cut(self):
        """What makes the cut worse."""

    def after_cut(self):
        """The end of it."""

    def test_power_cut(self):
        self.daemon.stop()
        state = self.directory / "state0"
        state.mkdir()
        self.start_recorded(state)
        self.begin_load()
        counts = collections.Counter()
        for number in range(CUTS):
            self.short_pause()
            left = self.cut_power(KEPT[number % len(KEPT)])
            counts.update(syncs=self.cut.syncs, dropped=self.cut.dropped)
            self.start_recorded(left)
            self.short_pause()
        self.assertGreater(counts["syncs"], 0, "nothing was recorded")
        self.assertGreater(counts["dropped"], 0, "no cut took anything")
        self.assertNotIn("damaged", self.daemon.log())
        self.finish("power cut", f"{CUTS} times at random moments, durability = power; in all "
                    f"{counts['dropped']} sectors that were not synced were dropped")

    def test_without_syncs_a_power_cut_loses(self):
        """The negative control: what this finds with durability = process, of three cuts at least once."""
        self.assertTrue(any(self.lost_without_syncs(f"state{number}") for number in range(3)))

    def lost_without_syncs(self, name):
        self.daemon.stop()
        state = self.directory / name
        state.mkdir()
        self.daemon.write_config(durability="process")
        self.start_recorded(state)
        self.begin_load()
        left = self.cut_power(0.0)
        self.load.stop()
        self.start_recorded(left)
        wait_until(self.daemon.is_drained, 20, what="journal handed on")
        lost = len(self.load.book.lost(self.psql))
        print(f"durability = process, {self.storage}: a power cut lost {lost} of "
              f"{self.load.book.acknowledged} acknowledged entries")
        return lost


@unittest.skipUnless(RECORDER.exists(), "libpower_recorder.so is not built")
class EmbeddedPowerTest(PowerLines, FaultTest):
    storage = "embedded"


@unittest.skipUnless(RECORDER.exists(), "libpower_recorder.so is not built")
class SharedPowerTest(PowerLines, FaultTest):
    """Redis and PostgreSQL keep what they have; PostgreSQL hangs before, so that the journal counts."""

    def before_cut(self):
        self.postgres.pause()
        self.short_pause()

    def after_cut(self):
        self.postgres.resume()


if __name__ == "__main__":
    main()
