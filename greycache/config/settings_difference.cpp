// What a reload changes and what it cannot change.
#include "greycache/config/settings_difference.h"

#include <variant>

#include "greycache/config/setting_value.h"
#include "greycache/config/settings_table.h"

namespace greycache {

std::vector<std::string_view> reload_differences(const Settings& running, const Settings& read) {
  std::vector<std::string_view> names;
  for (const Setting& setting : settings_table()) {
    if (setting.reload == Reload::no && !same_value(setting, running, read)) {
      names.push_back(setting.name);
    }
  }
  return names;
}

Settings reloaded(const Settings& running, const Settings& read) {
  Settings settings = read;
  for (const Setting& setting : settings_table()) {
    if (setting.reload == Reload::yes) continue;
    std::visit([&](auto member) { settings.*member = running.*member; }, setting.member);
  }
  return settings;
}

}  // namespace greycache
