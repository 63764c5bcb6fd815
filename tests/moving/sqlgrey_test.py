"""Moving in from a real SQLgrey that was in use: nobody who was known waits, opt tables decide
the same."""

import subprocess
import time
import unittest

import real_sqlgrey
from greytest import mariadb_server
from greytest.daemon_test import DaemonTest, let_pass, main
from greytest.paths import program
from sqlgrey_in_use import KNOWN, Mariadb, Postgres, SqliteFile, SqlgreyInUse
from traffic import LISTS, OPT_TABLES

TABLES = ("connect", "from_awl", "domain_awl", "optin_domain", "optin_email", "optout_domain",
          "optout_email")


def passes(action):
    return action.startswith(("PREPEND", "dunno"))


@unittest.skipIf(real_sqlgrey.missing(), real_sqlgrey.missing())
class SqlgreyTest(DaemonTest):
    def in_use(self, store_class, requests=500, **settings):
        """A SQLgrey on that store, with its tables filled by mail and by hand."""
        self.store = store_class(self.directory)
        self.addCleanup(self.store.stop)
        clock = store_class is SqliteFile
        self.theirs = SqlgreyInUse(self.directory, self.store, clock,
                                   {"reconnect_delay": 5 if clock else 0, **settings}).start()
        self.addCleanup(self.theirs.stop)
        self.theirs.daemon.fill_opt_tables(OPT_TABLES)
        self.theirs.mail(requests, seed=20261129)

    def ours(self, name="mx1", **settings):
        """A daemon with the same lists."""
        daemon = self.greycache(name, **{"reconnect_delay": "1s", "greymethod": "smart", **settings})
        for name, text in LISTS.items():
            daemon.write_list(name, text)
        for name in ("smtp_server.regexp", "dyn_fqdn.regexp"):
            daemon.write_list(name, (self.theirs.lists / name).read_text())
        return daemon.start()

    def import_into(self, daemon, *options):
        answer = subprocess.run(
            [program("greyctl"), "--config", daemon.config, "import", "sqlgrey",
             self.theirs.config, *options],
            capture_output=True, text=True, timeout=100, check=False)
        self.assertEqual(answer.returncode, 0, answer.stdout + answer.stderr)
        return answer.stdout

    def lets_in_as_before(self, daemon, method="smart", least=20):
        """Whoever SQLgrey lets in now is let in, at least so many of them since they were known."""
        # A first attempt of this second is none that may be made again, here.
        let_pass(1)
        known = 0
        more = []
        for mail in self.theirs.different_mails():
            outcome, action = self.theirs.ask(mail)
            asked = {**mail, "instance": None, "request": "smtpd_access_policy"}
            answer = daemon.query(**asked)
            known += outcome in KNOWN
            if outcome in KNOWN or outcome == "whitelisted":
                self.assertTrue(passes(answer), (outcome, answer, mail))
            self.assertEqual(outcome == "inactive", "greylisting inactive" in answer,
                             (outcome, action, answer, mail))
            if outcome in ("new", "early") and passes(answer):
                more.append(mail)
        self.assertGreater(known, least)
        # A /64 is known where SQLgrey knew an address; besides that nobody is let in.
        if method == "smart":
            self.assertEqual([mail for mail in more if ":" not in mail["client_address"]], [])
        stranger = daemon.query(client_address="203.0.113.200", sender="new@stranger.example",
                                recipient="bob@customer.example", client_name="mx.stranger.example")
        self.assertFalse(passes(stranger), stranger)

    def test_from_sqlite_while_it_runs(self):
        self.in_use(SqliteFile)
        daemon = self.ours()
        said = self.import_into(daemon)
        self.assertIn("from_awl", said)
        self.assertIn("what to do next", said)
        self.assertIn("run this once more", said)
        self.lets_in_as_before(daemon)

    def test_opt_tables_decide_the_same(self):
        for method in ("optin", "optout"):
            with self.subTest(method):
                self.setUp()
                self.in_use(SqliteFile, optmethod=method)
                daemon = self.ours(optmethod=method)
                self.import_into(daemon)
                for table, rows in OPT_TABLES.items():
                    listed = daemon.ctl(table.split("_")[0], "list").stdout
                    for row in rows:
                        self.assertIn(row, listed)
                # Most mail is for who is not greylisted at all.
                self.lets_in_as_before(daemon, least=5)

    def test_from_postgresql_by_its_dsn_and_in_its_zone(self):
        self.in_use(Postgres, 250, optmethod="optout")
        self.store.sql("update from_awl set first_seen = first_seen - interval '20 days', "
                       "last_seen = last_seen - interval '58 days'")
        daemon = self.ours(greymethod="organisation", optmethod="optout")
        looked_at = self.import_into(daemon, "--dry-run", "--time-zone", "Asia/Tokyo")
        self.assertIn("Nothing was changed", looked_at)
        self.import_into(daemon)
        self.lets_in_as_before(daemon, "organisation")

    @unittest.skipUnless(mariadb_server.installed(), "no /usr/sbin/mariadbd")
    def test_from_mariadb_by_a_dsn_with_its_socket(self):
        self.in_use(Mariadb, 250, optmethod="optin")
        daemon = self.ours(optmethod="optin")
        said = self.import_into(daemon)
        self.assertIn("MySQL database sqlgrey", said)
        self.lets_in_as_before(daemon)

    def dumped(self):
        """A directory with files of all tables."""
        files = self.directory / "files"
        files.mkdir()
        for table in TABLES:
            (files / f"{table}.{self.store.suffix}").write_text(self.store.dump(table))
        return files

    def from_files(self, store_class):
        self.in_use(store_class, 250, optmethod="optout")
        files = self.dumped()
        daemon = self.ours(optmethod="optout")
        said = self.import_into(daemon, "--from-files", files, "--time-zone", self.store.zone)
        self.assertIn(f"files in {files}", said)
        self.lets_in_as_before(daemon)

    def test_from_files_of_psql(self):
        self.from_files(Postgres)

    @unittest.skipUnless(mariadb_server.installed(), "no /usr/sbin/mariadbd")
    def test_from_files_of_mysql(self):
        self.from_files(Mariadb)

    def names_beyond_ascii(self, store_class):
        """Bytes above 0x7f, as a client of SMTPUTF8 sends them, by the database and by files."""
        self.in_use(store_class, 1)
        mails = [{**self.theirs.mails[0], "sender": f"{name}@e{number}.example",
                  "client_address": "192.0.2.10", "client_name": "mail.good.example"}
                 for number, name in enumerate(("m\u00fcller", "\u00c4rger", "\u65e5\u672c"))]
        for mail in mails:
            self.theirs.ask(mail)
        self.theirs.now += 400
        time.sleep(0 if self.theirs.clock else 2.05)
        # What its columns cannot hold SQLgrey lets pass each time, with an error, and never knows.
        known = [mail for mail in mails if self.theirs.ask(mail)[0] == "reconnect"]
        self.assertGreaterEqual(len(known), 2)
        ways = [[]]
        if store_class is not SqliteFile:
            ways.append(["--from-files", self.dumped(), "--time-zone", self.store.zone])
        for number, way in enumerate(ways):
            daemon = self.ours(name=f"mx{number}")
            self.import_into(daemon, *way)
            for mail in known:
                answer = daemon.query(**{**mail, "instance": None})
                self.assertTrue(passes(answer), (way, mail, answer))

    def test_names_beyond_ascii_in_sqlite(self):
        self.names_beyond_ascii(SqliteFile)

    def test_names_beyond_ascii_in_postgresql(self):
        self.names_beyond_ascii(Postgres)

    @unittest.skipUnless(mariadb_server.installed(), "no /usr/sbin/mariadbd")
    def test_names_beyond_ascii_in_mariadb(self):
        self.names_beyond_ascii(Mariadb)

    def test_twice_is_once_and_a_dry_run_is_never(self):
        self.in_use(SqliteFile, 200)
        daemon = self.ours()
        said = self.import_into(daemon, "--dry-run")
        self.assertIn("Nothing was changed", said)
        empty = daemon.ctl("export").stdout
        self.assertNotIn("from_awl", empty)
        self.import_into(daemon)
        once = daemon.ctl("export").stdout
        self.assertIn('"kind":"from_awl"', once)
        self.import_into(daemon)
        self.assertEqual(sorted(daemon.ctl("export").stdout.splitlines()),
                         sorted(once.splitlines()))

    def test_faults_in_rows_are_mended_or_set_aside_and_told(self):
        self.in_use(SqliteFile, 1)
        zeros = "0000:" * 12
        for row in (("ANNA", "Capitals.Example", "192.0.2", "'sql error'", "strftime('%s')"),
                    ("b\xe9", "latin.example", "192.0.2", "strftime('%s')", "strftime('%s')"),
                    ("carl", "cut.example", "2001:0db8:0000:", "1", "strftime('%s')"),
                    ("dora", "twice.example", zeros + "0001", "1", "strftime('%s')"),
                    ("erna", "old.example", "192.0.2", "1", "1")):
            name, domain, src, first, last = row
            self.store.sql(f"insert into from_awl values ('{name}', '{domain}', '{src}', {first}, "
                           f"{last})")
        daemon = self.ours()
        said = self.import_into(daemon)
        for words in ("3  from_awl", "capitals", "one of the two times is none",
                      "from_awl: src is no address, or one that was cut off",
                      "carl | cut.example | 2001:0db8:0000:", "from_awl: expired"):
            self.assertIn(words, said)
        self.assertTrue(passes(daemon.query(client_address="192.0.2.5", client_name="mx.c.example",
                                            sender="Anna@capitals.example")))
        self.assertTrue(passes(daemon.query(client_address="::1", client_name="localhost",
                                            sender="dora@twice.example")))

    def test_who_cannot_be_reached_is_told(self):
        self.in_use(SqliteFile, 1)
        daemon = self.ours()
        empty = self.directory / "empty"
        empty.mkdir()
        for table in TABLES:
            (empty / f"{table}.tsv").touch()
        for options, status, words in (
                (["/nonexistent.conf"], 78, "/nonexistent.conf: cannot be read"),
                ([self.theirs.config, "--database", "/nonexistent.db"], 69, "/nonexistent.db"),
                ([self.theirs.config, "--from-files", "/nonexistent"], 66, "no file connect.tsv"),
                ([self.theirs.config, "--from-files", empty], 65, "nothing came"),
                ([self.theirs.config, "--from-files", ".", "--time-zone", "Nowhere/City"], 64,
                 "Nowhere/City"),
                ([self.theirs.config, "--database", "DBI:mysql:x;mysql_socket=/nonexistent"], 69,
                 "/nonexistent")):
            answer = daemon.ctl("import", "sqlgrey", *options)
            self.assertEqual(answer.returncode, status, answer.stderr)
            self.assertIn(words, answer.stderr)
        daemon.stop()
        answer = daemon.ctl("import", "sqlgrey", self.theirs.config)
        self.assertEqual(answer.returncode, 69)
        self.assertIn("does greycache run?", answer.stderr)


if __name__ == "__main__":
    main()
