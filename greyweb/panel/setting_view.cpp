// Numbers come with their units, and a secret as "(secret)".
#include "greyweb/panel/setting_view.h"

#include "common/text.h"
#include "greyweb/page/words.h"

namespace greycache::web {

namespace {

std::string range_of(const Json& setting) {
  const std::string least = text_member(setting, "least");
  const std::string most = text_member(setting, "most");
  if (least.empty() || most.empty() || (least == "0" && most == "0")) return {};
  return shown(least) + " to " + shown(most);
}

std::string choices_of(const Json& setting) {
  std::string all;
  for (const Json& choice : list_member(setting, "choices")) {
    if (choice.is_string()) all += (all.empty() ? "" : ", ") + choice.get<std::string>();
  }
  return shown(all);
}

std::string from_of(const Json& setting) {
  const std::string from = text_member(setting, "from");
  if (from == "file") return "set in the file";
  return from == "panel" ? "set by the panel" : "";
}

// Explanations are ours, but long.
std::string whole(const Json& setting, std::string_view name) {
  return text_member(setting, name);
}

}  // namespace

Json setting_view(const Json& setting) {
  const bool secret = flag_member(setting, "secret");
  return {{"id", text_member(setting, "name")},
          {"value", secret ? "(secret)" : shown(text_member(setting, "value"))},
          {"default", shown(text_member(setting, "default"))},
          {"unit", shown(text_member(setting, "unit"))},
          {"range", range_of(setting)},
          {"choices", choices_of(setting)},
          {"effect", flag_member(setting, "reload") ? "at once, by a reload" : "after a restart"},
          {"help", whole(setting, "help")},
          {"sqlgrey", whole(setting, "sqlgrey")},
          {"from", from_of(setting)},
          {"edit", ""}};
}

const Json* find_setting_row(const Json& answer, std::string_view name) {
  for (const Json& group : list_member(answer, "groups")) {
    for (const Json& setting : list_member(group, "settings")) {
      if (text_member(setting, "name") == name) return &setting;
    }
  }
  return nullptr;
}

bool setting_holds(const Json& setting, std::string_view text) {
  const std::string wanted = lower_ascii(text);
  for (const char* const name : {"name", "help", "sqlgrey"}) {
    if (lower_ascii(text_member(setting, name)).find(wanted) != std::string::npos) return true;
  }
  return false;
}

}  // namespace greycache::web
