"""Redis behind Sentinels: its master is killed, or hands over to the replica."""

import time

from fault_test import FaultTest
from greytest.daemon_test import main
from greytest.sentinels import SentinelGroup
from greytest.wait import wait_until


class SentinelTest(FaultTest):
    # Until a replica has again what it lacked of the last second, a retry at the other MX is too soon.
    delay = 2

    def make_redis(self):
        return SentinelGroup(self.directory / "sentinels")

    def setUp(self):
        super().setUp()
        self.second = self.greycache("mx2")
        self.second.start()

    def finish_at_replica(self, *words):
        """As finish(), and both daemons are connected to the server that was the replica."""
        old, new = self.redis.servers
        self.finish(*words, [self.daemon, self.second], whole_within=30)
        self.assertIs(self.redis.master(), new)
        self.assertEqual(new.cli("client", "list").count("name=greycache "), 2)
        self.assertGreater(int(new.cli("dbsize")), 10)
        wait_until(lambda: "role:slave" in old.cli("info", "replication"), 30,
                   what="the old master a replica")

    def test_master_killed(self):
        old = self.redis.servers[0]
        self.begin_load(self.daemon, self.second)
        self.short_pause()
        old.kill()
        begin = time.monotonic()
        for daemon in (self.daemon, self.second):
            daemon.process.wait_for_log("Redis is lost")
            wait_until(daemon.is_up, 30, 0.05, "the new master in use")
        self.figures["whole_s"] = round(time.monotonic() - begin, 1)
        # It comes back as a master, until a Sentinel tells it that there is another.
        old.start()
        self.finish_at_replica("Redis master killed, Sentinels",
                               "kill -9 of the master, started again after the failover, two MX")

    def test_handover_to_the_replica(self):
        self.begin_load(self.daemon, self.second)
        self.short_pause()
        self.redis.ask(self.redis.ports[0], "sentinel", "failover", self.redis.NAME)
        for daemon in (self.daemon, self.second):
            wait_until(lambda d=daemon: "Redis takes no changes" in d.log() or
                       "Redis is lost" in d.log(), 30, what="the old master given up")
        self.finish_at_replica("Redis master changed, Sentinels", "SENTINEL FAILOVER, two MX")


if __name__ == "__main__":
    main()
