"""A takeover that fails, whatever the other does: the daemon goes on, and nobody waits long."""

import pathlib
import resource
import signal
import socket
import sys
import time

from greytest.book import Ages
from greytest.daemon_test import STORAGE, DaemonTest, let_pass, main
from greytest.false_successor import FalseSuccessor
from greytest.load import Load
from greytest.paths import program
from greytest.policy_request import policy_request
from greytest.ports import free_port
from greytest.process import Process
from greytest.wait import wait_until
from greytest.ways import PolicyWay

DELAY = 1
RATE = 100  # questions a second

# A program that starts the daemon, but something else in the place of its successor.
WRAPPER = """#!/bin/bash
case "$*" in
  *--takeover*) exec {python} {script} {control} {state} ;;
  *) exec -a "$0" {greycache} "$@" ;;
esac
"""


class FalseSuccessorTest(DaemonTest):
    def greycache(self, name="mx1", **settings):
        return super().greycache(name, **{"reconnect_delay": f"{DELAY}s", **settings})

    def false_successor(self, daemon):
        successor = FalseSuccessor(daemon.directory / "control.sock", daemon.settings["state_dir"])
        self.addCleanup(successor.close)
        return successor

    def begin_load(self, daemon):
        """One client that asks all the time."""
        load = Load([PolicyWay([daemon.socket])], Ages(daemon.delay), rate=RATE)
        self.addCleanup(load.stop)
        return load


class FailureTest(FalseSuccessorTest):
    def assert_served_all_the_time(self, load, seconds=4):
        time.sleep(seconds)
        load.stop()
        self.assertEqual(load.what_went_wrong(), [])
        print(f"longest answer {load.longest_of_all():.2f} s of {len(load.times)}")
        self.assertLess(load.longest_of_all(), 2.0)
        self.assertGreater(len(load.times), 10)

    def test_a_successor_that_holds_the_lock_and_hangs_makes_nobody_wait_over_2_s(self):
        daemon = self.started()
        load = self.begin_load(daemon)
        successor = self.false_successor(daemon)
        successor.take_lock()
        self.assert_served_all_the_time(load)
        self.assertTrue(daemon.process.running(), daemon.log())
        self.assertFalse(successor.confirm())
        self.assertIn("Greylisted", daemon.query(sender="while@x.example"))
        # What was answered meanwhile is on the disk as soon as the directory is free.
        successor.close()
        wait_until(lambda: "journal can be used again" in daemon.log(), 15, what="the journal")
        self.assertEqual(daemon.stats()["journal"]["state"], "disk")
        daemon.kill()
        daemon.start()
        let_pass(DELAY)
        self.assertIn("delayed", daemon.query(sender="while@x.example"))

    def test_a_successor_that_hangs_without_the_lock_makes_nobody_wait_over_2_s(self):
        daemon = self.started()
        load = self.begin_load(daemon)
        self.false_successor(daemon)
        self.assert_served_all_the_time(load)
        self.assertTrue(daemon.process.running(), daemon.log())

    def test_a_lock_that_goes_after_the_connection_is_waited_for(self):
        daemon = self.started()
        load = self.begin_load(daemon)
        successor = self.false_successor(daemon)
        successor.take_lock()
        successor.close_connection()
        time.sleep(0.2)
        successor.release_lock()
        self.assert_served_all_the_time(load, 2)
        self.assertTrue(daemon.process.running(), daemon.log())
        wait_until(lambda: daemon.stats()["journal"]["state"] == "disk", what="the journal on disk")

    def test_what_was_acknowledged_before_a_failure_counts_after_it(self):
        daemon = self.started()
        self.assertIn("Greylisted", daemon.query(sender="a@x.example"))
        self.false_successor(daemon).close()
        let_pass(DELAY)
        self.assertIn("delayed", daemon.query(sender="a@x.example"))

    def test_the_settings_of_the_last_reload_hold_after_a_failure(self):
        daemon = self.started(reconnect_delay="5")
        daemon.write_config(reconnect_delay="6")
        daemon.reload()
        wait_until(lambda: "6 minutes" in daemon.query(), what="the new delay")
        self.false_successor(daemon).close()
        wait_until(lambda: "going on" in daemon.log(), what="the failure")
        self.assertIn("6 minutes", daemon.query(sender="other@x.example"))

    def test_a_request_that_waits_for_its_answer_is_answered_after_a_failure(self):
        daemon = self.started()
        with daemon.connection() as connection:
            connection.send(policy_request()[:50])
            time.sleep(0.1)
            self.false_successor(daemon).close()
            connection.send(policy_request()[50:])
            self.assertIn("Greylisted", connection.read_reply())

    def test_a_failure_that_comes_again_and_again_changes_nothing(self):
        daemon = self.started()
        load = self.begin_load(daemon)
        for _ in range(5):
            self.false_successor(daemon).close()
            time.sleep(0.3)
        self.assert_served_all_the_time(load, 1)

    def test_a_new_program_can_take_over_after_a_failure(self):
        daemon = self.started()
        self.false_successor(daemon).close()
        with daemon.connection() as connection:
            self.assertIn("Greylisted", connection.ask())
            daemon.take_over()
            self.assertIn("Greylisted", connection.ask(sender="b@x.example"))

    def test_the_counters_go_on_after_a_failure(self):
        daemon = self.started()
        with daemon.connection() as connection:
            for number in range(3):
                connection.ask(sender=f"{number}@x.example")
            before = daemon.stats()
            time.sleep(1.1)
            self.false_successor(daemon).close()
            connection.ask(sender="after@x.example")
            after = daemon.stats()
        self.assertEqual(before["requests"], 3)
        self.assertEqual(after["requests"], 4)
        self.assertEqual(after["outcomes"]["new"], before["outcomes"]["new"] + 1)
        self.assertEqual(after["connections"]["accepted"], before["connections"]["accepted"])
        self.assertEqual(after["started"], before["started"])


