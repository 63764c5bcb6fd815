"""How late this machine lets a sleeping thread run: what no deadline of ours can help."""

import collections
import threading
import time


class Slack:
    """Measured by a thread that only sleeps, until stop()."""

    STEP = 0.01

    def __init__(self):
        self.longest = 0.0
        self._delays = collections.deque(maxlen=20000)
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self):
        while not self._over.is_set():
            begin = time.monotonic()
            time.sleep(self.STEP)
            late = time.monotonic() - begin - self.STEP
            if late > self.STEP / 2:
                self.longest = max(self.longest, late)
                self._delays.append((begin, late))

    def within(self, begin, end):
        """All of it between two times of the monotonic clock."""
        return sum(late for at, late in list(self._delays) if begin - late - self.STEP <= at <= end)

    def stop(self):
        self._over.set()
        self._thread.join()
