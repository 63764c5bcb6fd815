// The time stamps of log lines, in the forms that usual tools write.
#include "greycache/maillog/log_time.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "common/characters.h"
#include "greycache/maillog/time_text.h"

namespace greycache {

namespace {

constexpr UnixTime kAhead = 24 * 3600;
constexpr std::string_view kMonths = "JanFebMarAprMayJunJulAugSepOctNovDec";
constexpr std::string_view kWeekdays = "SunMonTueWedThuFriSat";

// The place of three letters in a row of such.
std::optional<int> place_in(std::string_view names, std::string_view text) {
  const std::size_t place = names.find(text.substr(0, 3));
  if (text.size() < 3 || place == names.npos || place % 3 != 0) return std::nullopt;
  return static_cast<int>(place / 3);
}

// Whether a month (0 to 11) may have this day, in some year.
bool has_day(int month, int day) {
  constexpr std::array<int, 12> kDays{31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  return day <= kDays.at(static_cast<std::size_t>(month));
}

bool is_greenwich(std::string_view zone) {
  return zone == "UTC" || zone == "GMT" || zone == "Z";
}

bool is_zone_of_host(std::string_view zone) {
  return zone == tzname[0] || zone == tzname[1];
}

// "1795282021.123456 "
std::optional<LogTime> read_unix(std::string_view text) {
  TimeText rest(text);
  UnixTime at = 0;
  std::from_chars(text.data(), text.data() + std::min<std::size_t>(text.size(), 12), at);
  if (!rest.take_digits() || rest.taken() < 9 || rest.taken() > 11) return std::nullopt;
  if (!rest.take('.') || !rest.take_digits() || !rest.take(' ')) return std::nullopt;
  return LogTime{.at = at, .length = rest.taken()};
}

// "<22>", and the version of RFC 5424.
std::size_t length_of_priority(std::string_view line, bool& rfc5424) {
  TimeText rest(line);
  int priority = 0;
  if (!rest.take('<') || !rest.take_number(1, 3, 0, 191, priority) || !rest.take('>')) return 0;
  const std::size_t length = rest.taken();
  rfc5424 = rest.take('1') && rest.take(' ');
  return rfc5424 ? rest.taken() : length;
}

}  // namespace

LogTimes::LogTimes(UnixTime now) : now_(now) {
  tzset();
}

std::optional<LogTime> LogTimes::read(std::string_view line) {
  bool rfc5424 = false;
  const std::size_t begin = length_of_priority(line, rfc5424);
  const std::string_view text = line.substr(begin);
  if (text.empty()) return std::nullopt;
  auto time = is_digit(text[0]) ? read_iso(text) : read_bsd(text);
  if (!time) time = is_digit(text[0]) ? read_unix(text) : read_iso(text);
  if (!time) return std::nullopt;
  time->length += begin;
  time->rfc5424 = rfc5424;
  return time;
}

UnixTime LogTimes::latest_with(std::tm parts) const {
  std::tm today{};
  localtime_r(&now_, &today);
  UnixTime time = 0;
  // A leap day may be some years back.
  for (int back = -1; back <= 8; ++back) {
    std::tm tried = parts;
    tried.tm_year = today.tm_year - back;
    tried.tm_isdst = -1;
    time = mktime(&tried);
    if (time <= now_ + kAhead && tried.tm_mday == parts.tm_mday) break;
  }
  return time;
}

UnixTime LogTimes::hour_of(std::string_view text, const std::tm& parts, bool has_year) {
  if (text == hour_) return hour_begin_;
  std::tm hour = parts;
  hour.tm_min = hour.tm_sec = 0;
  hour.tm_isdst = -1;
  hour_begin_ = has_year ? mktime(&hour) : latest_with(hour);
  hour_ = text;
  return hour_begin_;
}

// "Nov 21 18:27:01 "
std::optional<LogTime> LogTimes::read_bsd(std::string_view text) {
  const auto month = place_in(kMonths, text);
  if (!month) return std::nullopt;
  TimeText rest(text.substr(3));
  std::tm parts{};
  parts.tm_mon = *month;
  if (!rest.take(' ')) return std::nullopt;
  rest.take(' ');
  if (!rest.take_number(1, 2, 1, 31, parts.tm_mday) || !rest.take(' ')) return std::nullopt;
  if (!has_day(*month, parts.tm_mday)) return std::nullopt;
  const std::size_t hour_length = 3 + rest.taken() + 2;
  if (!rest.take_clock(parts) || !rest.take(' ')) return std::nullopt;
  const UnixTime hour = hour_of(text.substr(0, hour_length), parts, false);
  return LogTime{.at = hour + parts.tm_min * 60 + parts.tm_sec,
                 .length = 3 + rest.taken(),
                 .year_guessed = true,
                 .zone_guessed = true};
}

// "2026-11-21T18:27:01.123+01:00 ", "Sat 2026-11-21 18:27:01 CET "
std::optional<LogTime> LogTimes::read_iso(std::string_view text) {
  const bool weekday = place_in(kWeekdays, text).has_value();
  const std::size_t begin = weekday ? 4 : 0;
  if (weekday && (text.size() < 4 || text[3] != ' ')) return std::nullopt;
  TimeText rest(text.substr(begin));
  std::tm parts{};
  const bool date = rest.take_number(4, 4, 0, 9999, parts.tm_year) && rest.take('-') &&
                    rest.take_number(2, 2, 1, 12, parts.tm_mon) && rest.take('-') &&
                    rest.take_number(2, 2, 1, 31, parts.tm_mday) &&
                    (rest.take('T') || rest.take(' '));
  const std::size_t hour_length = begin + rest.taken() + 2;
  if (!date || !has_day(parts.tm_mon - 1, parts.tm_mday)) return std::nullopt;
  if (!rest.take_clock(parts)) return std::nullopt;
  parts.tm_year -= 1900;
  parts.tm_mon -= 1;
  const std::size_t clock_end = begin + rest.taken();
  const bool apart = rest.take(' ');
  const TimeText behind_blank = rest;
  const auto written = rest.take_offset();
  if (!written && !apart) return std::nullopt;
  // Behind a blank it may be the name of a zone, or of a host, that begins as an offset does.
  bool known = written && (!apart || rest.text().starts_with(' '));
  if (written && !known) rest = behind_blank;
  const UnixTime offset = known ? written.value_or(0) : 0;
  bool guessed = false;
  std::size_t end = begin + rest.taken();
  if (!known && weekday) {
    const std::string_view zone = rest.take_word();
    known = is_greenwich(zone);
    guessed = !known && !is_zone_of_host(zone);
    end = begin + rest.taken();
  } else if (!known) {
    end = clock_end;
    guessed = true;
  }
  if (end >= text.size() || text[end] != ' ') return std::nullopt;
  const UnixTime at =
      known ? timegm(&parts) - offset
            : hour_of(text.substr(0, hour_length), parts, true) + parts.tm_min * 60 + parts.tm_sec;
  return LogTime{.at = at, .length = end + 1, .zone_guessed = guessed};
}

}  // namespace greycache
