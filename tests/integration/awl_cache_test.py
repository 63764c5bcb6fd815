"""The daemon's cache of auto-whitelisted senders: what is changed in Redis counts at once."""

import urllib.request

from greytest.daemon_test import DaemonTest, let_pass, main
from greytest.ports import free_port
from greytest.wait import wait_until

KEY = "grey:{203.0.113.9}"
FIELD = "alice@sender.example"
KNOWN = "from auto-whitelisted"
DELAY = 1


class AwlCacheTest(DaemonTest):
    def setUp(self):
        super().setUp()
        self.port = free_port()
        # Recipients' sources would be loaded as well.
        self.daemon = self.started(reconnect_delay=f"{DELAY}s", group_domain_level=0,
                                   correspondents="off", metrics=f"127.0.0.1:{self.port}")
        self.query()
        let_pass(DELAY)
        self.assertIn("delayed", self.query())

    def query(self):
        return self.daemon.query(sender="alice@sender.example", client_address="203.0.113.9")

    def cached(self, name="entries"):
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/metrics", timeout=10) as answer:
            for line in answer.read().decode("ascii").splitlines():
                if line.startswith(f"greycache_awl_cache_{name} "):
                    return int(line.split()[1])
        raise AssertionError(name)

    def wait_until_cached(self):
        """And stored: until then this host knows what it has answered, whatever Redis has."""
        wait_until(lambda: KNOWN in self.query() and self.cached() == 1, what="an entry cached")
        wait_until(lambda: not self.daemon.stats()["journal"].get("for_persistent", 0),
                   what="an empty journal")

    def test_an_entry_deleted_by_hand_is_gone_with_the_next_request(self):
        for _ in range(20):
            self.wait_until_cached()
            self.servers.redis_cli("hdel", KEY, FIELD)
            # Its first attempt is still there.
            self.assertIn("delayed", self.query())

    def test_a_source_deleted_by_hand_is_loaded_again(self):
        self.wait_until_cached()
        for command in (["del", KEY], ["expire", KEY, "0"], ["flushdb"]):
            loaded = self.daemon.stats()["sources_loaded"]
            self.servers.redis_cli(*command)
            self.assertIn(KNOWN, self.query())
            self.assertEqual(self.daemon.stats()["sources_loaded"], loaded + 1, command)
            self.wait_until_cached()

    def test_a_redis_that_is_lost_takes_the_cache_with_it(self):
        self.wait_until_cached()
        self.servers.redis.stop()
        wait_until(lambda: self.cached() == 0, what="an empty cache")
        self.servers.redis.start()
        self.wait_until_cached()
        self.assertGreater(self.cached("invalidations_total"), 0)


if __name__ == "__main__":
    main()
