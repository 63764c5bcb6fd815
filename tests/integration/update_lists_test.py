"""greyctl update-lists, against a web server that has lists and one that misbehaves."""

import os
import shutil
import subprocess
import threading
import unittest

from greytest import list_server
from greytest.certificates import Authority
from greytest.daemon_test import DaemonTest, main
from greytest.list_server import NAMES, ListServer, tagged
from greytest.paths import program
from greytest.wait import wait_until

ADDRESSES, FQDN, DYNAMIC, SERVER = NAMES
DATAERR, UNAVAILABLE, CONFIG = 65, 69, 78
LISTS = {
    ADDRESSES: "192.0.2.1\n192.0.2.2\n192.0.2.3\n",
    FQDN: "*.pool.example\n",
    DYNAMIC: "^dsl\\.\n",
    SERVER: "^mx\\.\n",
}


class UpdateListsTest(DaemonTest):
    def setUp(self):
        super().setUp()
        self.server = self.serve()
        self.daemon = self.greycache(whitelists_host=self.server.place)
        self.daemon.write_config()
        self.lists = self.daemon.directory / "lists"
        for name, text in LISTS.items():
            (self.lists / name).write_text(text)
            self.server.answers[name] = text

    def serve(self, certificate=None):
        server = ListServer(certificate)
        self.addCleanup(server.stop)
        return server

    def update(self, *options, status=0, **environment):
        """What it says on both of its outputs."""
        words = [program("greyctl"), "--config", self.daemon.config, "update-lists",
                 "--timeout", "2", *options]
        answer = subprocess.run(words, capture_output=True, text=True, timeout=60, check=False,
                                env={**os.environ, **environment})
        said = answer.stdout + answer.stderr
        self.assertEqual(answer.returncode, status, said)
        return said

    def here(self, name):
        return (self.lists / name).read_text()

    def check_kept(self, name=ADDRESSES):
        """The list is what it was, and nothing else lies beside it."""
        self.assertEqual(self.here(name), LISTS[name])
        self.assertEqual([path.name for path in self.lists.iterdir() if "new" in path.name], [])

    def check_refused(self, answer, *said, status=UNAVAILABLE, **environment):
        self.server.answers[ADDRESSES] = answer
        text = self.update(status=status, **environment)
        for words in said:
            self.assertIn(words, text)
        self.check_kept()

    # What is as it should be.

    def test_a_list_that_is_new_is_shown_and_replaced(self):
        (self.lists / ADDRESSES).chmod(0o640)
        self.server.answers[ADDRESSES] = "192.0.2.1\n192.0.2.2\n198.51.100.0/24\n"
        said = self.update()
        self.assertIn(f"{ADDRESSES}: 1 more, 1 less\n"
                      "    - 192.0.2.3\n    + 198.51.100.0/24\n", said)
        self.assertIn(f"{FQDN}: nothing new\n", said)
        self.assertIn("The daemon does not run", said)
        self.assertEqual(self.here(ADDRESSES), self.server.answers[ADDRESSES])
        self.assertEqual((self.lists / ADDRESSES).stat().st_mode & 0o7777, 0o640)
        self.assertNotIn("Replaced", self.update())

    def test_check_shows_and_replaces_nothing(self):
        self.assertIn("nothing new", self.update("--check"))
        self.server.answers[ADDRESSES] += "198.51.100.0/24\n"
        self.assertIn("    + 198.51.100.0/24\n", self.update("--check", status=1))
        self.check_kept()
        self.assertEqual(sorted(path.name for path in self.lists.iterdir()), sorted(NAMES))

    def test_the_running_daemon_reads_what_is_new(self):
        self.daemon.start()
        self.assertIn("Greylisted", self.daemon.query(client_address="198.51.100.7"))
        self.server.answers[ADDRESSES] += "198.51.100.0/24\n"
        self.assertIn("The daemon has read them", self.update())
        self.assertIn("whitelisted", self.daemon.query(client_address="198.51.100.7"))
        self.assertIn("The daemon has read them", self.update("--rollback"))
        self.assertIn("Greylisted", self.daemon.query(client_address="198.51.100.7"))

    def test_local_lists_are_never_touched(self):
        for name in (ADDRESSES, FQDN):
            self.daemon.write_list(name + ".local", "ours")
            self.server.answers[name + ".local"] = "theirs\n"
        self.update()
        self.assertEqual([self.here(name + ".local") for name in (ADDRESSES, FQDN)], ["ours\n"] * 2)
        self.assertEqual({name for name, _ in self.server.asked}, set(NAMES))

    def test_a_list_that_is_not_here_is_made_and_goes_again(self):
        (self.lists / FQDN).unlink()
        self.assertIn("+ *.pool.example", self.update())
        self.assertEqual(self.here(FQDN), LISTS[FQDN])
        self.update("--rollback")
        self.assertFalse((self.lists / FQDN).exists())

    def test_a_list_that_was_not_here_and_was_taken_back_comes_again_only_when_it_is_another(self):
        for answer in (LISTS[FQDN], tagged(LISTS[FQDN])):
            with self.subTest(answer=answer):
                self.server.answers[FQDN] = answer
                (self.lists / FQDN).unlink(missing_ok=True)
                shutil.rmtree(self.lists / "list-updates", ignore_errors=True)
                self.update()
                self.update("--rollback")
                for _ in range(2):
                    self.assertIn(f"{FQDN}: nothing new; what came before was taken back\n", self.update())
                    self.assertFalse((self.lists / FQDN).exists())
        self.server.answers[FQDN] = tagged("*.other.example\n", '"2"')
        self.assertIn("+ *.other.example", self.update())
        self.assertEqual(self.here(FQDN), "*.other.example\n")
        # One that an operator has removed is made again.
        (self.lists / FQDN).unlink()
        self.assertIn("+ *.other.example", self.update())

    def test_an_etag_is_sent_back_and_saves_the_list(self):
        self.server.answers[ADDRESSES] = tagged(LISTS[ADDRESSES])
        self.update()
        self.server.asked.clear()
        self.assertIn(f"{ADDRESSES}: nothing new\n", self.update())
        self.assertIn((ADDRESSES, '"1"'), self.server.asked)
        self.assertIn((FQDN, None), self.server.asked)

    def test_a_changed_etag_brings_the_list(self):
        self.server.answers[ADDRESSES] = tagged(LISTS[ADDRESSES])
        self.update()
        self.server.answers[ADDRESSES] = tagged(LISTS[ADDRESSES] + "198.51.100.1\n", '"2"')
        self.assertIn("+ 198.51.100.1\n", self.update())

    def test_the_etag_of_another_place_is_not_sent(self):
        self.server.answers[ADDRESSES] = tagged(LISTS[ADDRESSES])
        self.update()
        other = self.serve()
        other.answers = dict(self.server.answers)
        self.daemon.write_config(whitelists_host=other.place)
        self.update()
        self.assertIn((ADDRESSES, None), other.asked)

    def test_a_304_that_was_not_asked_for_is_no_list(self):
        self.check_refused(lambda handler, _: list_server.send(handler, b"", 304), "answered 304")

    def test_five_updates_are_kept_and_taken_back_one_after_the_other(self):
        texts = [LISTS[ADDRESSES] + f"198.51.100.{i}\n" for i in range(7)]
        for text in texts:
            self.server.answers[ADDRESSES] = text
            self.update()
        for text in reversed(texts[1:-1]):
            self.update("--rollback")
            self.assertEqual(self.here(ADDRESSES), text)
        self.assertIn("no update that could be taken back", self.update("--rollback", status=1))

    def test_what_was_taken_back_comes_again_only_when_it_is_another(self):
        bad = LISTS[ADDRESSES] + "198.51.100.1\n"
        for answer in (bad, tagged(bad)):
            self.server.answers[ADDRESSES] = answer
            self.update()
        self.update("--rollback")
        self.check_kept()
        self.assertIn(f"{ADDRESSES}: nothing new; the one here was changed since", self.update())
        self.check_kept()
        self.server.answers[ADDRESSES] = LISTS[ADDRESSES] + "198.51.100.2\n"
        self.update()
        self.assertIn("198.51.100.2", self.here(ADDRESSES))

    # The server misbehaves.

    def test_a_slow_server_and_a_silent_one_are_given_up(self):
        self.check_refused(list_server.slow, "cannot be fetched: Operation timed out")
        self.check_refused(list_server.silent, "cannot be fetched: Operation timed out")

    def test_an_endless_list_is_given_up(self):
        self.check_refused(list_server.endless, "is longer than 8388608 bytes")

    def test_a_loop_of_redirects_is_given_up(self):
        self.check_refused(list_server.loop, "cannot be fetched: Maximum (3) redirects followed")

    def test_a_redirect_leads_to_no_file_of_this_host(self):
        for place in ("file:///etc/passwd", "ftp://127.0.0.1/x", "gopher://127.0.0.1/x"):
            self.check_refused(list_server.elsewhere(place), "cannot be fetched: ")

    def test_a_packed_list_is_not_unpacked(self):
        self.check_refused(list_server.bomb, "comes packed (gzip), which was not asked for")

    def test_a_truncated_list_is_given_up(self):
        self.check_refused(list_server.truncated, "cannot be fetched: ")

    def test_a_page_an_empty_list_and_an_error_are_no_lists(self):
        self.check_refused(list_server.html, "is a page of HTML", status=DATAERR)
        self.check_refused("", "says nothing", status=DATAERR)
        self.check_refused(None, "answered 404")

    def test_a_list_with_a_complaint_that_shrank_or_takes_in_too_much_is_refused(self):
        self.check_refused("192.0.2.1\n192.0.2.2\nnonsense\n",
                           f"{ADDRESSES}:3: \"nonsense\" is no address", "refused", status=DATAERR)
        self.check_refused("192.0.2.1\n", "has shrunk by more than a third", status=DATAERR)
        self.check_refused(LISTS[ADDRESSES] + "10.0.0.0/8\n", "wider than a /12", status=DATAERR)

    def test_a_list_that_is_refused_is_refused_each_time(self):
        for _ in range(2):
            self.check_refused(tagged("nonsense\n"), "refused", status=DATAERR)

    def test_a_refused_list_keeps_no_other_back(self):
        self.server.answers[FQDN] += "*.other.example\n"
        self.check_refused("nonsense\n", "    + *.other.example\n", status=DATAERR)
        self.assertIn("*.other.example", self.here(FQDN))
        self.assertIn("    - *.other.example\n", self.update("--rollback"))
        self.check_kept(FQDN)

    def test_a_server_that_is_not_there_changes_nothing(self):
        self.server.stop()
        self.assertIn("cannot be fetched: Failed to connect", self.update(status=UNAVAILABLE))
        for name in NAMES:
            self.check_kept(name)

    # The way there.

    def test_by_https_the_certificate_must_be_the_servers_and_of_a_known_authority(self):
        authority = Authority(self.directory / "ca")
        good, wrong = authority.issue("good"), authority.issue("wrong", "DNS:other.example")
        past = authority.issue("past", begin=-3 * 86400, end=-86400)
        for certificate, environment, fine in ((good, {"SSL_CERT_FILE": str(good.ca)}, True),
                                               (good, {}, False),
                                               (wrong, {"SSL_CERT_FILE": str(good.ca)}, False),
                                               (past, {"SSL_CERT_FILE": str(good.ca)}, False)):
            server = self.serve(certificate)
            server.answers = dict(LISTS)
            self.daemon.write_config(whitelists_host=server.place)
            with self.subTest(certificate=certificate.crt.name, environment=environment):
                said = self.update(status=0 if fine else UNAVAILABLE, **environment)
                self.assertEqual("SSL" in said or "certificate" in said, not fine, said)
                self.assertEqual(bool(server.asked), fine)

    def test_https_is_not_left_by_a_redirect(self):
        certificate = Authority(self.directory / "ca").issue("good")
        secure = self.serve(certificate)
        secure.answers = {**LISTS, ADDRESSES: list_server.elsewhere(
            f"{self.server.place}/{ADDRESSES}")}
        self.daemon.write_config(whitelists_host=secure.place)
        self.assertIn("cannot be fetched", self.update(status=UNAVAILABLE,
                                                       SSL_CERT_FILE=str(certificate.ca)))
        self.assertEqual(self.server.asked, [])

    def test_without_a_place_nothing_is_fetched(self):
        self.daemon.write_config(whitelists_host="")
        self.assertIn("whitelists_host names no place", self.update(status=CONFIG))
        self.assertFalse((self.lists / "list-updates").exists())

    # On this host.

    def test_a_list_that_is_a_symbolic_link_stays_one(self):
        (self.lists / ADDRESSES).rename(self.lists / "managed")
        (self.lists / ADDRESSES).symlink_to("managed")
        self.server.answers[ADDRESSES] += "198.51.100.1\n"
        self.assertIn("is a symbolic link", self.update(status=UNAVAILABLE))
        self.assertTrue((self.lists / ADDRESSES).is_symlink())
        self.check_kept()

    def test_two_updates_do_not_run_at_a_time(self):
        self.server.answers[ADDRESSES] = list_server.silent
        first = threading.Thread(target=self.update, kwargs={"status": UNAVAILABLE})
        first.start()
        self.addCleanup(first.join)
        wait_until(lambda: self.server.asked, what="the first update at the server")
        self.assertIn("another update is under way", self.update(status=74))


if __name__ == "__main__":
    main()
