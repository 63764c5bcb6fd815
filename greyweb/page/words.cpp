// The largest unit that tells enough.
#include "greyweb/page/words.h"

#include <fmt/format.h>

#include <array>
#include <cstdlib>
#include <ctime>

#include "common/utf8.h"
#include "greyweb/page/local_times.h"

namespace greycache::web {

namespace {

constexpr std::int64_t kMinute = 60;
constexpr std::int64_t kHour = 60 * kMinute;
constexpr std::int64_t kDay = 24 * kHour;
constexpr std::size_t kLongestShown = 320;
constexpr std::string_view kNarrowBlank = "\u202f";

std::string formatted(UnixTime at, const char* format) {
  const std::time_t seconds = at;
  std::tm parts{};
  if (localtime_r(&seconds, &parts) == nullptr) return "";
  std::array<char, 64> text{};
  const std::size_t length = std::strftime(text.data(), text.size(), format, &parts);
  return {text.data(), length};
}

}  // namespace

std::string clock_text(UnixTime at) {
  return formatted(at, "%Y-%m-%d %H:%M:%S");
}

std::string zoned_text(UnixTime at) {
  return formatted(at, "%Y-%m-%d %H:%M:%S %Z");
}

std::string zone_words(UnixTime at) {
  const std::string name = formatted(at, "%Z");
  const std::string offset = formatted(at, "%z");
  if (offset.size() != 5 || (name == "UTC" && offset == "+0000")) return name;
  return fmt::format("{} (UTC{}:{})", name, offset.substr(0, 3), offset.substr(3));
}

std::string span_words(std::int64_t seconds) {
  if (seconds < 2 * kMinute) return fmt::format("{} s", seconds);
  if (seconds < 2 * kHour) return fmt::format("{} min", seconds / kMinute);
  if (seconds < 2 * kDay) {
    const std::int64_t minutes = seconds % kHour / kMinute;
    if (minutes == 0) return fmt::format("{} h", seconds / kHour);
    return fmt::format("{} h {} min", seconds / kHour, minutes);
  }
  return fmt::format("{} days", seconds / kDay);
}

std::string distance_text(UnixTime at, UnixTime now) {
  if (at == now) return "now";
  if (at < now) return span_words(now - at) + " ago";
  return "in " + span_words(at - now);
}

std::string count_text(std::int64_t number) {
  std::string digits = std::to_string(std::llabs(number));
  for (std::size_t at = digits.size(); at > 3; at -= 3) digits.insert(at - 3, kNarrowBlank);
  return number < 0 ? "-" + digits : digits;
}

Json moment(std::optional<std::int64_t> at, UnixTime now) {
  if (!at) return nullptr;
  const std::string text = clock_text(*at);
  const bool today = text.starts_with(formatted(now, "%Y-%m-%d"));
  // The page says the zone of now; of another one, as that of summer, the time says so itself.
  const std::string zone = formatted(*at, "%Z");
  const std::string other = zone == formatted(now, "%Z") ? "" : " " + zone;
  return {{"text", (today ? formatted(*at, "%H:%M:%S") : text) + other},
          {"whole", zoned_text(*at)},
          {"iso", formatted(*at, "%Y-%m-%dT%H:%M:%S%z")},
          {"distance", distance_text(*at, now)}};
}

std::string shown(std::string_view text, std::string_view instead) {
  return text.empty() ? std::string(instead) : shown_text(text, kLongestShown);
}

std::string shown_words(std::string_view text, std::string_view instead) {
  return text.empty() ? std::string(instead) : shown_message(text);
}

std::string shown_sentence(std::string_view text, std::string_view instead) {
  return shown_words(text.empty() ? std::string() : with_local_times(text), instead);
}

}  // namespace greycache::web
