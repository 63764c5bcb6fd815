// Numbers with units, read and written.
#include "common/duration.h"

#include <fmt/format.h>

#include <array>
#include <charconv>

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

}  // namespace

std::optional<Milliseconds> parse_duration(std::string_view text, Milliseconds unit) {
  text = trimmed(text);
  double number = 0;
  const auto [end, error] =
      std::from_chars(text.data(), text.data() + text.size(), number, std::chars_format::fixed);
  if (error != std::errc{} || number < 0) return std::nullopt;
  const auto suffix = trimmed(text.substr(static_cast<std::size_t>(end - text.data())));
  double factor = suffix.empty() ? static_cast<double>(unit.count()) : 0;
  for (const Unit& known : kUnits) {
    if (suffix == known.suffix) factor = static_cast<double>(known.milliseconds);
  }
  if (factor == 0 || !(number * factor <= kLongest)) return std::nullopt;
  return Milliseconds(static_cast<std::int64_t>(number * factor));
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
