// Numbers with units, read and written.
#include "common/duration.h"

#include <fmt/format.h>

#include <array>

#include "common/text.h"

namespace greycache {

namespace {

struct Unit {
  std::string_view suffix;
  std::string_view word;
  std::int64_t milliseconds;
};

constexpr std::array<Unit, 6> kUnits{{{"w", "week", 604'800'000},
                                      {"d", "day", 86'400'000},
                                      {"h", "hour", 3'600'000},
                                      {"m", "minute", 60'000},
                                      {"s", "second", 1'000},
                                      {"ms", "millisecond", 1}}};

constexpr double kLongest = 100.0 * 365.25 * 86'400'000;

// Weeks are understood but never written: "60d" is what people set.
const Unit& exact_unit(std::int64_t span) {
  for (std::size_t i = 1; i < kUnits.size(); ++i) {
    if (span % kUnits[i].milliseconds == 0) return kUnits[i];
  }
  return kUnits.back();
}

// Digits, with a point before, among or behind them; what follows stays in `text`. By hand, since
// libc++ reads no fractions by std::from_chars before version 20, and strtod(3) goes by the locale.
std::optional<double> take_number(std::string_view& text) {
  double digits = 0;
  double scale = 0;  // of what is behind the point; 0 before it
  std::size_t count = 0;
  std::size_t at = 0;
  for (; at < text.size(); ++at) {
    if (text[at] == '.' && scale == 0) {
      scale = 1;
      continue;
    }
    if (text[at] < '0' || text[at] > '9') break;
    digits = digits * 10 + (text[at] - '0');
    scale *= 10;
    ++count;
  }
  if (count == 0) return std::nullopt;
  text.remove_prefix(at);
  return scale == 0 ? digits : digits / scale;
}

}  // namespace

std::optional<Milliseconds> parse_duration(std::string_view text, Milliseconds unit) {
  text = trimmed(text);
  const auto number = take_number(text);
  if (!number) return std::nullopt;
  const auto suffix = trimmed(text);
  double factor = suffix.empty() ? static_cast<double>(unit.count()) : 0;
  for (const Unit& known : kUnits) {
    if (suffix == known.suffix) factor = static_cast<double>(known.milliseconds);
  }
  if (factor == 0 || !(*number * factor <= kLongest)) return std::nullopt;
  return Milliseconds(static_cast<std::int64_t>(*number * factor));
}

std::string format_duration(Milliseconds span) {
  if (span.count() == 0) return "0s";
  const Unit& unit = exact_unit(span.count());
  return fmt::format("{}{}", span.count() / unit.milliseconds, unit.suffix);
}

std::string duration_in_words(Milliseconds span) {
  if (span.count() == 0) return "0 seconds";
  const Unit& unit = exact_unit(span.count());
  const std::int64_t count = span.count() / unit.milliseconds;
  return fmt::format("{} {}{}", count, unit.word, count == 1 ? "" : "s");
}

}  // namespace greycache
