// The quick way to read a trace line that holds nothing unusual.
#include "greyctl/replay/plain_line.h"

#include <charconv>

namespace greycache {

namespace {

// Walks over the text. Every function that returns a bool says whether its part was there.
class Cursor {
 public:
  explicit Cursor(std::string_view text) : at_(text.data()), end_(at_ + text.size()) {}

  bool take(char wanted) {
    skip_blanks();
    if (at_ == end_ || *at_ != wanted) return false;
    ++at_;
    return true;
  }

  bool take_string(std::string_view& value) {
    if (!take('"')) return false;
    const char* begin = at_;
    while (at_ != end_ && *at_ != '"') {
      if (*at_ < 0x20 || *at_ > 0x7e || *at_ == '\\') return false;
      ++at_;
    }
    value = {begin, static_cast<std::size_t>(at_ - begin)};
    return at_++ != end_;
  }

  // Digits without sign and leading zero, which are few enough for any time.
  bool take_number(std::string_view& value) {
    skip_blanks();
    const char* begin = at_;
    while (at_ != end_ && *at_ >= '0' && *at_ <= '9') ++at_;
    value = {begin, static_cast<std::size_t>(at_ - begin)};
    return !value.empty() && value.size() <= 10 && (value.size() == 1 || value[0] != '0') &&
           (at_ == end_ || (*at_ != '.' && *at_ != 'e' && *at_ != 'E'));
  }

  bool take_word(std::string_view word) {
    skip_blanks();
    if (!std::string_view(at_, static_cast<std::size_t>(end_ - at_)).starts_with(word))
      return false;
    at_ += word.size();
    return true;
  }

  bool at_end() {
    skip_blanks();
    return at_ == end_;
  }

  bool next_is(char wanted) {
    skip_blanks();
    return at_ != end_ && *at_ == wanted;
  }

 private:
  void skip_blanks() {
    while (at_ != end_ && (*at_ == ' ' || *at_ == '\t' || *at_ == '\r')) ++at_;
  }

  const char* at_;
  const char* end_;
};

// A string or a number.
bool take_value(Cursor& cursor, std::string_view& value) {
  return cursor.next_is('"') ? cursor.take_string(value) : cursor.take_number(value);
}

// The members of an object, each by member(cursor, key).
template <typename Member>
bool read_object(Cursor& cursor, Member member) {
  if (!cursor.take('{')) return false;
  if (cursor.take('}')) return true;
  do {
    std::string_view key;
    if (!cursor.take_string(key) || !cursor.take(':') || !member(key)) return false;
  } while (cursor.take(','));
  return cursor.take('}');
}

bool read_attribute(Cursor& cursor, std::string_view key, std::string& request) {
  std::string_view value;
  if (key.find('=') != key.npos || !take_value(cursor, value)) return false;
  request.append(key).append("=").append(value).append("\n");
  return true;
}

bool read_time(Cursor& cursor, std::optional<UnixTime>& time) {
  std::string_view digits;
  if (!cursor.take_number(digits)) return false;
  UnixTime value = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), value);
  time = value;
  return true;
}

bool skip_value(Cursor& cursor) {
  std::string_view ignored;
  return cursor.take_word("null") || cursor.take_word("true") || cursor.take_word("false") ||
         take_value(cursor, ignored);
}

bool read_logged(Cursor& cursor, bool& was_accepted) {
  if (!cursor.next_is('"')) return skip_value(cursor);
  std::string_view word;
  if (!cursor.take_string(word)) return false;
  was_accepted = word == "accepted";
  return true;
}

}  // namespace

bool read_plain_line(std::string_view json, PlainLine& line) {
  line.at.reset();
  line.has_request = false;
  line.was_accepted = false;
  line.request.clear();
  Cursor cursor(json);
  const auto attribute = [&](std::string_view key) {
    return read_attribute(cursor, key, line.request);
  };
  const auto member = [&](std::string_view key) {
    if (key == "at") return read_time(cursor, line.at);
    if (key == "logged") return read_logged(cursor, line.was_accepted);
    if (key != "request") return skip_value(cursor);
    // Of two requests the full reader tells what counts.
    if (line.has_request) return false;
    line.has_request = true;
    return read_object(cursor, attribute);
  };
  return read_object(cursor, member) && cursor.at_end();
}

}  // namespace greycache
