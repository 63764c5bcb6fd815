"""A Redis that is emptied, older, slow, read-only, full or locked."""

import time

from fault_test import SECONDS, FaultTest
from greytest.daemon_test import main


class RedisTest(FaultTest):
    def test_flushall(self):
        self.begin_load()
        for _ in range(5):
            self.short_pause()
            self.redis.cli("flushall")
        self.finish("Redis FLUSHALL", "FLUSHALL, 5 times")

    def test_old_snapshot(self):
        self.begin_load()
        self.redis.cli("save")
        self.lasts()
        self.redis.kill()
        self.redis.start()
        self.assertGreater(int(self.redis.cli("dbsize")), 0)
        self.finish("Redis with old data", f"SAVE, {SECONDS:.0f} s of load, kill -9, start with it")

    def test_stopped(self):
        self.begin_load()
        self.redis.pause()
        self.lasts()
        self.redis.resume()
        self.finish("Redis hangs", f"SIGSTOP for {SECONDS:.0f} s")

    def test_client_pause(self):
        self.begin_load()
        self.redis.cli("client", "pause", int(SECONDS * 1000), "all")
        self.lasts()
        self.finish("Redis CLIENT PAUSE", f"CLIENT PAUSE ALL for {SECONDS:.0f} s")

    def test_wrong_password(self):
        self.begin_load()
        self.redis.cli("config", "set", "requirepass", "changed")
        self.redis.cli("--no-auth-warning", "-a", "changed", "client", "kill", "type", "normal")
        self.daemon.process.wait_for_log("NOAUTH")
        self.lasts()
        self.redis.cli("--no-auth-warning", "-a", "changed", "config", "set", "requirepass", "")
        self.assertIn("needs an administrator", self.daemon.log())
        self.finish("Redis wants a password", f"requirepass changed for {SECONDS:.0f} s")

    def test_replica(self):
        self.begin_load()
        self.redis.cli("replicaof", "127.0.0.1", "1")
        self.daemon.process.wait_for_log("READONLY")
        self.lasts()
        self.redis.cli("replicaof", "no", "one")
        self.assertIn("Redis takes no changes", self.daemon.log())
        self.finish("Redis READONLY", f"made a replica for {SECONDS:.0f} s")

    def test_out_of_memory(self):
        self.begin_load()
        self.redis.cli("config", "set", "maxmemory", "100000")
        self.daemon.process.wait_for_log("OOM")
        self.lasts()
        self.redis.cli("config", "set", "maxmemory", "0")
        self.finish("Redis OOM", f"maxmemory reached, noeviction, for {SECONDS:.0f} s")

    def test_absent_at_start(self):
        self.daemon.stop()
        self.redis.stop()
        begin = time.monotonic()
        self.daemon.start()
        self.assertLess(time.monotonic() - begin, 3)
        self.begin_load()
        self.assertEqual(self.daemon.log().count("Redis is lost"), 1)
        self.redis.start()
        self.finish("Redis absent at start", "the daemon starts, and Redis 4 s later")


if __name__ == "__main__":
    main()
