"""All that waits and all who are known, streamed from a daemon that goes on answering."""

import json
import os
import subprocess
import threading
import time

from greytest.daemon_test import DaemonTest, let_pass, main
from greytest.paths import program
from greytest.wait import wait_until

ENTRIES = int(os.environ.get("GREYTEST_LISTED_ENTRIES", "20000"))


class ListTest(DaemonTest):
    def setUp(self):
        super().setUp()
        self.daemon = self.knowing(self.started(reconnect_delay="1s"))

    def run_ctl(self, *arguments, text=None):
        command = [program("greyctl"), "--config", self.daemon.config, *arguments]
        return subprocess.run([str(word) for word in command], capture_output=True, text=True,
                              input=text, timeout=120, check=False)

    def listed(self, *arguments):
        answer = self.run_ctl("list", *arguments)
        self.assertEqual(answer.returncode, 0, answer.stderr)
        return answer.stdout.splitlines()

    def test_who_waits_and_who_is_known(self):
        self.daemon.query(sender="alice@one.example")
        self.daemon.query(sender="bob@two.example")
        let_pass(1)
        self.daemon.query(sender="alice@one.example")
        wait_until(lambda: len(self.listed("--known")) == 1, 20, 0.1, "the entry in the store")
        [waits] = [row for row in self.listed("--waiting") if "bob@two.example" in row]
        self.assertIn("bob@two.example -> bob@customer.example", waits)
        self.assertNotIn("alice@one.example", "".join(self.listed("--waiting")))
        [known] = self.listed("--known", "--json")
        self.assertEqual(json.loads(known)["sender"], "alice@one.example")

    def test_many_are_listed_each_once_and_nobody_waits_for_that(self):
        now = int(time.time())
        lines = [json.dumps({"kind": "from_awl", "src": f"10.{i >> 8}.{i & 255}", "sender_name": "a",
                             "sender_domain": f"d{i}.example", "first_seen": now - 100,
                             "last_seen": now - 10}) for i in range(ENTRIES)]
        taken = self.run_ctl("import", "greycache", "-", text="\n".join(lines) + "\n")
        self.assertEqual(taken.returncode, 0, taken.stderr)
        wait_until(lambda: self.daemon.stats()["journal"]["for_persistent"] == 0, 60)
        slowest, over = [], threading.Event()

        def ask():
            while not over.is_set():
                begin = time.monotonic()
                self.daemon.query(client_address="198.51.100.7")
                slowest.append(time.monotonic() - begin)
                time.sleep(0.01)

        asking = threading.Thread(target=ask)
        asking.start()
        try:
            rows = [json.loads(row) for row in self.listed("--known", "--json")]
        finally:
            over.set()
            asking.join()
        domains = [row["sender_domain"] for row in rows if row["src"].startswith("10.")]
        self.assertEqual(set(domains), {f"d{i}.example" for i in range(ENTRIES)})
        self.assertEqual(len(domains), ENTRIES)
        slowest.sort()
        self.assertLess(slowest[len(slowest) * 95 // 100], 0.5)
        self.assertEqual(len(self.listed("--known", "--limit", "7")), 7)

    def test_what_makes_no_sense_is_a_wrong_command_line(self):
        for arguments in ([], ["--waiting", "--known"], ["--waiting", "--limit", "0"], ["all"]):
            self.assertEqual(self.daemon.ctl("list", *arguments).returncode, 64, arguments)

    def test_without_a_daemon_it_says_so(self):
        self.daemon.stop()
        self.assertEqual(self.daemon.ctl("list", "--known").returncode, 69)


if __name__ == "__main__":
    main()
