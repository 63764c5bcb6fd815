// A look at values and pairs of them.
#include "greyctl/doctor/settings_checks.h"

#include <fmt/format.h>

#include "common/inet_address.h"
#include "common/text.h"

namespace greycache {

namespace {

using std::chrono::hours;

// Exim pauses for 6 hours once it has tried for 16; who sends from a pool is back at the same
// address later still, and a host that is down over night in the morning.
constexpr Milliseconds kLongestRetry = hours(12);
constexpr Milliseconds kLongDelay = hours(1);
// Who writes once a month.
constexpr Milliseconds kMonth = hours(24 * 32);
constexpr std::int64_t kTightThrottle = 5;

void check_decision(Findings& findings, const Settings& settings) {
  if (settings.max_connect_age < kLongestRetry) {
    findings.warning(
        fmt::format(
            "max_connect_age is {}: real servers pause for hours between two tries, and one "
            "that comes later begins again, perhaps for ever",
            format_duration(settings.max_connect_age)),
        "max_connect_age = 24h, or longer");
  } else if (settings.max_connect_age < settings.reconnect_delay * 4) {
    findings.warning(fmt::format("between reconnect_delay ({}) and max_connect_age ({}) there is "
                                 "little time to come back in",
                                 format_duration(settings.reconnect_delay),
                                 format_duration(settings.max_connect_age)),
                     "max_connect_age = 24h, reconnect_delay = 5m");
  }
  if (settings.reconnect_delay > kLongDelay) {
    findings.warning(
        fmt::format("reconnect_delay is {}: the mail of everybody new waits that long, "
                    "a password reset, too",
                    format_duration(settings.reconnect_delay)),
        "reconnect_delay = 5m");
  }
  if (settings.awl_age > Milliseconds::zero() && settings.awl_age < kMonth) {
    findings.warning(fmt::format("awl_age is {}: who writes once a month waits each time",
                                 format_duration(settings.awl_age)),
                     "awl_age = 60d");
  }
  if (settings.connect_src_throttle > 0 && settings.connect_src_throttle < kTightThrottle) {
    findings.warning(fmt::format("connect_src_throttle is {}: the further mails that a source has "
                                 "waiting are not even remembered, so that they wait longer",
                                 settings.connect_src_throttle),
                     "connect_src_throttle = 0, or 5 and more");
  }
}

void check_looking_back(Findings& findings, const Settings& settings) {
  if (settings.history_keep > Milliseconds::zero() &&
      settings.history_keep < settings.max_connect_age) {
    findings.warning(fmt::format("history_keep ({}) is shorter than max_connect_age ({}): what "
                                 "became of a mail is forgotten before it is known",
                                 format_duration(settings.history_keep),
                                 format_duration(settings.max_connect_age)),
                     "history_keep = 7d");
  } else if (settings.history_keep == Milliseconds::zero()) {
    findings.note("history_keep is 0: nobody can say why a mail waited (greyctl explain, report)",
                  "history_keep = 7d");
  }
  if (settings.loglevel < 2) {
    findings.note(fmt::format("loglevel is {}: decisions are not in the log", settings.loglevel),
                  "loglevel = 2");
  }
}

void check_listeners(Findings& findings, const Settings& settings) {
  for (const auto& [name, text] :
       {std::pair<const char*, const std::string&>{"inet", settings.inet},
        {"metrics", settings.metrics}}) {
    const auto address = parse_listen_address(text);
    if (text.empty() || !address || is_loopback(address->address)) continue;
    findings.warning(fmt::format("{} is {}: nobody is asked for a password there, so whoever "
                                 "reaches that port may ask",
                                 name, escaped(text)),
                     "an address of this host alone (127.0.0.1), or a packet filter");
  }
}

}  // namespace

Findings settings_findings(const Settings& settings) {
  Findings findings;
  check_decision(findings, settings);
  check_looking_back(findings, settings);
  check_listeners(findings, settings);
  if (settings.admin_mail.empty()) {
    findings.note("admin_mail is empty: nobody is told by mail that a store is lost",
                  "admin_mail = postmaster, or alerts by the metrics (docs/monitoring.md)");
  }
  return findings;
}

}  // namespace greycache
