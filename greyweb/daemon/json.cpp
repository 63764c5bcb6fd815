// What is not there reads as nothing.
#include "greyweb/daemon/json.h"

namespace greycache::web {

std::optional<Json> parse_bounded(std::string_view text) {
  bool within = true;
  std::size_t values = 0;
  const auto look = [&](int depth, Json::parse_event_t, const Json&) {
    within = within && depth <= kDeepestJson && ++values <= kMostJsonValues;
    return within;
  };
  Json parsed = Json::parse(text, look, false);
  if (!within || parsed.is_discarded()) return std::nullopt;
  return parsed;
}

const Json& member(const Json& object, std::string_view name) {
  static const Json nothing;
  if (!object.is_object()) return nothing;
  const auto found = object.find(std::string(name));
  return found == object.end() ? nothing : *found;
}

const Json& list_member(const Json& object, std::string_view name) {
  static const Json none = Json::array();
  const Json& list = member(object, name);
  return list.is_array() ? list : none;
}

std::string text_member(const Json& object, std::string_view name) {
  const Json& value = member(object, name);
  if (value.is_string()) return value.get<std::string>();
  if (value.is_number() || value.is_boolean()) return value.dump();
  return {};
}

std::optional<std::int64_t> number_member(const Json& object, std::string_view name) {
  const Json& value = member(object, name);
  if (!value.is_number()) return std::nullopt;
  return value.get<std::int64_t>();
}

bool flag_member(const Json& object, std::string_view name) {
  const Json& value = member(object, name);
  return value.is_boolean() && value.get<bool>();
}

}  // namespace greycache::web
