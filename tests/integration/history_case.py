"""A daemon whose history a test reads."""

import json
import sqlite3

from greytest.daemon_test import STORAGE, DaemonTest, let_pass
from greytest.wait import wait_until

DELAY = 1


class HistoryCase(DaemonTest):
    def begin(self, **settings):
        self.daemon = self.started(**{"reconnect_delay": f"{DELAY}s", **settings})
        return self.daemon

    def said(self, *arguments, daemon=None):
        answer = (daemon or self.daemon).ctl(*arguments)
        self.assertEqual(answer.returncode, 0, answer.stderr)
        return answer.stdout

    def refused(self, *arguments):
        answer = self.daemon.ctl(*arguments)
        self.assertNotEqual(answer.returncode, 0, answer.stdout)
        return answer.stderr

    def rows(self, *options, daemon=None):
        """Rows of the history as dictionaries, the newest first."""
        text = self.said("history", "--json", *options, daemon=daemon)
        return [json.loads(line) for line in text.splitlines()]

    def wait_rows(self, count, *options, daemon=None):
        wait_until(lambda: len(self.rows(*options, daemon=daemon)) >= count, 20, 0.05,
                   f"{count} rows of the history")
        return self.rows(*options, daemon=daemon)

    def outcomes(self, rows):
        return [row["outcome"] for row in reversed(rows)]

    def come_back(self, **request):
        """A first attempt, an early retry and one that passes."""
        self.assertIn("Greylisted", self.daemon.query(**request))
        self.assertIn("Greylisted", self.daemon.query(**request))
        let_pass(DELAY)
        self.assertIn("delayed", self.daemon.query(**request))

    def sql(self, statement):
        if STORAGE == "shared":
            return self.servers.psql("set search_path = greycache; " + statement)
        path = self.daemon.directory / "state" / "history.sqlite"
        connection = sqlite3.connect(path, timeout=5)
        rows = connection.execute(statement).fetchall()
        connection.commit()
        connection.close()
        return str(rows[0][0]) if rows else ""
