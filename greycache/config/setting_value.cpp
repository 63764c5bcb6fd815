// Reads, writes and describes the value of one setting.
#include "greycache/config/setting_value.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "common/text.h"
#include "greycache/config/database_address.h"
#include "greycache/config/redis_address.h"
#include "greycache/config/setting_words.h"

namespace greycache {

namespace {

constexpr std::size_t kLongestText = 8192;
constexpr std::size_t kShownInErrors = 80;

constexpr std::array<std::pair<char, std::size_t>, 3> kSizes{
    {{'g', std::size_t{1} << 30}, {'m', std::size_t{1} << 20}, {'k', std::size_t{1} << 10}}};

std::string quoted(std::string_view text) {
  return fmt::format("\"{}\"", escaped(text, kShownInErrors));
}

std::string size_text(std::size_t bytes) {
  for (const auto& [suffix, factor] : kSizes) {
    if (bytes >= factor && bytes % factor == 0) return fmt::format("{}{}", bytes / factor, suffix);
  }
  return fmt::format("{}", bytes);
}

template <typename Number>
std::optional<Number> parse_number(std::string_view text, int base) {
  Number number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number, base);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
}

std::string out_of_bounds(const Setting& setting, std::string_view text) {
  return fmt::format("{} is out of bounds; write {}", quoted(text), bounds_in_words(setting));
}

template <typename Number>
bool in_bounds(const Setting& setting, Number number) {
  return std::cmp_greater_equal(number, setting.least) && std::cmp_less_equal(number, setting.most);
}

// "minutes" for a unit of one minute.
std::string unit_in_words(Milliseconds unit) {
  return duration_in_words(unit).substr(2) + "s";
}

// A number and a unit, and yet no span: more than can be counted.
bool is_endless(std::string_view text) {
  const std::size_t digits = text.find_first_not_of("0123456789");
  if (digits == 0 || text.empty()) return false;
  const std::string zero = "0" + std::string(text.substr(std::min(digits, text.size())));
  return parse_duration(zero, std::chrono::seconds(1)).has_value();
}

std::string parse_into(const Setting& setting, std::string_view text, Milliseconds& span) {
  const auto parsed = parse_duration(text, setting.unit);
  if (!parsed && is_endless(text)) return out_of_bounds(setting, text);
  if (!parsed) {
    return fmt::format(
        "{} is no span of time; write a number of {}, or a number with ms, s, m, h, "
        "d or w (90s)",
        quoted(text), unit_in_words(setting.unit));
  }
  if (!in_bounds(setting, parsed->count())) return out_of_bounds(setting, text);
  span = *parsed;
  return {};
}

std::string parse_into(const Setting& setting, std::string_view text, std::int64_t& count) {
  const auto parsed = parse_number<std::int64_t>(text, 10);
  if (!parsed) {
    return fmt::format("{} is no whole number; write {}", quoted(text), bounds_in_words(setting));
  }
  if (!in_bounds(setting, *parsed)) return out_of_bounds(setting, text);
  count = *parsed;
  return {};
}

std::string parse_into(const Setting& setting, std::string_view text, std::size_t& bytes) {
  std::string_view digits = text;
  std::size_t factor = 1;
  for (const auto& [suffix, value] : kSizes) {
    if (lower_ascii(text).ends_with(suffix)) factor = value;
  }
  if (factor > 1) digits = trimmed(digits.substr(0, digits.size() - 1));
  const auto parsed = parse_number<std::size_t>(digits, 10);
  if (!parsed) {
    return fmt::format("{} is no size; write a number of bytes, or a number with k, m or g (64k)",
                       quoted(text));
  }
  const bool fits = *parsed <= static_cast<std::size_t>(setting.most) / factor;
  if (!fits || !in_bounds(setting, *parsed * factor)) return out_of_bounds(setting, text);
  bytes = *parsed * factor;
  return {};
}

std::string parse_into(const Setting& setting, std::string_view text, unsigned& mode) {
  const auto parsed = parse_number<unsigned>(text, 8);
  if (!parsed) return fmt::format("{} is no octal file mode; write 0660", quoted(text));
  if (!in_bounds(setting, *parsed)) return out_of_bounds(setting, text);
  mode = *parsed;
  return {};
}

std::string parse_into(const Setting&, std::string_view text, bool& on) {
  const std::string word = lower_ascii(text);
  constexpr std::array<std::string_view, 4> kOn{"on", "yes", "true", "1"};
  constexpr std::array<std::string_view, 5> kOff{"off", "no", "false", "0", ""};
  const bool is_on = std::find(kOn.begin(), kOn.end(), word) != kOn.end();
  if (!is_on && std::find(kOff.begin(), kOff.end(), word) == kOff.end()) {
    return fmt::format("{} is neither on nor off; write on, yes, true or 1, or off, no, false or 0",
                       quoted(text));
  }
  on = is_on;
  return {};
}

std::string parse_into(const Setting& setting, std::string_view text, std::string& value) {
  if (text.size() > kLongestText) {
    return fmt::format("is longer than {} bytes", kLongestText);
  }
  if (std::string wrong = setting.check(text); !wrong.empty()) return wrong;
  value = text;
  return {};
}

template <typename Choice>
std::string choices() {
  std::string words;
  const auto& all = Words<Choice>::all;
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (i > 0) words += i + 1 == all.size() ? " or " : ", ";
    words += all[i].first;
  }
  return words;
}

