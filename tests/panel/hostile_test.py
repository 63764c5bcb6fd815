"""What is no question: none of it is answered as one, and the daemon serves on."""

import json
import os
import pwd
import time
import unittest

from greytest.daemon_test import main
from greytest.panel import answer_as, read_all
from panel_case import PanelCase

NOW = b'{"account":"a","role":"viewer","verb":"now"}\n'


class HostileTest(PanelCase):
    def code(self, line):
        answer = json.loads(self.panel.answer_to(line))
        self.assertFalse(answer["ok"], answer)
        return answer["code"]

    def test_what_is_no_question_is_wrong(self):
        for line in (b"\n", b"{}\n", b"[]\n", b"now\n", b"null\n", b"\x00\n", b"\xff\xfe\n",
                     b"{" * 1000 + b"\n", b"[" * 200_000 + b"\n", b'{"account":"a"}\n',
                     b'{"account":"a","role":"admin"}\n', b'{"account":1,"role":2,"verb":3}\n',
                     b'{"account":"a","role":"admin","verb":"burn"}\n',
                     b'{"account":"a","role":"admin","verb":"now","x":1}\n',
                     b'{"account":"a","role":"admin","verb":"now","domain":""}\n',
                     b'{"account":"a","role":"admin","verb":"why","subject":"a\\u0000b"}\n',
                     b'{"account":"a","role":"admin","verb":"why","subject":["a"]}\n'):
            self.assertEqual(self.code(line), "wrong", line[:80])
        self.assertIn("Greylisted", self.daemon.query())

    def test_half_a_question_and_a_slow_one_are_not_answered(self):
        with self.panel.connection() as half, self.panel.connection() as slow:
            half.sendall(NOW[:20])
            half.shutdown(1)
            self.assertEqual(read_all(half), b"")
            begun = time.monotonic()
            slow.sendall(NOW[:20])
            self.assertEqual(read_all(slow), b"")
            self.assertLess(time.monotonic() - begun, 15)

    def test_a_question_of_many_pieces_is_one(self):
        with self.panel.connection() as peer:
            for byte in NOW:
                peer.sendall(bytes([byte]))
            self.assertTrue(json.loads(read_all(peer))["ok"])

    def test_a_huge_question_is_not_answered(self):
        rows = ["x" * 200] * 1000
        fits = json.dumps({"account": "a", "role": "admin", "verb": "opt", "action": "add",
                           "choice": "out", "rows": rows}).encode()
        self.assertTrue(json.loads(self.panel.answer_to(fits + b"\n"))["ok"])
        self.assertEqual(self.panel.answer_to(b" " * 300_000 + NOW), b"")

    def test_a_hundred_connections_hold_up_nobody_for_good(self):
        held = [self.panel.connection() for _ in range(100)]
        try:
            begun = time.monotonic()
            self.assertIn("Greylisted", self.daemon.query(sender="hundred@x.example"))
            self.assertLess(time.monotonic() - begun, 1)
        finally:
            for peer in held:
                peer.close()
        self.assertTrue(json.loads(self.panel.answer_to(NOW, timeout=60))["ok"])

    @unittest.skipUnless(os.geteuid() == 0, "needs root")
    def test_another_account_is_turned_away(self):
        answer = answer_as(pwd.getpwnam("nobody"), self.socket, NOW)
        self.assertEqual(answer, b"")
        self.logged("a stranger was turned away from the panel's socket")

    @unittest.skipUnless(os.geteuid() == 0, "needs root")
    def test_the_account_of_panel_user_may_ask(self):
        self.daemon.stop()
        self.daemon.settings["panel_user"] = "nobody"
        self.daemon.start()
        answer = answer_as(pwd.getpwnam("nobody"), self.socket, NOW)
        self.assertIn(b'"ok":true', answer)

    def test_the_socket_goes_on_with_a_new_daemon_and_ends_with_it(self):
        self.daemon.take_over()
        self.assertTrue(self.ok("now")["stores"])
        self.daemon.stop()
        self.assertFalse(self.socket.exists())

    def test_without_a_place_for_the_socket_mail_is_served(self):
        self.daemon.stop()
        self.daemon.settings["panel_socket"] = self.directory / "nowhere" / "panel.sock"
        self.daemon.start()
        self.assertIn("Greylisted", self.daemon.query(sender="nowhere@x.example"))
        self.logged("the panel cannot ask: ")


if __name__ == "__main__":
    main()