class RefusingSuccessorTest(DaemonTest):
    """The new program finds in the middle that it cannot start."""

    def test_its_reason_is_in_the_log_and_in_the_words_of_greyctl(self):
        daemon = self.started()
        with socket.create_server(("127.0.0.1", free_port())) as taken:
            port = taken.getsockname()[1]
            for name in ("inet", "metrics"):
                with self.subTest(name):
                    daemon.write_config(inet=None, metrics=None)
                    daemon.write_config(**{name: f"127.0.0.1:{port}"})
                    begin = len(daemon.log())
                    answer = daemon.ctl("renew")
                    reason = f"cannot start: {name}: cannot listen on 127.0.0.1:{port}: Address"
                    self.assertEqual(answer.returncode, 69)
                    self.assertIn(reason, answer.stderr)
                    wait_until(lambda: "has ended (status 69)" in daemon.log()[begin:],
                               what="the end of the successor")
                    log = daemon.log()[begin:]
                    self.assertIn(f"which wanted to take over, {reason}", log)
                    self.assertEqual(log.count(reason), 2, log)
                    self.assertNotIn("hangs", log)
                    self.assertIn("Greylisted", daemon.query(sender=f"{name}@x.example"))
        daemon.write_config(inet=None, metrics=None)
        self.assertEqual(daemon.ctl("renew").returncode, 0)


class ForeignSchemaTest(DaemonTest):
    """PostgreSQL's schema is none for the new program, and its role may not make it one."""

    def setUp(self):
        super().setUp()
        if STORAGE != "shared":
            self.skipTest("the embedded storage has no roles")
        self.daemon = self.started(reconnect_delay=f"{DELAY}s")
        self.assertIn("Greylisted", self.daemon.query())

    def become_poor(self):
        """The next program has a role that may only read and write rows."""
        psql = self.servers.psql
        if not psql("select 1 from pg_roles where rolname = 'poor'"):
            psql("create role poor login")
        psql("grant usage on schema greycache to poor")
        psql("grant select, insert, update, delete on all tables in schema greycache to poor")
        self.daemon.write_config(database=self.servers.postgres.url(self.servers.database, "poor"))

    def assert_refused(self, *reasons):
        begin = len(self.daemon.log())
        answer = self.daemon.ctl("renew")
        self.assertEqual(answer.returncode, 69)
        self.assertIn("the log says why", answer.stderr)
        log = self.daemon.log()[begin:]
        for reason in reasons:
            self.assertIn(reason, log)
        # It was not even asked to let go of anything.
        self.assertNotIn("takes over", log)
        self.assertTrue(self.daemon.is_up())

    def test_of_an_older_one_and_the_daemon_knows_everybody_as_before(self):
        self.become_poor()
        last = self.servers.psql(
            "delete from greycache.schema_addition where version ="
            " (select max(version) from greycache.schema_addition) returning version, name")
        version, name = last.split("|")
        self.assert_refused(f"this program needs {version} and may not change it (role poor does "
                            "not own it)", f"-f sql/{version.zfill(3)}_{name}.sql")
        let_pass(DELAY)
        self.assertIn("delayed", self.daemon.query())
        self.servers.psql(f"insert into greycache.schema_addition values ({version}, '{name}')")
        self.assertEqual(self.daemon.ctl("renew").returncode, 0)

    def test_of_one_that_a_newer_program_has_made(self):
        self.servers.psql("insert into greycache.schema_version values (999, 'newer')")
        self.assert_refused("is at version 999", "a newer program is needed")
        let_pass(DELAY)
        self.assertIn("delayed", self.daemon.query())
        self.servers.psql("delete from greycache.schema_version where version = 999")
        self.assertEqual(self.daemon.ctl("renew").returncode, 0)


