"""A Redis that is emptied, older, slow, read-only, full or locked."""

import time

from fault_test import SECONDS, FaultTest
from greytest.daemon_test import main
from greytest.policy_connection import PolicyConnection
from greytest.ports import free_port
from greytest.wait import wait_until

COUNTING = "for i = 1, tonumber(ARGV[1]) do end return 1"


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

    def count_of_script(self, seconds):
        """How far a script counts in this time; it has no clock of its own."""
        sample = 10**7
        begin = time.monotonic()
        self.redis.cli("eval", COUNTING, "0", sample)
        return int(sample * seconds / (time.monotonic() - begin))

    def test_busy(self):
        """Somebody's script: Redis answers BUSY, and the connection is as good as before."""
        count = self.count_of_script(0.4)
        self.redis.cli("config", "set", "busy-reply-threshold", "50")
        self.begin_load()
        for _ in range(3):
            self.redis.cli("eval", COUNTING, "0", count)
            self.short_pause()
        self.assertIn("BUSY", self.daemon.log())
        self.finish("Redis BUSY", "a script of 0.4 s, 3 times, busy-reply-threshold 50",
                    whole_within=5.0)

    def test_large_source(self):
        """One mail of a source with 100,000 entries, beside the ordinary ones."""
        there = "select to_regclass('greycache.connect') is not null"
        wait_until(lambda: self.postgres.psql(there, "grey").strip() == "t", what="the tables")
        self.postgres.psql("insert into greycache.connect (sender_name, sender_domain, src, rcpt,"
                           " first_seen) select 's' || n, 'large.example', '203.0.113.9',"
                           " 'r@customer.example', now() from generate_series(1, 100000) n", "grey")
        self.begin_load()
        with PolicyConnection(self.daemon.socket, timeout=30) as connection:
            for number in range(3):
                connection.ask(client_address="203.0.113.9", sender=f"t{number}@large.example",
                               recipient="r@customer.example")
                self.short_pause()
        self.finish("large source", "3 mails of a source with 100,000 entries", whole_within=5.0)

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

    def other_redis(self, reply, **options):
        """Another server for the time of the fault, in place of ours; each of its replies is named."""
        usual = self.redis.options
        self.begin_load()
        self.redis.kill()
        self.redis.options = {**usual, **options}
        self.redis.start()
        self.daemon.process.wait_for_log(reply, 20)
        self.lasts()
        self.assertNotIn("Redis is back", self.daemon.log())
        self.redis.kill()
        self.redis.options = usual
        self.redis.start()

    def test_older_version(self):
        path = self.directory / "older.conf"
        path.write_text('rename-command HSETNX ""\n', "ascii")
        self.other_redis("unknown command", include=path)
        self.finish("Redis of another version", f"lacks a command, for {SECONDS:.0f} s")

    def test_moved(self):
        port = free_port()
        nodes = self.redis.directory / "nodes.conf"
        # A node of a cluster where another one has all the slots.
        nodes.write_text(
            f"{'a' * 40} 127.0.0.1:{port}@{port + 1} myself,master - 0 0 1 connected\n"
            f"{'b' * 40} 127.0.0.1:1@2 master - 0 0 2 connected 0-16383\n"
            "vars currentEpoch 2 lastVoteEpoch 0\n", "ascii")
        usual_port, self.redis.port = self.redis.port, port
        self.addCleanup(setattr, self.redis, "port", usual_port)
        self.other_redis("MOVED", cluster_enabled="yes", cluster_port=port + 1, databases="1",
                         cluster_node_timeout="600000")
        self.finish("Redis MOVED", f"a node of a cluster without slots, for {SECONDS:.0f} s and "
                    "the time until it knew that it was one")

    def test_loading(self):
        self.begin_load()
        # One that loads answers once in a kilobyte, which must not take long: a kilobyte a key.
        self.redis.cli("config", "set", "rdbcompression", "no")
        self.redis.cli("eval", "local x = string.rep('x', 1024) "
                       "for i = 1, 1000 do redis.call('set', 'other:' .. i, x) end", "0")
        self.redis.cli("save")
        keys = int(self.redis.cli("dbsize"))
        self.redis.kill()
        delay = int(2 * SECONDS * 1e6 / keys)
        self.redis.options |= {"key_load_delay": delay, "loading_process_events_interval_bytes": 1024}
        self.redis.spawn()
        wait_until(lambda: "loading:1" in self.redis.cli("info", "persistence", check=False), 20,
                   what="a Redis that loads")
        # The reason of an outage is told when it begins.
        self.daemon.kill()
        self.daemon.start()
        self.daemon.process.wait_for_log("LOADING")
        self.finish("Redis LOADING", "kill -9, start with data that takes "
                    f"{2 * SECONDS:.0f} s to read; the daemon too")

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
