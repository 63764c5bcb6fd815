// Opened for each line: there are few, and who turns the file over need tell nobody.
#include "greyweb/account/audit_log.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <cerrno>
#include <cstdio>
#include <cstring>

#include "common/file_descriptor.h"
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
  return line.text() + "\n";
}

}  // namespace

void AuditLog::add(const AuditEvent& event) {
  const std::string line = line_of(event);
  const std::lock_guard lock(mutex_);
  struct stat now = {};
  if (stat(path_.c_str(), &now) == 0 && now.st_size >= kMostBytes) {
    std::rename(path_.c_str(), (path_ + ".1").c_str());
  }
  const FileDescriptor file(
      open(path_.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
  if (!file || write(file.get(), line.data(), line.size()) != static_cast<ssize_t>(line.size())) {
    log(LogLevel::warning, "cannot write {}: {}", path_, std::strerror(errno));
  }
}

}  // namespace greycache::web
