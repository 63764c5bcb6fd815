// Reading a pattern from its begin, and keeping the literal characters that nothing has followed.
#include "greycache/policy/lists/literal_tail.h"

#include <cstddef>

#include "common/characters.h"
#include "common/text.h"
#include "greycache/policy/lists/list_text.h"

namespace greycache {

namespace {

constexpr std::size_t kUnknown = std::string_view::npos;

// What stands behind the class that begins at `at`; kUnknown where it is not plain.
std::size_t behind_class(std::string_view pattern, std::size_t at) {
  const std::size_t first = at + (pattern.substr(at).starts_with("[^") ? 2 : 1);
  for (std::size_t i = first; i < pattern.size(); ++i) {
    if (pattern[i] == '\\')
      ++i;
    else if (pattern[i] == '[')
      return kUnknown;
    else if (pattern[i] == ']')
      return i == first ? kUnknown : i + 1;
  }
  return kUnknown;
}

class TailReader {
 public:
  explicit TailReader(std::string_view pattern) : pattern_(pattern) {}

  std::string read() {
    while (at_ < pattern_.size()) {
      if (is_end()) return lower_ascii(tail_);
      at_ = step();
      // Of what stands in a group nothing is kept.
      if (depth_ > 0) tail_.clear();
    }
    return {};
  }

 private:
  bool is_end() const { return depth_ == 0 && pattern_[at_] == '$' && at_ + 1 == pattern_.size(); }

  // Where the next part begins; kUnknown where nothing can be said of the pattern.
  std::size_t step() {
    const char c = pattern_[at_];
    if (c == '\\') return escaped_part();
    if (is_word_character(c) || c == '-') {
      tail_ += c;
      return at_ + 1;
    }
    tail_.clear();
    if (c == '[') return behind_class(pattern_, at_);
    if (c == '(') return group();
    if (c == ')') return depth_-- > 0 ? at_ + 1 : kUnknown;
    return c == '|' && depth_ == 0 ? kUnknown : at_ + 1;
  }

  std::size_t escaped_part() {
    if (at_ + 1 >= pattern_.size()) return kUnknown;
    const char c = pattern_[at_ + 1];
    if (std::string_view("dDsSwW").find(c) != std::string_view::npos)
      tail_.clear();
    else if (is_letter_or_digit(c))
      return kUnknown;
    else
      tail_ += c;
    return at_ + 2;
  }

  // "(" or "(?:"; others set options, or look around.
  std::size_t group() {
    ++depth_;
    const std::string_view rest = pattern_.substr(at_);
    if (rest.starts_with("(?:")) return at_ + 3;
    return rest.starts_with("(?") || rest.starts_with("(*") ? kUnknown : at_ + 1;
  }

  std::string_view pattern_;
  std::size_t at_ = 0;
  int depth_ = 0;
  std::string tail_;
};

}  // namespace

std::string literal_tail(std::string_view pattern) {
  return TailReader(pattern).read();
}

}  // namespace greycache
