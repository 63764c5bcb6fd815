// A question of the panel: who asks, and for what.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include <tl/expected.hpp>

#include "common/panel_verb.h"
#include "greycache/panel/answer.h"

namespace greycache {

// The longest line that is read, in bytes with its end.
inline constexpr std::size_t kLongestPanelQuestion = std::size_t{256} << 10;

// The arguments of a verb, of the types and within the bounds of its row. No text holds a NUL.
class Arguments {
 public:
  using Members = std::map<std::string, std::optional<std::string>, std::less<>>;
  using Value = std::variant<std::string, std::int64_t, bool, std::vector<std::string>, Members>;

  void add(std::string_view name, Value value) { values_.emplace(name, std::move(value)); }

  bool has(std::string_view name) const { return values_.contains(name); }
  // What is not there is empty, nothing, or false.
  const std::string& text(std::string_view name) const { return of<std::string>(name); }
  std::optional<std::int64_t> number(std::string_view name) const;
  bool truth(std::string_view name) const { return of<bool>(name); }
  const std::vector<std::string>& texts(std::string_view name) const {
    return of<std::vector<std::string>>(name);
  }
  const Members& members(std::string_view name) const { return of<Members>(name); }

 private:
  template <typename Type>
  const Type& of(std::string_view name) const {
    static const Type kNone{};
    const auto found = values_.find(name);
    const Type* value = found == values_.end() ? nullptr : std::get_if<Type>(&found->second);
    return value == nullptr ? kNone : *value;
  }

  std::map<std::string, Value, std::less<>> values_;
};

struct Question {
  std::string account;  // for the log and the list of changes
  Role role = Role::viewer;
  std::string domain;  // in lower case; empty: an account of the whole site
  const Verb* verb = nullptr;
  Arguments arguments;
};

// Rows of a page: the argument "limit", one at least; kRowsOfPage where it is not there.
std::size_t rows_of_page(const Question& question);
inline constexpr std::int64_t kRowsOfPage = 50;

// Of a line without its end, whatever it holds. A verb that the account may not is a fault, too.
tl::expected<Question, Fault> parse_question(std::string_view line);

// Whether an address, as it came in an envelope, is of the account's domain; all are for one
// without.
bool concerns(const Question& question, std::string_view recipient);

}  // namespace greycache
