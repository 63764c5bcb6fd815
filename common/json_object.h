// An object of JSON, member by member.
#pragma once

#include <concepts>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace greycache {

// The one way to JSON of what operators read: texts may hold any bytes and come out valid, as
// json_string() has it. Members stand in the order in which they were added, without blanks.
class JsonObject {
 public:
  // `json` is a value in JSON: an object, a list.
  JsonObject& add(std::string_view name, std::string_view json);
  JsonObject& add_text(std::string_view name, std::string_view text);
  // null where there is none.
  JsonObject& add_text_or_null(std::string_view name, std::string_view text);
  JsonObject& add_bool(std::string_view name, bool value);
  JsonObject& add_number(std::string_view name, std::integral auto number) {
    return add(name, std::to_string(number));
  }
  template <std::integral Number>
  JsonObject& add_number(std::string_view name, const std::optional<Number>& number) {
    return add(name, number ? std::to_string(*number) : "null");
  }
  // All members of another one.
  JsonObject& add_all(const JsonObject& other);

  std::string text() const { return "{" + members_ + "}"; }

 private:
  std::string members_;
};

// A list of values in JSON, and one of texts.
std::string json_list(const std::vector<std::string>& values);
std::string json_list_of_texts(const std::vector<std::string>& texts);

}  // namespace greycache
