// Fields of a query or of a form's body.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace greycache::web {

// Of application/x-www-form-urlencoded, in their order. Names and values are untrusted UTF-8.
class Form {
 public:
  static constexpr std::size_t kMostFields = 60;

  // Nothing where a field is no UTF-8, holds NUL, has a '%' that begins nothing, or there are too
  // many.
  static std::optional<Form> parse(std::string_view text);

  // The first of that name; empty where there is none.
  const std::string& value(std::string_view name) const;
  bool has(std::string_view name) const { return find(name) != nullptr; }

  const std::vector<std::pair<std::string, std::string>>& fields() const { return fields_; }
  void add(std::string name, std::string value) {
    fields_.emplace_back(std::move(name), std::move(value));
  }

  // As it would stand behind '?'.
  std::string text() const;

 private:
  const std::string* find(std::string_view name) const;

  std::vector<std::pair<std::string, std::string>> fields_;
};

// A value as it stands in a query: letters, digits and "-._~" as they are, the rest %XX.
std::string query_encoded(std::string_view value);

}  // namespace greycache::web