template <typename Choice>
std::string parse_into(const Setting&, std::string_view text, Choice& choice) {
  const std::string word = lower_ascii(text);
  for (const auto& [name, value] : Words<Choice>::all) {
    if (word != name) continue;
    choice = value;
    return {};
  }
  return fmt::format("{} is not understood; write {}", quoted(text), choices<Choice>());
}

std::string text_of(Milliseconds span) {
  return format_duration(span);
}
std::string text_of(std::int64_t count) {
  return fmt::format("{}", count);
}
std::string text_of(std::size_t bytes) {
  return size_text(bytes);
}
std::string text_of(unsigned mode) {
  return fmt::format("{:04o}", mode);
}
std::string text_of(bool on) {
  return on ? "on" : "off";
}
std::string text_of(const std::string& text) {
  return text;
}
template <typename Choice>
std::string text_of(Choice choice) {
  return std::string(word_for(choice));
}

struct TypeInWords {
  const Setting& setting;
  std::string operator()(Milliseconds Settings::*) const {
    return "time in " + unit_in_words(setting.unit);
  }
  std::string operator()(std::int64_t Settings::*) const { return "whole number"; }
  std::string operator()(std::size_t Settings::*) const { return "size in bytes"; }
  std::string operator()(unsigned Settings::*) const { return "octal file mode"; }
  std::string operator()(bool Settings::*) const { return "on or off"; }
  std::string operator()(std::string Settings::*) const { return std::string(setting.format); }
  template <typename Choice>
  std::string operator()(Choice Settings::*) const {
    return choices<Choice>();
  }
};

template <typename Number>
constexpr bool kHasBounds =
    std::is_same_v<Number, Milliseconds> || std::is_same_v<Number, std::int64_t> ||
    std::is_same_v<Number, std::size_t> || std::is_same_v<Number, unsigned>;

// The number of minutes as the administrator wrote it is printed in replies.
void note_as_written(const Setting& setting, std::string_view text, Settings& settings) {
  if (setting.name != "reconnect_delay") return;
  const bool bare = text.find_first_not_of("0123456789.") == text.npos;
  settings.reconnect_delay_written = bare ? text : std::string_view();
}

bool written_counts(const Setting& setting, const Settings& settings) {
  return setting.name == "reconnect_delay" && !settings.reconnect_delay_written.empty() &&
         parse_duration(settings.reconnect_delay_written, setting.unit) == settings.reconnect_delay;
}

}  // namespace

std::string set_from_text(const Setting& setting, std::string_view text, Settings& settings) {
  std::string wrong = std::visit(
      [&](auto member) { return parse_into(setting, text, settings.*member); }, setting.member);
  if (wrong.empty()) note_as_written(setting, text, settings);
  return wrong;
}

std::string shown_value(const Setting& setting, const Settings& settings) {
  if (setting.name == "redis") return masked_redis_address(settings.redis);
  if (setting.name == "database") return masked_database_address(settings.database);
  if (written_counts(setting, settings)) return settings.reconnect_delay_written;
  return std::visit([&](auto member) { return text_of(settings.*member); }, setting.member);
}

bool same_value(const Setting& setting, const Settings& a, const Settings& b) {
  return std::visit([&](auto member) { return a.*member == b.*member; }, setting.member);
}

std::string type_in_words(const Setting& setting) {
  return std::visit(TypeInWords{setting}, setting.member);
}

std::string bounds_in_words(const Setting& setting) {
  return std::visit(
      [&]<typename Number>(Number Settings::*) -> std::string {
        if constexpr (kHasBounds<Number>) {
          return fmt::format("{} to {}", text_of(static_cast<Number>(setting.least)),
                             text_of(static_cast<Number>(setting.most)));
        }
        return {};
      },
      setting.member);
}

}  // namespace greycache
