// What holds between settings.
#include "greycache/config/settings_rules.h"

#include <algorithm>

#include "common/inet_address.h"
#include "greycache/config/redis_address.h"
#include "greycache/config/reject_code.h"

namespace greycache {

namespace {

// Postfix 3.7 main.cf: smtpd_policy_service_max_ttl.
constexpr Milliseconds kPostfixConnectionLife = std::chrono::seconds(1000);

// The line to name where any of two settings may be the wrong one: the later.
int later(const LineOf& line_of, std::string_view a, std::string_view b) {
  return std::max(line_of(a), line_of(b));
}

void check_times(const Settings& settings, const LineOf& line_of, ConfigMessages& messages) {
  if (settings.max_connect_age <= settings.reconnect_delay) {
    messages.error(
        later(line_of, "max_connect_age", "reconnect_delay"),
        fmt::format("max_connect_age ({}) must be longer than reconnect_delay ({}), or no "
                    "retry ever passes",
                    format_duration(settings.max_connect_age),
                    format_duration(settings.reconnect_delay)));
  }
  if (settings.awl_refresh > settings.awl_age / 2) {
    messages.error(
        later(line_of, "awl_refresh", "awl_age"),
        fmt::format("awl_refresh ({}) must be at most half of awl_age ({}), or entries in "
                    "use expire",
                    format_duration(settings.awl_refresh), format_duration(settings.awl_age)));
  }
}

void check_timeouts(const Settings& settings, const LineOf& line_of, ConfigMessages& messages) {
  if (settings.idle_timeout < kPostfixConnectionLife) {
    messages.warning(line_of("idle_timeout"),
                     fmt::format("idle_timeout ({}) is shorter than Postfix keeps a connection "
                                 "(1000s); it will have to connect again more often",
                                 format_duration(settings.idle_timeout)));
  }
  if (settings.storage == Storage::shared && settings.redis_timeout >= settings.request_timeout) {
    messages.warning(
        later(line_of, "redis_timeout", "request_timeout"),
        fmt::format("redis_timeout ({}) should be shorter than request_timeout ({}), or "
                    "nothing is left for another way",
                    format_duration(settings.redis_timeout),
                    format_duration(settings.request_timeout)));
  }
}

void check_passwords(const Settings& settings, const LineOf& line_of, ConfigMessages& messages) {
  const auto redis = parse_redis_address(settings.redis);
  if (redis && !redis->password.empty() && !settings.redis_password_file.empty()) {
    messages.error(later(line_of, "redis", "redis_password_file"),
                   "redis holds a password and redis_password_file names another; keep one");
  }
}

// Files that say how to encrypt, beside an address that does not, are a mistake that nobody would
// see.
void check_tls(const Settings& settings, const LineOf& line_of, ConfigMessages& messages) {
  // Of an address that was not understood nobody knows whether it is by TLS.
  const bool understood = !messages.has_error(line_of("redis"));
  const auto redis = parse_redis_address(settings.redis);
  if (settings.storage == Storage::shared && understood && redis && !redis->tls) {
    for (const auto& [name, value] : {std::pair("redis_ca_file", &settings.redis_ca_file),
                                      {"redis_cert_file", &settings.redis_cert_file},
                                      {"redis_key_file", &settings.redis_key_file},
                                      {"redis_tls_name", &settings.redis_tls_name}}) {
      if (value->empty()) continue;
      messages.error(later(line_of, "redis", name),
                     fmt::format("{} is set, but redis is not by TLS; write rediss:// or "
                                 "sentinels:// there",
                                 name));
    }
  }
  if (settings.redis_cert_file.empty() != settings.redis_key_file.empty()) {
    messages.error(later(line_of, "redis_cert_file", "redis_key_file"),
                   "redis_cert_file and redis_key_file go together; set both or none");
  }
}

// Two listeners at one place would get half of each other's connections.
void check_listeners(const Settings& settings, const LineOf& line_of, ConfigMessages& messages) {
  if (!settings.socket.empty() && settings.socket == settings.control_socket) {
    messages.error(later(line_of, "socket", "control_socket"),
                   "socket and control_socket are the same path; each needs its own");
  }
  if (settings.inet.empty() || settings.metrics.empty()) return;
  const auto inet = parse_listen_address(settings.inet);
  const auto metrics = parse_listen_address(settings.metrics);
  if (inet && metrics && inet->overlaps(*metrics)) {
    messages.error(later(line_of, "inet", "metrics"),
                   "inet and metrics are the same address and port; each needs its own");
  }
}

}  // namespace

void follow_other_settings(Settings& settings, const LineOf& line_of) {
  if (line_of("reject_early_reconnect") == 0) {
    settings.reject_early_reconnect = settings.reject_first_attempt;
  }
  if (settings.log_ident.empty()) settings.log_ident = Settings().log_ident;
  if (line_of("awl_refresh") == 0) {
    settings.awl_refresh = std::min(settings.awl_refresh, settings.awl_age / 2);
  }
}

void check_together(const Settings& settings, const LineOf& line_of, ConfigMessages& messages) {
  check_times(settings, line_of, messages);
  check_timeouts(settings, line_of, messages);
  check_passwords(settings, line_of, messages);
  check_tls(settings, line_of, messages);
  check_listeners(settings, line_of, messages);
  if (!settings.reply_url.empty() && !settings.reply_reference) {
    messages.error(later(line_of, "reply_url", "reply_reference"),
                   "reply_url is set, but reply_reference is off, and no reply would show it; "
                   "write reply_reference = on");
  }
  if (closes_connection(settings.reject_code)) {
    messages.warning(line_of("reject_code"),
                     fmt::format("with reject_code {} Postfix closes the connection: the other "
                                 "recipients of a message, and the mail behind it, must wait for "
                                 "another one; write 450",
                                 settings.reject_code.substr(0, 3)));
  }
  if (rejects_for_good(settings.reject_code)) {
    messages.warning(line_of("reject_code"),
                     "reject_code refuses mail for good: senders give up instead of trying again; "
                     "write a code from 400 to 499");
  }
}

}  // namespace greycache
