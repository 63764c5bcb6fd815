"""Two MX, Redis and PostgreSQL in a network each: a cable is pulled, packets vanish silently."""

import subprocess
import time
from dataclasses import replace

from fault_test import DELAY, PLAN, SAMPLES, SECONDS, FaultTest
from greytest.daemon_test import let_pass, main
from greytest.paths import SOURCE
from greytest.postgres_server import PostgresServer
from greytest.redis_server import RedisServer
from greytest.wait import wait_until
from namespaces import Network, NoNamespaces

REDIS_PORT, POSTGRES_PORT = 6379, 5432
PASSWORD = "only-for-tests"
MIGRATIONS = ("001_entries.sql", "002_opt_tables.sql", "003_connect_partitions.sql",
              "004_sound_rows.sql", "005_standing_correspondent.sql", "006_history.sql",
              "007_expectation.sql", "008_mail_count.sql", "009_stand_in.sql",
              "010_opt_version_steps.sql", "011_history_summaries.sql",
              "012_history_wide_summaries.sql")


class NetworkTest(FaultTest):
    """Both stores by TCP, with the rights that packaging/redis-acl.conf and sql/roles.sql give."""

    own_postgres = True

    def setUp(self):
        try:
            self.network = Network(["mx1", "mx2"])
        except NoNamespaces as error:
            self.skipTest(f"no network namespaces: {error}")
        self.addCleanup(self.network.remove)
        super().setUp()
        self.second = self.greycache("mx2")
        with self.network.at("mx2"):
            self.second.start()

    def make_redis(self):
        text = (SOURCE / "packaging" / "redis-acl.conf").read_text("utf-8")
        lines = [line for line in text.splitlines() if line.startswith("user ")]
        path = self.directory / "acl"
        path.write_text("\n".join(lines).replace("CHANGE-ME", PASSWORD) + "\n", "utf-8")
        return RedisServer(self.directory / "redis", port=REDIS_PORT, bind=Network.HUB,
                           protected_mode="no", aclfile=path)

    @staticmethod
    def make_postgres(directory):
        server = PostgresServer(directory, listen_addresses=Network.HUB)
        with open(server.directory / "data" / "pg_hba.conf", "a", encoding="utf-8") as access:
            access.write("host grey greycache 10.99.0.0/24 scram-sha-256\n")
        return server

    def start_servers(self):
        with self.network.at("hub"):
            super().start_servers()
        self.run_psql("-f", "roles.sql")
        self.run_psql("-1", "-c", "set role greycache_owner", "-c", "set search_path = greycache",
                      *(word for name in MIGRATIONS for word in ("-f", name)))
        self.psql(f"alter role greycache password '{PASSWORD}'")

    def run_psql(self, *words):
        subprocess.run(["psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-h", self.postgres.directory,
                        "-U", "postgres", "-d", "grey", *words], check=True, cwd=SOURCE / "sql",
                       timeout=60)

    def greycache(self, name, **settings):
        return super().greycache(name, **{
            "redis": f"redis://greycache:{PASSWORD}@{Network.HUB}:{REDIS_PORT}/0",
            "database": f"postgresql://greycache:{PASSWORD}@{Network.HUB}:{POSTGRES_PORT}/grey",
            **settings})

    def start_daemon(self):
        with self.network.at("mx1"):
            super().start_daemon()

    def test_link_down(self):
        self.cut_off(self.network.pull, self.network.plug, "MX cut off, link down",
                     "two MX, the link of one down")

    def test_packets_vanish(self):
        self.cut_off(self.network.drop, self.network.pass_on, "MX cut off, packets dropped",
                     "two MX, every packet of one dropped silently")

    def cut_off(self, begin, end, line, done):
        self.begin_load(self.daemon)
        other = self.load_on([self.second], replace(PLAN, name="second"))
        self.wait_for_retries()
        begin("mx2")
        for lost in ("Redis is lost", "PostgreSQL is lost"):
            self.second.process.wait_for_log(lost, 20)
        self.lasts()
        end("mx2")
        # The time of the cut-off one counts; it is the one that must come back.
        began = time.monotonic()
        wait_until(self.second.is_up, 40, 0.05, "the cut-off MX to be back")
        self.figures["whole_s"] = round(time.monotonic() - began, 1)
        other.stop()
        self.figures["longest_cut_off_ms"] = round(other.longest_of_all() * 1000)
        self.finish(line, f"{done} for {SECONDS:.0f} s and until it was noticed; that one acknowledged "
                    f"{other.book.acknowledged} and gave {other.answers_of_all()['in doubt']} answers "
                    "in doubt", [self.daemon, self.second], whole_within=40)
        self.assertEqual(other.book.lost(self.psql), [], "lost at the cut-off MX")
        self.assert_served(other)
        self.assertNotIn("Redis is lost", self.daemon.log())
        let_pass(DELAY)
        self.assert_found_at(self.daemon, other.book)
        self.assert_found_at(self.second, self.load.book)

    def assert_found_at(self, daemon, book):
        """What the other MX has acknowledged counts here."""
        connects, from_awl, *_ = book.standing()
        known = sorted(entry for entry in from_awl if "@" not in entry[0])
        waiting = sorted(entry for entry in connects
                         if "@" not in entry[0] and entry[:3] not in from_awl)
        self.assertTrue(known and waiting)
        for src, domain, name in self.chance.sample(known, min(SAMPLES, len(known))):
            self.assertIn("auto-whitelisted", daemon.query(client_address=src, client_name="unknown",
                                                           sender=f"{name}@{domain}"))
        for src, domain, name, rcpt in self.chance.sample(waiting, min(SAMPLES, len(waiting))):
            self.assertIn("delayed", daemon.query(client_address=src, client_name="unknown",
                                                  recipient=rcpt, sender=f"{name}@{domain}"))


if __name__ == "__main__":
    main()
