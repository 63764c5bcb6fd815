"""Two MX on one Redis and one PostgreSQL, one of them cut off for a while."""

from fault_test import DELAY, SECONDS, FaultTest
from gate import Gate
from greytest.daemon_test import let_pass, main


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
        self.second.query(**known)
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


if __name__ == "__main__":
    main()
