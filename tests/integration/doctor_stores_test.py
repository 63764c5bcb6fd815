"""`greyctl doctor` with real servers that are set up as they should not be."""

import unittest

from greytest import faketime
from greytest.daemon_test import DaemonTest, main
from greytest.doctor import Diagnosis
from greytest.paths import SOURCE
from greytest.pgbouncer import PgBouncer, installed
from greytest.postgres_server import PostgresServer
from greytest.redis_server import RedisServer
from greytest.wait import wait_until

GOOD = {"maxmemory": "64mb", "maxmemory_policy": "volatile-ttl", "hash_max_listpack_value": "512"}
ROWS = 20_000


class DoctorStoresTest(DaemonTest):
    def redis(self, name="redis", **options):
        server = RedisServer(self.directory / name, **options)
        self.addCleanup(server.stop)
        return server.start()

    def find(self, daemon, part, severity, words):
        diagnosis = Diagnosis(daemon)
        self.assertTrue(diagnosis.has(part, severity, words), diagnosis.findings)
        return diagnosis

    def with_redis(self, **options):
        """A daemon, not started, whose Redis has these settings."""
        return self.greycache(redis=self.redis(**options).url())

    def with_postgres(self, **options):
        """The same with a PostgreSQL of its own."""
        server = PostgresServer(self.directory / "postgres", **options).start()
        self.addCleanup(server.stop, "immediate")
        server.create_database("grey")
        return server, self.greycache(database=server.url("grey"))

    def served(self, daemon):
        """Has it make its schema; it is stopped again, and nobody tends the tables."""
        daemon.start()
        wait_until(daemon.is_up, 20, 0.05, "the stores in use")
        daemon.stop()

    def test_servers_as_they_should_be(self):
        daemon = self.with_redis(**GOOD)
        daemon.start()
        wait_until(daemon.is_up, 20, 0.05, "the stores in use")
        diagnosis = Diagnosis(daemon)
        self.assertEqual(diagnosis.about("redis"), [])
        # The tests' PostgreSQL runs with fsync = off.
        self.assertEqual(len(diagnosis.about("postgresql")), 1, diagnosis.findings)
        self.assertIn("fsync = off", diagnosis.about("postgresql")[0])
        self.assertIn("Redis ", "".join(diagnosis.about("redis", "ok")))

    def test_memory_of_redis(self):
        self.find(self.with_redis(), "redis", "warning", "no maxmemory")
        daemon = self.greycache("full", redis=self.redis("full", maxmemory="64mb").url())
        self.find(daemon, "redis", "error", "noeviction")
        random = self.redis("random", maxmemory="64mb", maxmemory_policy="allkeys-random")
        diagnosis = self.find(self.greycache("random", redis=random.url()), "redis", "warning",
                              "allkeys-random")
        self.assertTrue(diagnosis.has("redis", "warning", "hash-max-listpack-value is 64"))
        lru = self.redis("lru", **{**GOOD, "maxmemory_policy": "allkeys-lru"})
        self.assertEqual(Diagnosis(self.greycache("lru", redis=lru.url())).about("redis"), [])

    def test_a_redis_that_writes_to_disk(self):
        daemon = self.with_redis(**GOOD, appendonly="yes")
        self.find(daemon, "redis", "note", "(appendonly)")
        saves = self.redis("saves", **{**GOOD, "save": "3600 1"})
        self.find(self.greycache("saves", redis=saves.url()), "redis", "note", "(save)")

    def test_a_redis_that_is_a_replica(self):
        master = self.redis("master", **GOOD)
        replica = self.redis("replica", **GOOD)
        # Which port does not matter: it takes no writes either way.
        replica.cli("replicaof", "127.0.0.1", "1")
        self.find(self.greycache(redis=replica.url()), "redis", "error", "replica")
        replica.cli("config", "set", "replica-read-only", "no")
        self.find(self.greycache("mx2", redis=replica.url()), "redis", "error", "is a replica")
        self.assertEqual(Diagnosis(self.greycache("mx3", redis=master.url())).about("redis"), [])

    def test_rights_in_redis(self):
        text = (SOURCE / "packaging" / "redis-acl.conf").read_text("utf-8")
        line = next(line for line in text.splitlines() if line.startswith("user "))
        acl = self.directory / "acl"
        acl.write_text(line.replace("CHANGE-ME", "secret") + "\nuser default on nopass ~* &* +@all\n")
        redis = self.redis(**GOOD, aclfile=acl)
        least = f"unix://greycache:secret@{redis.socket}?db=0"
        daemon = self.greycache(redis=least)
        diagnosis = Diagnosis(daemon)
        self.assertEqual(diagnosis.about("redis"), [])
        self.assertTrue(diagnosis.has("redis", "note", "whether hash-max-listpack-value is 512"))
        self.assertFalse(diagnosis.has("redis", "note", "may do everything"))
        redis.cli("acl", "setuser", "greycache", "-hset")
        diagnosis = self.find(daemon, "redis", "error", "NOPERM")
        self.assertNotIn("secret", str(diagnosis.findings))
        self.find(self.greycache("mx2", redis=redis.url()), "redis", "note", "may do everything")
        wrong = self.greycache("mx3", redis=least.replace("secret", "guessed"))
        self.assertNotIn("guessed", str(self.find(wrong, "redis", "error", "WRONGPASS").findings))

    def test_a_schema_that_is_not_there(self):
        daemon = self.greycache()
        for _ in range(2):  # none is made
            self.find(daemon, "postgresql", "error", "schema greycache is at version 0")

    def test_rights_in_postgresql(self):
        server, daemon = self.with_postgres()
        self.served(daemon)
        server.psql("create role greycache login; grant usage on schema greycache to greycache; "
                    "grant select, insert, update, delete on all tables in schema greycache to greycache; "
                    "grant execute on all functions in schema greycache to greycache", "grey")
        daemon.settings["database"] = server.url("grey", "greycache")
        self.assertEqual(len(Diagnosis(daemon).about("postgresql")), 1)  # fsync
        server.psql("revoke delete on greycache.from_awl from greycache", "grey")
        diagnosis = self.find(daemon, "postgresql", "error",
                              "rights are missing in PostgreSQL: delete on from_awl")
        self.assertIn("sql/roles.sql", str(diagnosis.findings))

    def test_a_role_that_postgresql_does_not_know(self):
        server, daemon = self.with_postgres()
        daemon.settings["database"] = server.url("grey", "nobody_here")
        self.find(daemon, "postgresql", "error", "nobody_here")

    def test_a_postgresql_that_forgets(self):
        server, daemon = self.with_postgres(autovacuum="off", full_page_writes="off")
        self.served(daemon)
        server.psql("alter role postgres set synchronous_commit = off", "grey")
        diagnosis = self.find(daemon, "postgresql", "warning", "synchronous_commit = off")
        self.assertTrue(diagnosis.has("postgresql", "error", "fsync = off"))
        self.assertTrue(diagnosis.has("postgresql", "warning", "autovacuum = off"))

    def test_dead_rows(self):
        server, daemon = self.with_postgres(autovacuum="off")
        self.served(daemon)
        server.psql(
            "insert into greycache.from_awl (src, sender_domain, sender_name, first_seen, last_seen) "
            f"select 'x', 'sender.example', n::text, now(), now() from generate_series(1, {ROWS}) n; "
            "delete from greycache.from_awl", "grey")
        wait_until(lambda: server.psql("select n_dead_tup from pg_stat_user_tables "
                                       "where relname = 'from_awl'", "grey") == str(ROWS), 20, 0.1,
                   "the statistics")
        self.find(daemon, "postgresql", "warning", f"from_awl has {ROWS} dead rows beside 0 live")

    def test_partitions_that_nobody_makes_or_drops(self):
        server, daemon = self.with_postgres()
        self.served(daemon)
        today = server.psql("select to_char(now() at time zone 'UTC', 'YYYYMMDD')", "grey")
        server.psql("set search_path = greycache; "
                    "select make_connect_partitions((now() at time zone 'UTC')::date - 20, 1)", "grey")
        self.find(daemon, "postgresql", "warning", "partitions of 20 days ago")
        server.psql(f"drop table greycache.connect_{today}", "grey")
        self.find(daemon, "postgresql", "warning", "no partition for today")

    def test_a_standby(self):
        server, daemon = self.with_postgres()
        self.served(daemon)
        standby = server.standby(self.directory / "standby").start()
        self.addCleanup(standby.stop, "immediate")
        daemon.settings["database"] = standby.url("grey")
        self.find(daemon, "postgresql", "error", "is a standby")

    @unittest.skipUnless(installed(), "needs Debian's pgbouncer")
    def test_poolers(self):
        server, daemon = self.with_postgres()
        self.served(daemon)
        for mode in ("transaction", "session"):
            pooler = PgBouncer(self.directory / mode, server, mode, 5).start()
            self.addCleanup(pooler.stop)
            daemon.settings["database"] = pooler.url("grey")
            diagnosis = Diagnosis(daemon)
            self.assertEqual(len(diagnosis.about("postgresql")), 1, diagnosis.findings)
            self.assertIn("a pooler stands before", "".join(diagnosis.about("postgresql", "ok")))
            pooler.stop()
        pooler = PgBouncer(self.directory / "statement", server, "statement", 5).start()
        self.addCleanup(pooler.stop)
        daemon.settings["database"] = pooler.url("grey")
        self.find(daemon, "postgresql", "error", "set pool_mode = transaction")

    @unittest.skipUnless(faketime.library(threads=False), "needs Debian's faketime")
    def test_clocks_that_differ(self):
        daemon = self.with_redis(**GOOD)
        clock = self.directory / "clock"
        self.served(daemon)
        for ahead, severity in ((10, "warning"), (90, "error")):
            clock.write_text(f"-{ahead}s", "ascii")
            diagnosis = Diagnosis(daemon, prefix=faketime.prefix(
                faketime.environment(faketime.library(threads=False), clock)))
            for part, name in (("redis", "Redis"), ("postgresql", "PostgreSQL")):
                said = "".join(diagnosis.about(part, severity))
                self.assertRegex(said, f"the clock of {name}'s host is ({ahead - 1}|{ahead}|{ahead + 1}) s "
                                       "ahead of this host's")


if __name__ == "__main__":
    main()
