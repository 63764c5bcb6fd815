// A time is found by its shape.
#include "greyweb/page/local_times.h"

#include <algorithm>
#include <ctime>
#include <optional>

#include "greyweb/page/words.h"

namespace greycache::web {

namespace {

constexpr std::string_view kShape = "0000-00-00 00:00:00 UTC";

bool fits_shape(std::string_view text) {
  if (text.size() < kShape.size()) return false;
  return std::equal(kShape.begin(), kShape.end(), text.begin(), [](char shape, char c) {
    return shape == '0' ? c >= '0' && c <= '9' : c == shape;
  });
}

std::optional<UnixTime> time_at(std::string_view text) {
  if (!fits_shape(text)) return std::nullopt;
  std::tm parts{};
  const std::string stamp(text.substr(0, kShape.size()));
  if (strptime(stamp.c_str(), "%Y-%m-%d %H:%M:%S", &parts) == nullptr) return std::nullopt;
  const std::tm read = parts;
  const UnixTime at = timegm(&parts);
  // Of a 31st of February it would make another day.
  return read.tm_mday == parts.tm_mday && read.tm_mon == parts.tm_mon ? std::optional(at)
                                                                      : std::nullopt;
}

}  // namespace

std::string with_local_times(std::string_view sentence) {
  std::string text;
  for (std::size_t at = 0; at < sentence.size();) {
    const auto time = time_at(sentence.substr(at));
    text += time ? zoned_text(*time) : std::string(1, sentence[at]);
    at += time ? kShape.size() : 1;
  }
  return text;
}

}  // namespace greycache::web
