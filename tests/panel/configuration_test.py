"""Lists and settings by the panel: shown, checked, written beside the administrator's, taken back."""

import json
import shutil

from greytest.daemon_test import main
from greytest.wait import wait_until
from panel_case import CLIENT, PanelCase


class ConfigurationTest(PanelCase):
    settings = {"panel_settings": "write", "discrimination": "off"}

    def setting(self, name):
        [row] = [row for group in self.ok("settings", role="viewer")["groups"]
                 for row in group["settings"] if row["name"] == name]
        return row

    def own_list(self, name):
        [own] = [row for row in self.ok("lists", name=name)["lists"] if row["own"]]
        return own

    def write_list(self, name, text):
        return self.ok("list_write", name=name, text=text, was=self.own_list(name)["hash"])

    def write_settings(self, **changes):
        return self.ok("setting_write", changes=changes, was=self.ok("settings")["hash"])

    def passes(self, sender, client=CLIENT):
        return "Greylisted" not in self.daemon.query(client_address=client, sender=sender,
                                                     recipient="bob@customer.example")

    def test_every_setting_is_shown_with_its_explanation(self):
        names = [row["name"] for group in self.ok("settings")["groups"]
                 for row in group["settings"]]
        self.assertIn("panel_socket", names)
        self.assertEqual(len(names), len(set(names)))
        delay = self.setting("reconnect_delay")
        self.assertEqual((delay["value"], delay["from"], delay["kind"], delay["unit"]),
                         ("1s", "file", "span", "minutes"))
        self.assertEqual((delay["least"], delay["most"], delay["reload"]), ("0s", "7d", True))
        self.assertTrue(delay["help"])
        self.assertEqual(self.setting("greymethod")["choices"],
                         ["full", "classc", "smart", "organisation"])
        self.assertEqual(self.setting("awl_age")["from"], "default")

    def test_a_setting_is_checked_written_in_force_and_taken_back(self):
        checked = self.ok("setting_check", changes={"awl_age": "30", "awl_cache": "7"},
                          role="viewer")
        self.assertEqual(checked["faults"], [])
        self.assertEqual(checked["needs_restart"], ["awl_cache"])
        self.assertIn("awl_age: 60d -> 30d", checked["difference"])
        self.assertEqual(self.setting("awl_age")["from"], "default")
        written = self.write_settings(awl_age="30")
        self.assertTrue(written["written"], written)
        row = self.setting("awl_age")
        self.assertEqual((row["value"], row["from"]), ("30d", "panel"))
        self.write_settings(awl_age=None)
        self.assertEqual(self.setting("awl_age")["from"], "default")
        self.write_settings(awl_age="30")
        wait_until(lambda: len(self.ok("changes")["rows"]) == 3, 10, 0.1, "the log of changes")
        shutil.rmtree(self.directory / "mx1" / "state" / "panel")
        self.daemon.reload()
        wait_until(lambda: self.setting("awl_age")["from"] == "default", 10, 0.1, "the reload")

    def test_what_is_wrong_or_not_the_panels_is_not_written(self):
        for changes in ({"awl_age": "soon"}, {"burn": "1"}, {"database": "host=evil"},
                        {"sendmail_path": "/bin/sh"}, {"panel_user": "nobody"},
                        {"conf_dir": "/tmp"}, {"socket": "/tmp/x"}, {"storage": "shared"},
                        {"awl_age": "30 # days"}, {"awl_age": "30\nsendmail_path = /bin/sh"},
                        {"max_connect_age": "1s", "reconnect_delay": "7d"}):
            answer = self.ok("setting_write", changes=changes, was=self.ok("settings")["hash"])
            self.assertFalse(answer["written"], changes)
            self.assertTrue(answer["faults"], changes)
        self.assertFalse((self.directory / "mx1" / "state" / "panel" / "settings.conf").exists())
        self.refused("conflict", "setting_write", changes={"awl_age": "30"}, was="old")
        self.refused("forbidden", "setting_write", changes={}, was="", role="operator")

    def test_a_panels_file_that_is_wrong_keeps_nobody_from_serving(self):
        panel = self.directory / "mx1" / "state" / "panel"
        panel.mkdir()
        (panel / "settings.conf").write_text("sendmail_path = /bin/sh\nawl_age = soon\n= 3\n"
                                             "awl_refresh = 2h\n", "utf-8")
        self.daemon.stop()
        self.daemon.start()
        self.assertEqual(self.setting("awl_refresh")["from"], "panel")
        self.assertEqual(self.setting("sendmail_path")["from"], "default")
        self.logged("panel/settings.conf:1: is left out: sendmail_path: ")

    def test_settings_are_only_shown_where_the_administrator_says_so(self):
        self.daemon.write_config(panel_settings="read")
        self.daemon.reload()
        wait_until(lambda: not self.ok("settings")["may_write"], 10, 0.1, "the reload")
        self.refused("forbidden", "setting_write", changes={"awl_age": "30"},
                     was=self.ok("settings")["hash"])

    def test_a_list_is_checked_written_in_force_and_in_the_log(self):
        self.assertFalse(self.passes("a@x.example"))
        checked = self.ok("list_check", name="clients_ip_whitelist", text="nonsense\n",
                          role="viewer")
        self.assertEqual([fault["line"] for fault in checked["faults"]], [1])
        self.assertEqual(checked["wide"], [])
        for name, text in (("clients_ip_whitelist", f"{CLIENT}\n0.0.0.0/0\n"), ("clients_fqdn_whitelist", "a.example\n*.com\n"),
                           ("senders_whitelist", "a@b.example\n@com\n")):
            [wide] = self.ok("list_check", name=name, text=text, role="viewer")["wide"]
            self.assertEqual(wide["line"], 2, wide)
            self.assertIn("takes in", wide["error"])
        refused = self.write_list("clients_ip_whitelist", "nonsense\n")
        self.assertFalse(refused["written"])
        written = self.write_list("clients_ip_whitelist", f"{CLIENT}  # the panel's\n")
        self.assertTrue(written["written"], written)
        self.assertIn(f"+{CLIENT}", written["difference"])
        self.assertTrue(self.passes("b@x.example"))
        self.assertEqual(self.own_list("clients_ip_whitelist")["lines"], 1)
        self.write_list("clients_ip_whitelist", "")
        self.assertFalse(self.passes("c@x.example"))
        self.refused("conflict", "list_write", name="clients_ip_whitelist", text="", was="old")
        self.refused("wrong", "list_write", name="../../etc/passwd", text="", was="")
        self.refused("forbidden", "list_write", name="clients_ip_whitelist", text="", was="",
                     role="operator")
        [second, first] = self.ok("changes", role="viewer")["rows"]
        self.assertEqual((first["account"], first["what"]), ("alice", "list_write"))
        self.assertIn(f"+{CLIENT}", first["difference"])
        self.assertIn(f"-{CLIENT}", second["difference"])

    def test_senders_recipients_names_and_rules_count_in_addition(self):
        self.write_list("senders_whitelist", "@x.example\n")
        self.assertTrue(self.passes("a@x.example"))
        self.write_list("senders_whitelist", "")
        self.write_list("recipients_whitelist", "bob@customer.example\n")
        self.assertTrue(self.passes("b@x.example"))
        self.write_list("recipients_whitelist", "")
        self.daemon.write_list("discrimination.regexp", "sender =~ ^evil@")
        self.daemon.write_config(discrimination="on")
        self.daemon.reload()
        wait_until(lambda: self.passes("c@x.example"), 10, 0.1, "the reload")
        self.write_list("discrimination.regexp", "sender =~ ^d@\n")
        self.assertFalse(self.passes("d@x.example"))
        self.assertFalse(self.passes("evil@x.example"))
        self.assertTrue(self.passes("e@x.example"))

    def test_changes_come_page_by_page_and_are_kept_over_a_start(self):
        for i in range(5):
            self.ok("release", sender=f"s{i}@x.example", recipient="bob@customer.example")
        wait_until(lambda: len(self.ok("changes")["rows"]) == 5, 5, 0.1, "all in the log")
        self.daemon.stop()
        self.daemon.start()
        found, place = [], ""
        while place is not None:
            page = self.ok("changes", limit=2, place=place)
            found += [row["done"].split(" ")[2] for row in page["rows"]]
            place = page["next"]
        self.assertEqual(found, [f"s{i}@x.example" for i in (4, 3, 2, 1, 0)])
        log = (self.directory / "mx1" / "state" / "panel" / "changes.log").read_text("utf-8")
        self.assertEqual(len([json.loads(line) for line in log.splitlines()]), 5)


if __name__ == "__main__":
    main()
