// The table of all settings.
#include "greycache/config/settings_table.h"

#include <algorithm>
#include <array>

#include "common/places.h"
#include "greycache/config/database_address.h"
#include "greycache/config/reject_code.h"
#include "greycache/config/sqlgrey_keys.h"
#include "greycache/config/value_checks.h"

namespace greycache {

namespace {

constexpr std::int64_t kSecond = 1000;
constexpr std::int64_t kMinute = 60 * kSecond;
constexpr std::int64_t kHour = 60 * kMinute;
constexpr std::int64_t kDay = 24 * kHour;
constexpr std::int64_t kKilobyte = 1024;
constexpr std::int64_t kMegabyte = 1024 * kKilobyte;

constexpr std::string_view kDecision = "The decision";
constexpr std::string_view kAnswer = "The answer";
constexpr std::string_view kPlaces = "Files and sockets";
constexpr std::string_view kLimits = "Limits";
constexpr std::string_view kStorage = "Storage";
constexpr std::string_view kLogs = "Logs and notices";

constexpr Setting number(std::string_view name, std::string_view group, SettingMember member,
                         std::string_view default_text, std::int64_t least, std::int64_t most,
                         Reload reload, std::string_view help, std::string_view sqlgrey = {}) {
  return {.name = name,
          .group = group,
          .member = member,
          .default_text = default_text,
          .least = least,
          .most = most,
          .reload = reload,
          .help = help,
          .sqlgrey = sqlgrey};
}

constexpr Setting span(std::string_view name, std::string_view group,
                       Milliseconds Settings::*member, std::string_view default_text,
                       std::int64_t unit, std::int64_t least, std::int64_t most, Reload reload,
                       std::string_view help, std::string_view sqlgrey = {}) {
  Setting setting = number(name, group, member, default_text, least, most, reload, help, sqlgrey);
  setting.unit = Milliseconds(unit);
  return setting;
}

constexpr Setting choice(std::string_view name, std::string_view group, SettingMember member,
                         std::string_view default_text, Reload reload, std::string_view help,
                         std::string_view sqlgrey = {}) {
  return number(name, group, member, default_text, 0, 0, reload, help, sqlgrey);
}

constexpr Setting text(std::string_view name, std::string_view group, std::string Settings::*member,
                       std::string_view default_text, ValueCheck check, std::string_view format,
                       Reload reload, std::string_view help, std::string_view sqlgrey = {}) {
  Setting setting = choice(name, group, member, default_text, reload, help, sqlgrey);
  setting.check = check;
  setting.format = format;
  return setting;
}

constexpr std::array kTable{
    span("reconnect_delay", kDecision, &Settings::reconnect_delay, "5", kMinute, 0, 7 * kDay,
         Reload::yes, "How long a first attempt must wait before a retry passes.",
         "The same; its text is printed in the reply, here too."),
    span("max_connect_age", kDecision, &Settings::max_connect_age, "24", kHour, kSecond, 366 * kDay,
         Reload::yes,
         "How long a first attempt is remembered. A retry after it counts as a first attempt. "
         "Must be longer than reconnect_delay.",
         "The same; with 0 nobody ever passed."),
    span("awl_age", kDecision, &Settings::awl_age, "60", kDay, 0, 3660 * kDay, Reload::yes,
         "How long a sender or domain stays auto-whitelisted after its last mail; 0 switches "
         "auto-whitelisting off.",
         "The same."),
    span("awl_refresh", kDecision, &Settings::awl_refresh, "1h", kSecond, 0, 30 * kDay, Reload::yes,
         "A mail of an auto-whitelisted sender renews the entry only when the last renewal is at "
         "least this old; 0 renews with every mail. At most half of awl_age; where this line is "
         "absent, a short awl_age lowers it."),
    number("group_domain_level", kDecision, &Settings::group_domain_level, "2", 0, 1000000,
           Reload::yes,
           "So many auto-whitelisted senders of one domain and source whitelist the whole domain "
           "from there; 0 never. With greymethod organisation one sender less is enough.",
           "The same; with 1 entries were lost."),
    choice("greymethod", kDecision, &Settings::greymethod, "organisation", Reload::yes,
           "What counts as one client: its address (full), its class C network (classc), by its "
           "name one of the two (smart), or besides that all hosts of the organisation that its "
           "verified name belongs to, as long as most of its first attempts come back "
           "(organisation).",
           "The same, but for organisation; where a sqlgrey.conf has no such line it is smart."),
    number("ipv6_prefix", kDecision, &Settings::ipv6_prefix, "64", 16, 128, Reload::yes,
           "IPv6 clients are told apart by this many bits of their address."),
    choice(
        "optmethod", kDecision, &Settings::optmethod, "none", Reload::yes,
        "Whether recipients choose: greylist all (none), only those in the optin tables (optin), "
        "or all but those in the optout tables (optout).",
        "The same, but any other word meant none."),
    choice("discrimination", kDecision, &Settings::discrimination, "off", Reload::yes,
           "Greylist only mail that matches a rule of conf_dir/discrimination.regexp.",
           "On where the value held \"on\" (so \"none\" was on, \"yes\" was off); the file was "
           "always /etc/sqlgrey/discrimination.regexp."),
    choice("discrimination_add_rulenr", kDecision, &Settings::discrimination_add_rulenr, "off",
           Reload::yes, "Append the number of the matching rule to the reply.",
           "On where the value held \"on\"."),
    number("connect_src_throttle", kDecision, &Settings::connect_src_throttle, "0", 0, 1000000,
           Reload::yes,
           "A source that never passed may have so many first attempts waiting, further ones are "
           "deferred unseen; 0 is no such limit.",
           "The same; what was no number meant 0."),
    choice("correspondents", kDecision, &Settings::correspondents, "address", Reload::yes,
           "Whom your users write to does not wait: mail of that address to who wrote there "
           "(address), or of its whole organisation to any of your users (domain); or nothing is "
           "learned of their mail (off). The daemon must be asked about it: master.cf.example has "
           "the line. What was learned by address does not count by domain, nor the other way "
           "round: after a change of this line the daemon learns anew."),
    text("correspondent_networks", kDecision, &Settings::correspondent_networks, "", check_networks,
         "networks", Reload::yes,
         "Mail of these clients is your users' own, as is that of who has logged in: it is not "
         "greylisted, and teaches. Networks with blanks or commas between, 256 at most: "
         "192.0.2.0/24, 2001:db8::/32; empty for none."),
    span("correspondent_age", kDecision, &Settings::correspondent_age, "90", kDay, 0, 3660 * kDay,
         Reload::yes, "How long a correspondent is remembered after the last mail to him."),
    number("correspondent_limit", kDecision, &Settings::correspondent_limit, "100", 0, 1000000,
           Reload::yes,
           "So many new correspondents a user's mail teaches in an hour, so that a robot with his "
           "password does not open the door to the whole world. Each host counts what it has seen "
           "itself."),
    choice("in_doubt", kDecision, &Settings::in_doubt, "accept", Reload::yes,
           "What becomes of mail whose history cannot be known now since the storage is away: "
           "accept it, or greylist it by what is in memory."),

    choice("reject_first_attempt", kAnswer, &Settings::reject_first_attempt, "delay", Reload::yes,
           "How a first attempt and a throttled one are deferred: after Postfix's later checks "
           "(delay), or at once with reject_code (immed).",
           "Meant for the same; by a fault first attempts went by reject_early_reconnect."),
    choice("reject_early_reconnect", kAnswer, &Settings::reject_early_reconnect, "delay",
           Reload::yes,
           "How a retry that came too early is deferred: delay or immed. Where this line is "
           "absent, as reject_first_attempt.",
           "The same."),
    text("reject_code", kAnswer, &Settings::reject_code, "450", check_reject_code,
         "verb of access(5)", Reload::yes,
         "What a deferral at once (immed) begins with: a code, with an enhanced status code or "
         "without (451 4.7.1). What lets mail pass is refused.",
         "Not checked."),
    choice("prepend", kAnswer, &Settings::prepend, "on", Reload::yes,
           "Whether mail that passes gets an X-Greylist header that tells why.",
           "Off for 0 and nothing only; here off, no and false mean off, too."),
    choice("reply_reference", kAnswer, &Settings::reply_reference, "on", Reload::yes,
           "Whether a deferral, and its line in the log, ends in a reference (ref 7K3M9QXA): the "
           "same for each attempt of one mail. With off the texts are SQLgrey's."),
    text("reply_url", kAnswer, &Settings::reply_url, "", check_reply_url, "link", Reload::yes,
         "A link that a deferral ends in, for senders who want to know why: "
         "https://help.example/greylisting?ref=%r, where %r becomes the reference and %% a percent "
         "sign; empty for none."),

    text("conf_dir", kPlaces, &Settings::conf_dir, GREYCACHE_CONF_DIR, check_path, "path",
         Reload::yes,
         "The directory of the whitelists, the patterns of greymethod smart, and "
         "discrimination.regexp.",
         "The same, by default /etc/sqlgrey."),
    text("whitelists_host", kPlaces, &Settings::whitelists_host, "", check_lists_address, "URL",
         Reload::yes,
         "Where greyctl update-lists fetches the lists that are not yours: "
         "https://lists.example.org/path. A host alone is asked by https, http is used only where "
         "it stands here; empty for nowhere. Nothing is fetched unless somebody runs that command, "
         "or enables greycache-update-lists.timer.",
         "A host that update_sqlgrey_config asked by http; it had no effect."),
    text("public_suffix_list", kPlaces, &Settings::public_suffix_list, GREYCACHE_SUFFIX_LIST,
         check_path, "path", Reload::yes,
         "The Public Suffix List, as text or compiled, by which greymethod organisation tells "
         "whose a name is. Where it is missing or damaged the copy in libpsl stands in."),
    text("state_dir", kPlaces, &Settings::state_dir, GREYCACHE_STATE_DIR, check_path, "path",
         Reload::no, "The directory of the journal and of the embedded storage."),
    text("socket", kPlaces, &Settings::socket, GREYCACHE_RUN_DIR "/policy.sock", check_socket_path,
         "path", Reload::no,
         "The unix socket that policy-helper and Postfix ask. It may be written unix, too.",
         "unix; used only where inet was not set, with mode 0666."),
    number("socket_mode", kPlaces, &Settings::socket_mode, "0660", 0600, 0777, Reload::no,
           "The file mode of socket."),
    text("socket_group", kPlaces, &Settings::socket_group, "", check_group, "name of a group",
         Reload::no, "The group of socket; empty for the group that the daemon runs as."),
    text("inet", kPlaces, &Settings::inet, "", check_listen_address, "port or address:port",
         Reload::no,
         "A TCP address to listen on beside socket: 2501 (on 127.0.0.1), 192.0.2.1:2501, "
         "[::1]:2501, or *:2501 for every address. Whoever reaches it may ask; empty for none.",
         "The same, but localhost:2501 where neither inet nor unix was set."),
    text("control_socket", kPlaces, &Settings::control_socket, GREYCACHE_RUN_DIR "/control.sock",
         check_socket_path, "path", Reload::no, "The unix socket of greyctl, with mode 0600."),
    text("metrics", kPlaces, &Settings::metrics, "", check_listen_address, "port or address:port",
         Reload::no, "Where Prometheus fetches the metrics by HTTP; empty for none."),
    text("panel_socket", kPlaces, &Settings::panel_socket, "", check_socket_path_or_empty, "path",
         Reload::no,
         "The unix socket of the panel (greyweb), in a directory that only its account may enter; "
         "empty for no panel."),
    text("panel_user", kPlaces, &Settings::panel_user, "greyweb", check_user, "name of an account",
         Reload::no,
         "The account that may ask at panel_socket, beside root and the daemon's own; empty for no "
         "other."),
    choice("panel_settings", kPlaces, &Settings::panel_settings, "read", Reload::yes,
           "Whether the panel only shows the settings (read), or an administrator may also change "
           "some by it, which then stand in state_dir/panel and count before this file (write)."),

    number("max_connections", kLimits, &Settings::max_connections, "4096", 1, 1000000, Reload::yes,
           "So many clients may be connected; further ones wait until one of them leaves."),
    number("max_request", kLimits, &Settings::max_request, "64k", 4 * kKilobyte, 16 * kMegabyte,
           Reload::yes, "The longest request; the connection of a longer one is closed."),
    span("request_timeout", kLimits, &Settings::request_timeout, "1s", kSecond, 50, kMinute,
         Reload::yes,
         "The longest a request waits for the storage; then it is answered from what is known. "
         "Keep it shorter than the timeout of policy-helper (2s)."),
    span("idle_timeout", kLimits, &Settings::idle_timeout, "1h", kSecond, kSecond, 30 * kDay,
         Reload::yes,
         "A connection without a request for this long is closed. Keep it longer than Postfix's "
         "smtpd_policy_service_max_ttl (1000s).",
         "No limit."),
    number("max_entries_per_source", kLimits, &Settings::max_entries_per_source, "2000", 10,
           1000000, Reload::no,
           "So many entries of one source are kept at hand as a whole. Of a source with more the "
           "persistent store is asked for each sender that is not at hand."),
    number("memory_entries", kLimits, &Settings::memory_entries, "1000000", 1000, 1000000000,
           Reload::no,
           "So many entries are kept in the daemon's memory: in the embedded storage, and while "
           "Redis is away."),
    number("awl_cache", kLimits, &Settings::awl_cache, "100000", 0, 100000000, Reload::no,
           "So many auto-whitelisted senders of the shared storage are also kept in the daemon's "
           "memory, as long as Redis tells of each change; 0: none, and PostgreSQL is asked about "
           "every source that Redis does not have."),

    choice("storage", kStorage, &Settings::storage, "embedded", Reload::no,
           "embedded: memory and one SQLite file, no server needed. shared: Redis and PostgreSQL, "
           "for several MX hosts.",
           "db_type; Pg means shared, SQLite embedded."),
    choice("durability", kStorage, &Settings::durability, "process", Reload::no,
           "What an answered change survives: crashes of programs (process), or also a power cut "
           "(power: every answer waits for the disk)."),
    number("journal_max", kStorage, &Settings::journal_max, "1g", kMegabyte,
           1024 * 1024 * kMegabyte, Reload::no,
           "The size of the journal in state_dir, which holds changes while a store is away; from "
           "half of it on there are warnings. Beyond it Redis goes without, and reads its sources "
           "again once it is back; what PostgreSQL lacks waits in memory."),
    span("journal_keep", kStorage, &Settings::journal_keep, "600", kSecond, 0, kDay, Reload::no,
         "With storage = shared, how long a change stays in the journal after both stores have "
         "taken it, in at most a quarter of journal_max besides. A PostgreSQL that is promoted "
         "and lacks the latest changes of the one before gets them again from there."),
    span("db_cleandelay", kStorage, &Settings::db_cleandelay, "1800", kSecond, kSecond, 7 * kDay,
         Reload::no, "How long to wait between two removals of expired entries.", "The same."),
    span("history_keep", kStorage, &Settings::history_keep, "7", kDay, 0, 366 * kDay, Reload::yes,
         "How long greyctl explain and greyctl history know what waited, and why; 0 keeps nothing, "
         "and removes what was kept. With storage = shared it must be the same on every host: the "
         "shortest wins, and 0 on one removes what all have kept."),
    text("redis", kStorage, &Settings::redis, "redis://127.0.0.1:6379/0", check_redis,
         "address of Redis", Reload::no,
         "Where Redis is: unix:///run/redis/redis.sock?db=0, "
         "redis://[user[:password]@]host:port/db, or sentinel://host:port,host:port/name, where "
         "the Sentinels tell which server is the master; rediss:// and sentinels:// are the same "
         "by TLS, to the Sentinels as well as to Redis. Hosts are numeric, or localhost."),
    text("redis_password_file", kStorage, &Settings::redis_password_file, "", check_password_file,
         "path", Reload::no,
         "A file with the password of Redis, not readable by others; better than in the address."),
    text("redis_ca_file", kStorage, &Settings::redis_ca_file, "", check_path_or_empty, "path",
         Reload::no,
         "With rediss:// or sentinels://, a PEM file with the certificates of the authorities "
         "whose word counts for Redis; empty for those that the system trusts."),
    text("redis_cert_file", kStorage, &Settings::redis_cert_file, "", check_path_or_empty, "path",
         Reload::no,
         "A PEM file with the certificate to show to Redis, and those between it and its "
         "authority; empty for none. A renewed file counts from the next connection on."),
    text("redis_key_file", kStorage, &Settings::redis_key_file, "", check_path_or_empty, "path",
         Reload::no,
         "A PEM file with the key of redis_cert_file, without a passphrase and not readable by "
         "others."),
    text("redis_tls_name", kStorage, &Settings::redis_tls_name, "", check_tls_name,
         "name or numeric address", Reload::no,
         "What the certificates of Redis and of the Sentinels must be for; empty for the address "
         "that is connected to (localhost is 127.0.0.1)."),
    text("redis_prefix", kStorage, &Settings::redis_prefix, "grey", check_redis_prefix, "word",
         Reload::no, "What all keys in Redis begin with."),
    span("redis_timeout", kStorage, &Settings::redis_timeout, "250ms", kSecond, 5, 30 * kSecond,
         Reload::no,
         "The longest wait for Redis; then the daemon goes on without. Keep it shorter than "
         "request_timeout."),
    text("database", kStorage, &Settings::database, "dbname=greycache", check_database_address,
         "libpq connection string", Reload::no,
         "Where PostgreSQL is, as a libpq URI (postgresql://user@host/name) or keyword string "
         "(host=192.0.2.1 dbname=greycache user=greycache).",
         "db_name, db_host, db_port, db_user, db_pass or db_dsn, which are read here, too."),
    text("database_password_file", kStorage, &Settings::database_password_file, "",
         check_password_file, "path", Reload::no,
         "A file with the password of the database, not readable by others.", "db_pass."),
    span("database_timeout", kStorage, &Settings::database_timeout, "2s", kSecond, 50, 5 * kMinute,
         Reload::no, "The longest wait for one answer of PostgreSQL."),

    number("loglevel", kLogs, &Settings::loglevel, "2", 0, 4, Reload::yes,
           "How much is logged: 0 errors, 1 warnings, 2 decisions, 3 their reasons, 4 everything.",
           "The same."),
    text(
        "log_override", kLogs, &Settings::log_override, "", check_log_override, "type:level, ...",
        Reload::yes,
        "Another level for some types of message (grey:3,conf:4), of grey, whitelist, optin, spam, "
        "mail, dbaccess, martians, perf, system, conf and other; 0 silences one.",
        "The same."),
    text("log_ident", kLogs, &Settings::log_ident, "greycache", check_log_ident, "word", Reload::no,
         "The name in front of syslog lines. Tools that look for SQLgrey's lines need sqlgrey.",
         "The same, by default sqlgrey."),
    choice("log_format", kLogs, &Settings::log_format, "text", Reload::yes,
           "Lines as SQLgrey's (text), or objects with every fact of a decision (json)."),
    text("admin_mail", kLogs, &Settings::admin_mail, "postmaster", check_mail_address,
         "mail address", Reload::yes,
         "Who is told by mail when a part of the storage is lost or comes back, the journal grows "
         "or "
         "a list cannot be read; empty for nobody.",
         "The same; sent through a shell."),
    text("sendmail_path", kLogs, &Settings::sendmail_path, "/usr/sbin/sendmail", check_path, "path",
         Reload::yes, "The program that sends those mails.", "mail(1)."),
};

}  // namespace

std::span<const Setting> settings_table() {
  return kTable;
}

const Setting* find_setting(std::string_view name) {
  const auto found = std::find_if(kTable.begin(), kTable.end(),
                                  [&](const Setting& setting) { return setting.name == name; });
  return found == kTable.end() ? nullptr : &*found;
}

const std::vector<std::string_view>& setting_names() {
  static const std::vector<std::string_view> names = [] {
    std::vector<std::string_view> all;
    all.reserve(kTable.size() + sqlgrey_keys().size());
    for (const Setting& setting : kTable) all.push_back(setting.name);
    for (const SqlgreyKey& key : sqlgrey_keys()) all.push_back(key.name);
    return all;
  }();
  return names;
}

}  // namespace greycache
