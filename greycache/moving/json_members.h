// The members of a flat object of JSON, by name.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <tl/expected.hpp>

namespace greycache {

// Texts, whole numbers and truths. A member that is null, a fraction, an object or a list counts as
// one of another type: whoever asks for it learns that it is missing.
class JsonMembers {
 public:
  // The error says why the line is no object.
  static tl::expected<JsonMembers, std::string> parse(std::string_view line);

  // The member of this name and type; empty, 0 or false where there is none, which missing() tells
  // from then on. Of several of one name the last counts. A text is valid as long as this is.
  std::string_view text(std::string_view name) const;
  std::int64_t number(std::string_view name) const;
  bool truth(std::string_view name) const;

  // The first that was asked for and is not there, in words.
  const std::optional<std::string>& missing() const { return missing_; }

 private:
  enum class Type : std::uint8_t { other, text, number, truth };
  struct Member {
    std::string name;
    Type type = Type::other;
    std::string text;
    std::int64_t number = 0;  // of a truth: 1 or 0
  };
  class Reader;

  const Member& get(std::string_view name, Type type) const;

  std::vector<Member> members_;
  mutable std::optional<std::string> missing_;
};

}  // namespace greycache
