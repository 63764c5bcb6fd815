// Settings as a story names them.
#include "tests/simulation/planned_settings.h"

#include <stdexcept>
#include <type_traits>
#include <variant>

#include "greycache/config/setting_value.h"
#include "greycache/config/settings_table.h"

namespace greycache::simulation {

namespace {

// A source of twenty entries is large soon: what takes hours or gigabytes elsewhere is tried in
// seconds. So numbers and spans (of milliseconds) are taken as they are.
bool set_beyond_bounds(const Setting& setting, const std::string& value, Settings& settings) {
  return std::visit(
      [&](auto member) {
        using Value = std::remove_reference_t<decltype(settings.*member)>;
        if constexpr (std::is_same_v<Value, std::int64_t> || std::is_same_v<Value, std::size_t>) {
          settings.*member = static_cast<Value>(std::stoll(value));
          return true;
        } else if constexpr (std::is_same_v<Value, Milliseconds>) {
          settings.*member = Milliseconds(std::stoll(value));
          return true;
        } else {
          return false;
        }
      },
      setting.member);
}

}  // namespace

Settings with_planned(Settings settings, const Words& words) {
  for (const auto& [name, value] : words.all()) {
    const Setting* setting = find_setting(name);
    if (setting == nullptr || set_beyond_bounds(*setting, value, settings)) continue;
    const std::string wrong = set_from_text(*setting, value, settings);
    if (!wrong.empty()) throw std::invalid_argument(name + ": " + wrong);
  }
  return settings;
}

}  // namespace greycache::simulation
