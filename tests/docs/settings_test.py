"""Every setting that a document names exists, and every setting is documented."""

import re
import unittest

import documents

# Names with "_" or "=" in the documents that are no settings of ours.
POSTFIX = {
    "access", "check_policy_service", "client_address", "client_name", "default_action",
    "helo_name", "maillog_file",
    "defer_if_permit", "greypolicy_time_limit", "permit_mynetworks", "permit_sasl_authenticated",
    "protocol_state", "protocol_name", "reject_unauth_destination", "reject_unlisted_recipient",
    "sasl_username", "smtpd_access_policy", "smtpd_recipient_restrictions",
    "smtpd_relay_restrictions", "smtpd_data_restrictions", "smtpd_end_of_data_restrictions", "timeout", "user",
    "warn_if_reject", "defer_if_reject", "recipient", "sender", "request",
    "smtpd_client_restrictions", "smtpd_helo_restrictions", "smtpd_sender_restrictions",
    "smtpd_delay_reject", "smtpd_hard_error_limit", "postscreen_pipelining_enable",
    "postscreen_non_smtp_command_enable", "postscreen_bare_newline_enable",
    "postscreen_dnsbl_allowlist_threshold",
}
TABLES = {
    "connect", "domain_awl", "from_awl", "first_seen", "last_seen", "sender_name",
    "optin_domain", "optin_email", "optout_domain", "optout_email", "mail_count",
    "opt_version", "schema_addition", "schema_version", "stand_in", "history_summary",
}
OUTCOMES = {"in_doubt", "not_applicable"}
# meson_options.txt
BUILD = {"run_dir", "suffix_list"}
COUNTERS = {"asked_again", "background_failing"}
JOURNAL = {"hot_history"}
# Members of a JSON line that Postfix does not know.
MEMBERS = {"awl_name", "by_organisation", "first_seen", "last_seen", "sender_domain",
           "first_attempts", "came_back", "made_at", "kept_until"}
PGBOUNCER = {"pool_mode", "default_pool_size", "pool_size", "ignore_startup_parameters",
             "server_reset_query_always", "max_prepared_statements", "client_encoding",
             "search_path", "set_aside", "synchronous_commit"}
BESIDE = {"ignoreregex", "mode", "enabled"}  # of fail2ban and rspamd
EXAMPLES = {"name", "snake_case", "member_"}
# Behind an entry of senders_whitelist.local.
REQUIREMENT = {"require"}
# Of the panel's accounts.
FILES = {"panel_accounts", "panel_tokens"}
LISTS = {path.name for path in (documents.SOURCE / "lists").iterdir()}
# Files of other greylisters', and what reads them.
PEERS = {"whitelist_clients", "whitelist_recipients", "db_dump"}
OTHERS = (POSTFIX | BUILD | PGBOUNCER | BESIDE | TABLES | OUTCOMES | EXAMPLES | MEMBERS | COUNTERS
          | JOURNAL | FILES | LISTS | PEERS | REQUIREMENT
          | {"update_sqlgrey_config", "used_memory", "master_replid"})

CODE = re.compile(r"`([^`\n]+)`")
NAME = re.compile(r"[a-z]+(?:_[a-z0-9]+)+|[a-z]+_")
ASSIGNMENT = re.compile(r"^([a-z][a-z0-9_]*) = ", re.MULTILINE)


def named_in_markdown(text):
    for code in CODE.findall(text):
        # A metric is held against the daemon by tests/grafana.
        if NAME.fullmatch(code) and not code.startswith("greycache_"):
            yield code
        yield from ASSIGNMENT.findall(code)
    block = "\n".join(line.strip() for line in text.splitlines() if line.startswith("    "))
    yield from ASSIGNMENT.findall(block)


def named_in_manual(text):
    for line in text.splitlines():
        if line.startswith((".Cm ", ".Op Cm ", ".Pq Cm ")):
            words = line.split("Cm ", 1)[1].split()
            if "No" in words[1:2] or NAME.fullmatch(words[0]):
                yield words[0]


class SettingsTest(unittest.TestCase):
    def setUp(self):
        self.settings = documents.sample_settings()
        entries, keys = documents.manual_entries()
        self.entries = entries
        self.keys = set(keys)
        self.known = self.settings | self.keys | OTHERS

    def test_the_sample_has_settings(self):
        self.assertIn("reconnect_delay", self.settings)
        self.assertIn("storage", self.settings)

    def test_the_manual_has_each_setting_of_the_sample_once(self):
        self.assertEqual(sorted(self.entries), sorted(self.settings))

    def test_markdown_names_existing_settings_only(self):
        for path in documents.markdown_files():
            unknown = set(named_in_markdown(path.read_text())) - self.known
            self.assertFalse(unknown, f"{path.name} names what is no setting")

    def test_manual_pages_name_existing_settings_only(self):
        for path in documents.manual_pages():
            unknown = set(named_in_manual(path.read_text())) - self.known
            self.assertFalse(unknown, f"{path.name} names what is no setting")

    def test_each_key_of_sqlgrey_has_its_line(self):
        text = (documents.SOURCE / "docs" / "sqlgrey.md").read_text()
        rows = [line for line in text.splitlines() if line.startswith("| `")]
        named = {name for row in rows for name in CODE.findall(row.split("|")[1])}
        of_both = {name for name in self.settings if self.has_sqlgrey_note(name)}
        self.assertFalse((self.keys | of_both) - named, "docs/sqlgrey.md leaves settings out")

    def has_sqlgrey_note(self, name):
        """Whether SQLgrey had the setting, under this name."""
        renamed = {"socket", "storage", "database", "database_password_file", "sendmail_path",
                   "idle_timeout"}
        text = documents.GIVEN.manual.read_text().replace("\\-", "-")
        entry = text.partition(f"\n.B {name}\n")[2].partition("\n.TP\n")[0]
        return "\nSQLgrey: " in entry and name not in renamed


if __name__ == "__main__":
    documents.main()
