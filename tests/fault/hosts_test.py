"""Two MX on one Redis and one PostgreSQL, one of them cut off for a while."""

import subprocess
import time

from fault_test import DELAY, SECONDS, FaultTest
from gate import Gate
from greytest.daemon_test import let_pass, main
from greytest.wait import wait_until


class HostsTest(FaultTest):
    def setUp(self):
        super().setUp()
        doors = self.directory / "doors"
        doors.mkdir()
        self.gates = [Gate(doors / "redis.sock", self.redis.socket),
                      Gate(doors / ".s.PGSQL.5432", self.postgres.directory / ".s.PGSQL.5432")]
        self.second = self.greycache(
            "mx2", redis=f"unix://{doors}/redis.sock",
            database=f"postgresql:///grey?host={doors}&user=postgres")
        self.second.start()

    def test_first_attempt_at_one_and_retry_at_the_other(self):
        self.assertIn("Greylisted", self.daemon.query())
        self.assertIn("Greylisted", self.second.query())
        let_pass(DELAY)
        self.assertIn("delayed", self.second.query())
        self.assertIn("auto-whitelisted", self.daemon.query())

    def test_load_on_both(self):
        self.begin_load(self.daemon, self.second)
        self.lasts()
        self.finish("two MX", "first attempts and retries at either", [self.daemon, self.second])

    def test_one_is_cut_off(self):
        known = {"client_address": "203.0.113.77", "sender": "known@before.example"}
        self.assertIn("Greylisted", self.second.query(**known))
        for gate in self.gates:
            gate.shut()
        self.second.process.wait_for_log("Redis is lost")
        self.second.process.wait_for_log("PostgreSQL is lost")
        # What it cannot know passes; what it took meanwhile is merged when it is back.
        self.begin_load(self.second)
        self.lasts()
        for gate in self.gates:
            gate.open()
        self.finish("one MX cut off", f"no Redis, no PostgreSQL for {SECONDS + 4.5:.0f} s",
                    [self.second])
        let_pass(DELAY)
        self.assertIn("delayed", self.daemon.query(**known))

    def test_a_source_filled_while_postgresql_takes_no_writes(self):
        """What the other host acknowledged meanwhile is not in what it was filled from."""
        source = {"client_address": "203.0.113.77", "client_name": "unknown"}
        known = {**source, "sender": "known@before.example"}
        self.second.query(**known)
        self.daemon.query(**source, sender="other@before.example")
        let_pass(DELAY)
        locked = self.locked_tables()
        self.assertIn("delayed", self.second.query(**known))
        self.redis.cli("del", "grey:{203.0.113.77}")
        self.daemon.query(**source, sender="third@before.example")
        self.second.process.wait_for_log("PostgreSQL is busy")
        locked.wait(30)
        wait_until(lambda: self.psql("select count(*) from greycache.from_awl"
                                     " where sender_name = 'known'").strip() == "1", 30, what="the row")
        for daemon in (self.daemon, self.second):
            wait_until(lambda: "auto-whitelisted" in daemon.query(
                **known, recipient=f"r{time.monotonic_ns()}@customer.example"), 10,
                       what="the sender to be known")

    def locked_tables(self):
        """Tables that can be read and not written for so long that what waits is late (2 s), on a busy host, too."""
        words = ("begin; lock table greycache.connect, greycache.from_awl in share mode;"
                 " select pg_sleep(8); commit")
        locked = subprocess.Popen(
            ["psql", "-X", "-q", "-h", str(self.postgres.directory), "-U", "postgres", "-d", "grey",
             "-c", words], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
        self.addCleanup(locked.wait)
        held = ("select count(*) from pg_locks where mode = 'ShareLock' and granted"
                " and relation = 'greycache.from_awl'::regclass")
        wait_until(lambda: self.psql(held).strip() == "1", what="the lock")
        return locked


if __name__ == "__main__":
    main()
