// Members and elements with commas between them.
#include "common/json_object.h"

#include "common/text.h"

namespace greycache {

JsonObject& JsonObject::add(std::string_view name, std::string_view json) {
  if (!members_.empty()) members_ += ',';
  append_json_string(members_, name);
  (members_ += ':') += json;
  return *this;
}

JsonObject& JsonObject::add_text(std::string_view name, std::string_view text) {
  return add(name, json_string(text));
}

JsonObject& JsonObject::add_text_or_null(std::string_view name, std::string_view text) {
  return text.empty() ? add(name, "null") : add_text(name, text);
}

JsonObject& JsonObject::add_bool(std::string_view name, bool value) {
  return add(name, value ? "true" : "false");
}

JsonObject& JsonObject::add_all(const JsonObject& other) {
  if (!members_.empty() && !other.members_.empty()) members_ += ',';
  members_ += other.members_;
  return *this;
}

std::string json_list(const std::vector<std::string>& values) {
  std::string list;
  for (const std::string& value : values) {
    if (!list.empty()) list += ',';
    list += value;
  }
  return "[" + list + "]";
}

std::string json_list_of_texts(const std::vector<std::string>& texts) {
  std::vector<std::string> values;
  values.reserve(texts.size());
  for (const std::string& text : texts) values.push_back(json_string(text));
  return json_list(values);
}

}  // namespace greycache