class OnlyInMemoryTest(FalseSuccessorTest):
    """Neither the journal nor SQLite has room, so that changes are in the daemon's memory only."""

    def test_the_daemon_does_not_let_go_and_serves_on(self):
        if STORAGE != "embedded":
            self.skipTest("PostgreSQL would take them")
        daemon = self.started()
        self.assertIn("Greylisted", daemon.query(sender="first@x.example"))
        pid = daemon.process.pid
        before = resource.prlimit(pid, resource.RLIMIT_FSIZE)
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (1, before[1]))
        self.assertIn("Greylisted", daemon.query(sender="a@x.example"))
        for number in range(3):
            answer = daemon.ctl("renew")
            self.assertEqual(answer.returncode, 69)
            self.assertIn("may not yet: ", answer.stderr)
            self.assertIn("changes are in memory only", answer.stderr)
            self.assertIn("Greylisted", daemon.query(sender=f"{number}@x.example"))
        resource.prlimit(pid, resource.RLIMIT_FSIZE, before)
        self.assertEqual(daemon.ctl("renew").returncode, 0)
        let_pass(DELAY)
        for name in ("a", "0", "1", "2"):
            self.assertIn("PREPEND", daemon.query(sender=f"{name}@x.example"))


class HangingStoreTest(FalseSuccessorTest):
    """PostgreSQL answers nothing, and has a statement of each kind."""

    def setUp(self):
        super().setUp()
        if STORAGE != "shared":
            self.skipTest("the embedded storage has no server")
        self.daemon = self.started(db_cleandelay="1s")
        self.load = self.begin_load(self.daemon)
        time.sleep(1)
        self.servers.postgres.pause()
        self.addCleanup(self.servers.postgres.resume)
        time.sleep(0.3)

    def test_a_takeover_makes_nobody_wait_over_2_s(self):
        before = len(self.load.times)
        self.daemon.take_over()
        time.sleep(1)
        self.load.stop()
        self.assertGreater(len(self.load.times), before)
        print(f"longest answer {self.load.longest_of_all():.2f} s")
        self.assertLess(self.load.longest_of_all(), 2.0)

    def test_a_successor_that_hangs_makes_nobody_wait_over_2_s(self):
        with self.daemon.connection(timeout=10) as connection:
            connection.send(policy_request(client_address="198.51.100.1"))
            before = time.monotonic()
            self.false_successor(self.daemon).take_lock()
            connection.read_reply()
            waited = time.monotonic() - before
            print(f"waited {waited:.2f} s")
            self.assertLess(waited, 2.2)

    def test_the_end_comes_within_5_s(self):
        self.assertEqual(self.daemon.process.stop(5.5), 0)


class OwnSuccessorTest(FalseSuccessorTest):
    """SIGUSR2 starts what takes the lock and hangs."""

    def wrapped(self):
        daemon = self.greycache()
        daemon.write_config()
        wrapper = daemon.directory / "wrapper"
        script = pathlib.Path(__file__).parents[1] / "lib" / "greytest" / "false_successor.py"
        wrapper.write_text(WRAPPER.format(
            python=sys.executable, script=script, control=daemon.directory / "control.sock",
            state=daemon.settings["state_dir"], greycache=program("greycache")), "utf-8")
        wrapper.chmod(0o755)
        daemon.process = Process([wrapper, "--config", daemon.config, "--log-to", "stderr"],
                                 daemon.directory / "greycache.log")
        wait_until(lambda: "serves on" in daemon.log(), what="the daemon")
        return daemon

    def test_it_is_killed_and_the_journal_is_on_disk_again(self):
        daemon = self.wrapped()
        load = self.begin_load(daemon)
        daemon.process.send_signal(signal.SIGUSR2)
        wait_until(lambda: "going on" in daemon.log(), what="the failure")
        time.sleep(1)
        load.stop()
        self.assertEqual(load.what_went_wrong(), [])
        self.assertLess(load.longest_of_all(), 2.0)
        self.assertTrue(daemon.process.running(), daemon.log())
        wait_until(lambda: "has ended (status 137)" in daemon.log(), what="the end of the successor")
        self.assertEqual(daemon.stats()["journal"]["state"], "disk")


if __name__ == "__main__":
    main()
