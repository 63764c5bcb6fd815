// Opened for each line: there are few, and who turns the file over need tell nobody.
#include "greyweb/account/audit_log.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include <cstdio>
#include <cstring>
#include <utility>

#include "common/append_line.h"
#include "common/json_object.h"
#include "common/log.h"
#include "common/utf8.h"

namespace greycache::web {

namespace {

constexpr std::size_t kLongestWhat = 1000;
constexpr std::size_t kLongestRefused = 200;

bool is_refused(const AuditEvent& event) {
  return event.outcome != "ok";
}

// The account of a sign-in is what somebody wrote.
std::string_view asking(const AuditEvent& event) {
  return event.event == "sign-in" || event.account.empty() ? event.address : event.account;
}

std::string line_of(const AuditEvent& event) {
  JsonObject line;
  line.add_number("at", event.at).add_text("event", event.event);
  line.add_text("account", shown_text(event.account))
      .add_text("address", shown_text(event.address));
  line.add_text("outcome", event.outcome);
  if (!event.what.empty())
    line.add_text("what",
                  shown_text(event.what, is_refused(event) ? kLongestRefused : kLongestWhat));
  return line.text();
}

}  // namespace

void AuditLog::add(const AuditEvent& event) {
  const std::lock_guard lock(mutex_);
  tell_left(event.at);
  if (!is_refused(event) || refused_.takes(asking(event))) write(event);
}

void AuditLog::tell_left(UnixTime now) {
  for (const auto& [who, count] : refused_.turn(now)) {
    const std::string outcome = fmt::format("{} more refused", count);
    write({.at = now,
           .event = "refused",
           .account = who,
           .address = {},
           .outcome = outcome,
           .what = {}});
  }
}

void AuditLog::write(const AuditEvent& event) {
  const std::string line = line_of(event);
  struct stat now = {};
  if (stat(path_.c_str(), &now) == 0 && now.st_size >= kMostBytes) {
    std::rename(path_.c_str(), (path_ + ".1").c_str());
  }
  const int error = append_line(path_, line, 0600);
  if (error == 0) return tell_missing(event.at);
  if (missing_++ == 0) log(LogLevel::warning, "cannot write {}: {}", path_, std::strerror(error));
}

void AuditLog::tell_missing(UnixTime now) {
  if (missing_ == 0) return;
  const std::string outcome = fmt::format("{} lines are missing", std::exchange(missing_, 0));
  log(LogLevel::warning, "{} is written again; {}", path_, outcome);
  write({.at = now,
         .event = "missing",
         .account = {},
         .address = {},
         .outcome = outcome,
         .what = {}});
}

}  // namespace greycache::web
