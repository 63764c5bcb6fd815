// Checks reject_code against access(5).
#include "greycache/config/reject_code.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "common/characters.h"
#include "common/text.h"

namespace greycache {

namespace {

constexpr std::size_t kLongestCode = 200;
constexpr std::array<std::string_view, 3> kDeferrals{"defer", "defer_if_permit", "reject"};
// defer_if_reject defers what a later restriction rejects, and nothing else.
constexpr std::array<std::string_view, 14> kPasses{
    "dunno", "ok",   "permit", "relay",   "defer_if_reject", "accept", "warn",
    "info",  "hold", "filter", "prepend", "redirect",        "bcc",    "discard"};
constexpr std::string_view kGood =
    "write a code from 400 to 499 (450), with an enhanced status code (451 4.7.1) if you like, or "
    "defer_if_permit";

std::string_view word_at_start(std::string_view text) {
  return text.substr(0, text.find(' '));
}

// "4.7.1": three numbers of one to three digits (RFC 3463, section 2).
bool is_enhanced_code(std::string_view word) {
  const auto fields = split(word, '.');
  return fields.size() == 3 &&
         std::all_of(fields.begin(), fields.end(),
                     [](std::string_view field) { return all_digits(field) && field.size() <= 3; });
}

// A second word of digits and points only is meant as an enhanced status code.
std::string check_enhanced_code(std::string_view rest, char class_digit) {
  const std::string_view word = word_at_start(rest);
  const bool meant =
      word.find('.') != word.npos &&
      std::all_of(word.begin(), word.end(), [](char c) { return is_digit(c) || c == '.'; });
  if (!meant) return {};
  if (!is_enhanced_code(word)) {
    return fmt::format("\"{}\" is no enhanced status code; write three numbers: {}.7.1", word,
                       class_digit);
  }
  if (word.front() != class_digit || word[1] != '.') {
    return fmt::format("\"{}\" is of another class than the code; its first number must be {}",
                       word, class_digit);
  }
  return {};
}

std::string check_code(std::string_view value) {
  const std::string_view code = word_at_start(value);
  if (code.size() != 3 || (code.front() != '4' && code.front() != '5')) {
    return fmt::format("\"{}\" is no code that defers mail; {}", code, kGood);
  }
  return check_enhanced_code(trimmed(value.substr(code.size())), code.front());
}

}  // namespace

std::string check_reject_code(std::string_view value) {
  if (value.empty()) return fmt::format("is empty; {}", kGood);
  const bool printable =
      std::all_of(value.begin(), value.end(), [](char c) { return c >= 0x20 && c <= 0x7e; });
  if (!printable || value.size() > kLongestCode) {
    return fmt::format("must be printable ASCII of at most {} bytes; {}", kLongestCode, kGood);
  }
  if (all_digits(word_at_start(value))) return check_code(value);
  const std::string word = lower_ascii(word_at_start(value));
  if (std::find(kPasses.begin(), kPasses.end(), word) != kPasses.end()) {
    return fmt::format("\"{}\" defers no mail and would so switch greylisting off; {}", word,
                       kGood);
  }
  if (std::find(kDeferrals.begin(), kDeferrals.end(), word) != kDeferrals.end()) return {};
  return fmt::format("\"{}\" is no verb that defers mail (access(5)); {}", escaped(value, 80),
                     kGood);
}

bool closes_connection(std::string_view value) {
  const std::string_view code = word_at_start(value);
  return code == "421" || code == "521";
}

bool rejects_for_good(std::string_view value) {
  return value.starts_with('5') || lower_ascii(word_at_start(value)) == "reject";
}

}  // namespace greycache
