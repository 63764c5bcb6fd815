// The time stamps of syslog lines.
#pragma once

#include <ctime>
#include <optional>
#include <string>
#include <string_view>

#include "common/duration.h"

namespace greycache {

// A time at the beginning of a line, and where the host's name begins.
struct LogTime {
  UnixTime at = 0;
  std::size_t length = 0;
  bool year_guessed = false;
};

// Two forms: "Nov 21 18:27:01 " (RFC 3164), which counts in this host's time zone and in the latest
// year that does not put it over a day behind `now`; and "2026-11-21T18:27:01.123+01:00 "
// (RFC 3339), parts of a second cut off.
class LogTimes {
 public:
  explicit LogTimes(UnixTime now) : now_(now) {}

  std::optional<LogTime> read(std::string_view line);

 private:
  std::optional<LogTime> read_bsd(std::string_view line);
  UnixTime latest_with(std::tm parts);

  UnixTime now_;
  std::string hour_;         // "Nov 21 18" of the last line,
  UnixTime hour_begin_ = 0;  // and when it began: mktime() is slow
};

}  // namespace greycache
