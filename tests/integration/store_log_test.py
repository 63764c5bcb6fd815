"""The log of the embedded store in other hands: removed, put back as it was, taken by others."""

import contextlib
import shutil
import sqlite3

from greytest.daemon_test import DaemonTest, main
from greytest.entries_file import ask_file
from greytest.wait import wait_until

LOST = "was removed or replaced while the daemon had it open"


class StoreLogTest(DaemonTest):
    def setUp(self):
        super().setUp()
        self.daemon = self.started()
        self.state = self.daemon.directory / "state"
        self.connection = self.daemon.connection()
        self.addCleanup(lambda: self.connection.close())
        self.asked = 0

    def beside(self, suffix, name="greycache"):
        return self.state / f"{name}.sqlite{suffix}"

    def ask_strangers(self, count=100):
        """So many first attempts, which the store has at return."""
        for number in range(self.asked, self.asked + count):
            answer = self.connection.ask(client_address=f"10.{number // 200}.{number % 200}.7",
                                         sender=f"s{number}@w{number}.example")
            self.assertIn("Greylisted", answer)
        self.asked += count
        wait_until(self.daemon.is_drained, 15, what="the store to have everything")

    def other_program(self, sql):
        with contextlib.closing(sqlite3.connect(self.beside(""), timeout=0.1)) as file:
            with file:
                return file.execute(sql).fetchall()

    def assert_all_after_a_kill(self):
        self.daemon.kill()
        self.daemon.start()
        self.assertEqual(ask_file(self.state, "pragma integrity_check"), "ok")
        waiting = ask_file(self.state, "select count(*) from connect where sender_name like 's%'")
        self.assertEqual(int(waiting), self.asked)

    def test_an_old_log_that_is_put_back_is_not_played_into_the_file(self):
        self.ask_strangers()
        old = self.directory / "old"
        shutil.copy(self.beside("-wal"), old)
        self.ask_strangers()
        self.beside("-wal").unlink()
        self.daemon.process.wait_for_log(LOST)
        shutil.copy(old, self.beside("-wal"))
        self.daemon.process.wait_for_log("is not the log of that file")
        self.ask_strangers()
        self.assertEqual(len(list(self.state.glob("greycache.sqlite-wal.replaced-*"))), 1)
        self.assertEqual(self.daemon.log().count(LOST), 1)
        self.assert_all_after_a_kill()

    def test_an_old_log_that_is_copied_over_the_one_in_use_is_not_played_into_the_file(self):
        self.ask_strangers()
        old = self.directory / "old"
        shutil.copy(self.beside("-wal"), old)
        self.other_program("pragma wal_checkpoint(truncate)")
        self.ask_strangers(10)
        self.other_program("pragma wal_checkpoint(full)")
        shutil.copy(old, self.beside("-wal"))
        self.daemon.process.wait_for_log("was cut off or written over by others")
        self.ask_strangers()
        self.assert_all_after_a_kill()

    def test_the_memory_of_the_log_emptied_in_its_place_takes_nothing_out_of_the_log(self):
        self.ask_strangers()
        memory = self.beside("-shm")
        for _ in range(3):
            with open(memory, "r+b") as file:
                file.write(bytes(memory.stat().st_size))
            self.ask_strangers()
        self.assert_all_after_a_kill()

    def test_a_directory_where_the_log_of_the_journal_was_is_moved_aside(self):
        log = self.beside("-wal", "journal")
        self.ask_strangers()
        log.unlink()
        log.mkdir()
        self.daemon.process.wait_for_log(f"what stood at {log}, and is not the log of that file")
        self.ask_strangers()
        self.assert_all_after_a_kill()

    def check_an_old_log_of_the_journal(self, put_back, told):
        log = self.beside("-wal", "journal")
        old = self.directory / "old"
        self.ask_strangers()
        shutil.copy(log, old)
        self.ask_strangers()
        log.unlink()
        self.daemon.process.wait_for_log(f"{log} was removed while the daemon had it open")
        put_back(old, log)
        self.daemon.process.wait_for_log(told.format(log))
        self.ask_strangers()
        self.assert_all_after_a_kill()

    def test_an_old_log_that_is_moved_to_the_journals_is_not_played_into_it(self):
        self.check_an_old_log_of_the_journal(
            shutil.move, "what stood at {}, and is not the log of that file")

    def test_an_old_log_that_is_copied_over_the_journals_is_not_played_into_it(self):
        self.check_an_old_log_of_the_journal(
            shutil.copy, "{} was cut off or written over by others")

    def check_that_no_other_program_writes_without(self, suffix):
        self.ask_strangers()
        self.beside(suffix).unlink()
        self.daemon.process.wait_for_log(LOST)
        with self.assertRaisesRegex(sqlite3.OperationalError, "locked"):
            self.other_program("insert into optin_domain values ('x.example')")
        self.ask_strangers()
        self.assert_all_after_a_kill()

    def test_where_the_log_is_gone_no_other_program_begins_a_second_one(self):
        self.check_that_no_other_program_writes_without("-wal")

    def test_where_the_memory_of_the_log_is_gone_no_other_program_begins_a_second_one(self):
        self.check_that_no_other_program_writes_without("-shm")

    def check_another_that_is_faster(self, suffix, sql):
        self.ask_strangers()
        self.daemon.process.pause()
        self.beside(suffix).unlink()
        with contextlib.suppress(sqlite3.OperationalError):
            self.other_program(sql)
        self.daemon.process.resume()
        self.daemon.process.wait_for_log(LOST)
        self.ask_strangers()
        self.assert_all_after_a_kill()

    def test_another_program_that_empties_the_log_before_that_is_noticed_takes_nothing_away(self):
        self.check_another_that_is_faster("-shm", "pragma wal_checkpoint(truncate)")

    def test_another_program_that_writes_before_that_is_noticed_takes_nothing_away(self):
        self.check_another_that_is_faster("-shm", "insert into optin_domain values ('x.example')")

    def test_another_program_that_begins_a_second_log_before_that_is_noticed_does_no_harm(self):
        self.check_another_that_is_faster("-wal", "insert into optin_domain values ('x.example')")

    def test_a_takeover_mends_it(self):
        self.ask_strangers()
        self.beside("-wal").unlink()
        self.daemon.process.wait_for_log(LOST)
        self.ask_strangers()
        self.daemon.take_over()
        self.connection.close()
        self.connection = self.daemon.connection()
        self.ask_strangers()
        self.other_program("insert into optin_domain values ('x.example')")
        self.assert_all_after_a_kill()


if __name__ == "__main__":
    main()
