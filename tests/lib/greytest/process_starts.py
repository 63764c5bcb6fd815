"""How long this machine takes to start a process: what master(8) and spawn(8) wait for, too."""

import subprocess
import threading
import time

from greytest.paths import program


class ProcessStarts:
    """Measured by a thread that starts one now and then, until stop()."""

    STEP = 0.1

    def __init__(self):
        self.longest = 0.0  # in seconds, from its start to its end
        # In a session of its own as master(8) is: the kernel may share the processor by sessions.
        self._command = [str(program("policy-helper")), "--version"]
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self):
        while not self._over.wait(self.STEP):
            begin = time.monotonic()
            subprocess.run(self._command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                           start_new_session=True, check=True)
            self.longest = max(self.longest, time.monotonic() - begin)

    def of_an_answer(self):
        """What the three take at most that an answer may wait for: of master, of spawn, the helper."""
        return 3 * self.longest

    def stop(self):
        self._over.set()
        self._thread.join()
