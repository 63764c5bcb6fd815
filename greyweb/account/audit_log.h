// What became of each sign-in and of each change that was asked for, a JSON object a line.
#pragma once

#include <cstddef>
#include <mutex>
#include <string>
#include <string_view>

#include "common/duration.h"
#include "greyweb/account/refused_lines.h"

namespace greycache::web {

struct AuditEvent {
  UnixTime at = 0;
  std::string_view event;    // "sign-in", "sign-out", "change", "token", ...
  std::string_view account;  // as it was given: untrusted
  std::string_view address;  // untrusted where no proxy stands before us
  std::string_view outcome;  // "ok", or a word that says why not
  std::string_view what;     // a verb with its subject; may be empty
};

// Any thread. At kMostBytes the file becomes audit.log.1 and another one is begun, so it never has
// over twice that. Of what is refused RefusedLines has some lines a minute, by account, and by
// address where nobody is known to ask; how many more there were is a line of the next minute. That
// nothing can be written is logged once, and holds up nobody; how many lines are missing is logged,
// and is a line, once they can be again.
class AuditLog {
 public:
  static constexpr off_t kMostBytes = off_t{8} << 20U;

  explicit AuditLog(std::string directory) : path_(std::move(directory) + "/audit.log") {}

  void add(const AuditEvent& event);

 private:
  void tell_left(UnixTime now);
  void write(const AuditEvent& event);
  void tell_missing(UnixTime now);

  std::string path_;
  std::mutex mutex_;
  RefusedLines refused_;
  std::size_t missing_ = 0;  // since the last line that went in
};

}  // namespace greycache::web
