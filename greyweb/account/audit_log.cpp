// Opened for each line: there are few, and who turns the file over need tell nobody.
#include "greyweb/account/audit_log.h"

#include <sys/stat.h>

#include <cstdio>
#include <cstring>

#include "common/append_line.h"
#include "common/json_object.h"
#include "common/log.h"
#include "common/utf8.h"

namespace greycache::web {

namespace {

std::string line_of(const AuditEvent& event) {
  JsonObject line;
  line.add_number("at", event.at).add_text("event", event.event);
  line.add_text("account", shown_text(event.account))
      .add_text("address", shown_text(event.address));
  line.add_text("outcome", event.outcome);
  if (!event.what.empty()) line.add_text("what", shown_text(event.what, 1000));
  return line.text();
}

}  // namespace

void AuditLog::add(const AuditEvent& event) {
  const std::string line = line_of(event);
  const std::lock_guard lock(mutex_);
  struct stat now = {};
  if (stat(path_.c_str(), &now) == 0 && now.st_size >= kMostBytes) {
    std::rename(path_.c_str(), (path_ + ".1").c_str());
  }
  const int error = append_line(path_, line, 0600);
  if (error != 0) log(LogLevel::warning, "cannot write {}: {}", path_, std::strerror(error));
}

}  // namespace greycache::web
