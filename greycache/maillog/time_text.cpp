// The text of a time stamp, taken piece by piece.
#include "greycache/maillog/time_text.h"

#include <algorithm>
#include <charconv>

namespace greycache {

namespace {

constexpr std::string_view kDigits = "0123456789";

}  // namespace

bool TimeText::take(char c) {
  if (!text_.starts_with(c)) return false;
  text_.remove_prefix(1);
  return true;
}

bool TimeText::take_number(std::size_t least, std::size_t most_digits, int from, int to,
                           int& number) {
  const std::size_t digits =
      std::min({text_.find_first_not_of(kDigits), text_.size(), most_digits + 1});
  if (digits < least || digits > most_digits) return false;
  std::from_chars(text_.data(), text_.data() + digits, number);
  text_.remove_prefix(digits);
  return number >= from && number <= to;
}

bool TimeText::take_digits() {
  const std::size_t digits = std::min(text_.find_first_not_of(kDigits), text_.size());
  text_.remove_prefix(digits);
  return digits > 0;
}

bool TimeText::take_clock(std::tm& parts) {
  const bool whole = take_number(2, 2, 0, 23, parts.tm_hour) && take(':') &&
                     take_number(2, 2, 0, 59, parts.tm_min) && take(':') &&
                     take_number(2, 2, 0, 60, parts.tm_sec);
  if (!whole) return false;
  const bool fraction = text_.size() > 1 && (text_[0] == '.' || text_[0] == ',');
  if (!fraction) return true;
  text_.remove_prefix(1);
  return take_digits();
}

std::optional<UnixTime> TimeText::take_offset() {
  if (take('Z')) return 0;
  const bool west = text_.starts_with('-');
  if (!west && !text_.starts_with('+')) return std::nullopt;
  text_.remove_prefix(1);
  int hours = 0;
  int minutes = 0;
  const std::size_t digits = std::min(text_.find_first_not_of(kDigits), text_.size());
  if (digits != 2 && digits != 4) return std::nullopt;
  TimeText number(text_.substr(0, 2));
  if (!number.take_number(2, 2, 0, 23, hours)) return std::nullopt;
  text_.remove_prefix(2);
  if (take(':') || digits == 4) {
    if (!take_number(2, 2, 0, 59, minutes)) return std::nullopt;
  }
  const UnixTime east = hours * 3600 + minutes * 60;
  return west ? -east : east;
}

std::string_view TimeText::take_word() {
  const std::string_view word = text_.substr(0, text_.find(' '));
  text_.remove_prefix(word.size());
  return word;
}

}  // namespace greycache
