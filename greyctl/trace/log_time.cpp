// The time stamps of syslog lines.
#include "greyctl/trace/log_time.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace greycache {

namespace {

constexpr UnixTime kAhead = 24 * 3600;
constexpr std::string_view kMonths = "JanFebMarAprMayJunJulAugSepOctNovDec";

// Digits (and leading blanks) at a place of the line; -1 where they are none or too large.
int number_at(std::string_view line, std::size_t begin, std::size_t length, int most) {
  if (line.size() < begin + length) return -1;
  std::string_view digits = line.substr(begin, length);
  while (digits.starts_with(' ')) digits.remove_prefix(1);
  int value = -1;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  const bool whole = error == std::errc() && end == digits.data() + digits.size();
  return whole && value >= 0 && value <= most ? value : -1;
}

// '#' stands for any letter.
bool has_form(std::string_view line, std::string_view form) {
  if (line.size() < form.size()) return false;
  return std::equal(form.begin(), form.end(), line.begin(),
                    [](char wanted, char got) { return wanted == '#' || wanted == got; });
}

// "Z" or "+01:00" at `begin`: seconds east of Greenwich, and the length.
std::optional<std::pair<UnixTime, std::size_t>> zone_at(std::string_view line, std::size_t begin) {
  const std::string_view zone = line.substr(std::min(begin, line.size()));
  if (zone.starts_with('Z')) return std::pair{UnixTime{0}, std::size_t{1}};
  if (!has_form(zone, "###:##") || (zone[0] != '+' && zone[0] != '-')) return std::nullopt;
  const int hours = number_at(zone, 1, 2, 23);
  const int minutes = number_at(zone, 4, 2, 59);
  if (hours < 0 || minutes < 0) return std::nullopt;
  const UnixTime east = hours * 3600 + minutes * 60;
  return std::pair{zone[0] == '-' ? -east : east, std::size_t{6}};
}

std::optional<LogTime> read_rfc3339(std::string_view line) {
  if (!has_form(line, "####-##-##T##:##:##")) return std::nullopt;
  std::tm parts{};
  parts.tm_year = number_at(line, 0, 4, 9999) - 1900;
  parts.tm_mon = number_at(line, 5, 2, 12) - 1;
  parts.tm_mday = number_at(line, 8, 2, 31);
  parts.tm_hour = number_at(line, 11, 2, 23);
  parts.tm_min = number_at(line, 14, 2, 59);
  parts.tm_sec = number_at(line, 17, 2, 60);
  std::size_t end = 19;
  if (end < line.size() && line[end] == '.') {
    end = std::min(line.find_first_not_of("0123456789", end + 1), line.size());
  }
  const auto zone = zone_at(line, end);
  const int least = std::min({parts.tm_mon, parts.tm_mday - 1, parts.tm_hour, parts.tm_min,
                              parts.tm_sec, parts.tm_year + 1900});
  if (!zone || least < 0) return std::nullopt;
  end += zone->second;
  if (end >= line.size() || line[end] != ' ') return std::nullopt;
  return LogTime{timegm(&parts) - zone->first, end + 1, false};
}

}  // namespace

std::optional<LogTime> LogTimes::read(std::string_view line) {
  if (auto time = read_rfc3339(line)) return time;
  return read_bsd(line);
}

UnixTime LogTimes::latest_with(std::tm parts) {
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

std::optional<LogTime> LogTimes::read_bsd(std::string_view line) {
  if (!has_form(line, "### ## ##:##:## ")) return std::nullopt;
  const std::size_t month = kMonths.find(line.substr(0, 3));
  std::tm parts{};
  parts.tm_mon = static_cast<int>(month / 3);
  parts.tm_mday = number_at(line, 4, 2, 31);
  parts.tm_hour = number_at(line, 7, 2, 23);
  const int minute = number_at(line, 10, 2, 59);
  const int second = number_at(line, 13, 2, 60);
  if (month == kMonths.npos || month % 3 != 0) return std::nullopt;
  if (std::min({parts.tm_mday - 1, parts.tm_hour, minute, second}) < 0) return std::nullopt;
  if (line.substr(0, 9) != hour_) {
    hour_ = line.substr(0, 9);
    hour_begin_ = latest_with(parts);
  }
  return LogTime{hour_begin_ + minute * 60 + second, 16, true};
}

}  // namespace greycache
