// An operator's regular expression: Perl's syntax by PCRE2, on bytes, with limits.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include <tl/expected.hpp>

namespace greycache {

// Movable. One thread at a time: a match writes to memory that the pattern keeps for it, so that no
// match allocates. Compiled with JIT where the machine has it.
class Pattern {
 public:
  // The error is a sentence with the offset in `text`: "missing closing parenthesis at offset 4".
  static tl::expected<Pattern, std::string> compile(std::string_view text, bool caseless);

  Pattern(Pattern&&) noexcept;
  Pattern& operator=(Pattern&&) noexcept;
  ~Pattern();

  // Whether the pattern matches anywhere in the first kMaxSubject bytes. A match that runs into a
  // limit (of steps: match_limit, pcre2api(3)) counts as none.
  bool matches(std::string_view subject, std::uint32_t most_steps = kMostSteps) const;

  // A runaway ends after about 0.1 ms.
  static constexpr std::uint32_t kMostSteps = 10'000;

  // How often a match was given up at a limit, so that the owner can say so once.
  std::uint64_t exceeded_count() const { return exceeded_; }

  // SQLgrey cuts attribute values here.
  static constexpr std::size_t kMaxSubject = 512;

 private:
  struct Compiled;
  explicit Pattern(std::unique_ptr<Compiled> compiled);

  std::unique_ptr<Compiled> compiled_;
  mutable std::uint64_t exceeded_ = 0;
};

}  // namespace greycache
