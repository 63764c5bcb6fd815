// The daemon's settings, one member a setting, named as in the configuration file.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "common/duration.h"
#include "greycache/policy/rules.h"
#include "greycache/store/durability.h"

namespace greycache {

// embedded: memory and one SQLite file. shared: Redis and PostgreSQL.
enum class Storage : std::uint8_t { embedded, shared };
// What becomes of a mail whose source's history cannot be known now.
enum class InDoubt : std::uint8_t { accept, greylist };
enum class LogFormat : std::uint8_t { text, json };
// Whether the panel only shows the settings, or writes its own beside them.
enum class PanelSettings : std::uint8_t { read, write };

// Meaning, unit, default and bounds of each member: settings_table.cpp. A new object holds the
// defaults.
struct Settings {
  Settings();

  // The decision
  Milliseconds reconnect_delay{};
  // The number of minutes as written where it was written without a unit ("0.5"), otherwise empty.
  std::string reconnect_delay_written;
  Milliseconds max_connect_age{};
  Milliseconds awl_age{};
  Milliseconds awl_refresh{};
  std::int64_t group_domain_level{};
  GreyMethod greymethod{};
  std::int64_t ipv6_prefix{};
  OptMethod optmethod{};
  Correspondents correspondents{};
  std::string correspondent_networks;  // see parse_networks(); empty: none
  Milliseconds correspondent_age{};
  std::int64_t correspondent_limit{};
  bool discrimination{};
  bool discrimination_add_rulenr{};
  std::int64_t connect_src_throttle{};
  InDoubt in_doubt{};

  // The answer
  RejectMethod reject_first_attempt{};
  RejectMethod reject_early_reconnect{};
  std::string reject_code;
  bool prepend{};
  bool reply_reference{};
  std::string reply_url;  // empty: none; otherwise see fault_of_reply_url()

  // Files and sockets
  std::string conf_dir;
  std::string whitelists_host;  // empty: none; otherwise see parse_lists_address()
  std::string public_suffix_list;
  std::string state_dir;
  std::string socket;
  unsigned socket_mode{};
  std::string socket_group;    // empty: the process's
  std::string inet;            // empty: none; otherwise see parse_listen_address()
  std::string control_socket;  // always mode 0600
  std::string metrics;         // empty: none; otherwise see parse_listen_address()
  std::string panel_socket;    // empty: none; always mode 0666
  std::string panel_user;      // empty: root and the daemon's own account only
  PanelSettings panel_settings{};

  // Limits
  std::int64_t max_connections{};
  std::size_t max_request{};  // bytes
  Milliseconds request_timeout{};
  Milliseconds idle_timeout{};
  std::int64_t max_entries_per_source{};
  std::int64_t memory_entries{};
  std::int64_t awl_cache{};

  // Storage
  Storage storage{};
  Durability durability{};
  std::size_t journal_max{};  // bytes
  Milliseconds journal_keep{};
  Milliseconds db_cleandelay{};
  Milliseconds history_keep{};
  std::string redis;  // see parse_redis_address()
  std::string redis_password_file;
  std::string redis_ca_file;    // empty: the system's
  std::string redis_cert_file;  // empty: none is shown
  std::string redis_key_file;
  std::string redis_tls_name;  // empty: the servers' addresses
  std::string redis_prefix;
  Milliseconds redis_timeout{};
  std::string database;  // a libpq URI or keyword string
  std::string database_password_file;
  Milliseconds database_timeout{};

  // Logs and notices
  std::int64_t loglevel{};
  std::string log_override;  // see log_levels_of()
  std::string log_ident;
  LogFormat log_format{};
  std::string admin_mail;  // empty: no mail
  std::string sendmail_path;

  friend bool operator==(const Settings&, const Settings&) = default;
};

// The part that decide() goes by. Times in seconds; parts of a second count as a whole one.
Rules rules_of(const Settings& settings);

}  // namespace greycache
