"""The base of tests of the panel's socket."""

from greytest.daemon_test import DaemonTest
from greytest.panel import Panel
from greytest.wait import wait_until

CLIENT = "203.0.113.7"


class PanelCase(DaemonTest):
    """A daemon with a panel's socket."""

    settings = {}

    def setUp(self):
        super().setUp()
        self.socket = self.directory / "panel.sock"
        self.daemon = self.started(
            reconnect_delay="1s", panel_socket=self.socket, panel_user="", **self.settings)
        # That they are missing would be a finding.
        for name in ("clients_ip_whitelist", "clients_fqdn_whitelist"):
            self.daemon.write_list(name)
        # With optin no mail is greylisted by which a daemon would show what it knows.
        if self.settings.get("optmethod") != "optin":
            self.knowing(self.daemon)
        self.panel = Panel(self.socket)

    def ok(self, verb, **question):
        """The answer to a question that has one."""
        answer = self.panel.ask(verb, **question)
        self.assertTrue(answer.pop("ok"), answer)
        return answer

    def refused(self, code, verb, **question):
        """The sentence of a fault."""
        answer = self.panel.ask(verb, **question)
        self.assertEqual((answer["ok"], answer.get("code")), (False, code), answer)
        return answer["error"]

    def logged(self, text):
        """The daemon's log comes to say so."""
        wait_until(lambda: text in self.daemon.log(), 10, 0.1, text)

    def waits(self, sender, recipient, client=CLIENT):
        """A first attempt, once the store has it."""
        action = self.daemon.query(client_address=client, sender=sender, recipient=recipient)
        self.assertIn("Greylisted", action)
        wait_until(lambda: self.waiting(filter=sender), 20, 0.1, "the entry in the store")
        return action

    def rows(self, verb, **question):
        """The rows of all pages: on a busy host a page may have few."""
        found, place = [], ""
        while place is not None:
            page = self.ok(verb, **{**question, "place": place})
            found += page["rows"]
            place = page["next"]
        return found

    def waiting(self, **arguments):
        """The senders of all that waits."""
        return [row["sender"] for row in self.rows("waiting", **arguments)]
