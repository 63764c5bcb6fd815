// The time stamps of log lines, in the forms that usual tools write.
#pragma once

#include <ctime>
#include <optional>
#include <string>
#include <string_view>

#include "common/duration.h"

namespace greycache {

// A time at the beginning of a line, and where what follows it begins.
struct LogTime {
  UnixTime at = 0;  // parts of a second are cut off
  std::size_t length = 0;
  bool year_guessed = false;
  bool zone_guessed = false;  // counts in this host's zone
  bool rfc5424 = false;       // the fields of RFC 5424 follow: host, program, process, ...
};

// The forms, each with parts of a second or without, and perhaps behind a priority ("<22>"):
//   Nov 21 18:27:01, Nov  1 ..., Nov 1 ...   RFC 3164, journalctl -o short and short-precise
//   2026-11-21T18:27:01+01:00, ...Z          RFC 3339, rsyslog
//   2026-11-21T18:27:01+0100                 journalctl -o short-iso and short-iso-precise
//   2026-11-21T18:27:01, 2026-11-21 18:27:01 without a zone, or with one behind a blank
//   Sat 2026-11-21 18:27:01 CET              journalctl -o short-full
//   1795282021.123456                        journalctl -o short-unix
//   <22>1 2026-11-21T18:27:01Z               RFC 5424
// What has no zone, or a zone's name that this host does not use, counts in this host's zone; what
// has no year, in the latest that does not put it over a day behind `now`.
class LogTimes {
 public:
  explicit LogTimes(UnixTime now);

  // A time at the very beginning.
  std::optional<LogTime> read(std::string_view line);

 private:
  std::optional<LogTime> read_bsd(std::string_view text);
  std::optional<LogTime> read_iso(std::string_view text);
  UnixTime latest_with(std::tm parts) const;
  // The begin of a local hour; `text` names it, so that mktime(), which is slow, is asked once.
  UnixTime hour_of(std::string_view text, const std::tm& parts, bool has_year);

  UnixTime now_;
  std::string hour_;         // of the last line,
  UnixTime hour_begin_ = 0;  // and when it began
};

}  // namespace greycache
