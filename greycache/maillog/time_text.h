// The text of a time stamp, taken piece by piece.
#pragma once

#include <cstddef>
#include <ctime>
#include <optional>
#include <string_view>

#include "common/duration.h"

namespace greycache {

// What a call does not find is not taken, or only in part: its caller then gives up.
class TimeText {
 public:
  explicit TimeText(std::string_view text) : text_(text), all_(text.size()) {}

  std::string_view text() const { return text_; }
  std::size_t taken() const { return all_ - text_.size(); }

  bool take(char c);
  // A number of `least` to `most_digits` digits, and from `from` to `to`.
  bool take_number(std::size_t least, std::size_t most_digits, int from, int to, int& number);
  // One digit or more.
  bool take_digits();
  // "18:27:01", and parts of a second behind '.' or ','.
  bool take_clock(std::tm& parts);
  // "Z", "+01:00", "+0100", "+01": seconds east of Greenwich.
  std::optional<UnixTime> take_offset();
  std::string_view take_word();

 private:
  std::string_view text_;
  std::size_t all_;
};

}  // namespace greycache
