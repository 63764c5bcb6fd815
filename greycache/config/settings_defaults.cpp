// The defaults of all settings: apart from settings.cpp, since the table needs the settings that it
// fills.
#include <cassert>

#include "greycache/config/setting_value.h"
#include "greycache/config/settings.h"
#include "greycache/config/settings_table.h"

namespace greycache {

Settings::Settings() {
  for (const Setting& setting : settings_table()) {
    [[maybe_unused]] const std::string wrong = set_from_text(setting, setting.default_text, *this);
    assert(wrong.empty());
  }
}

}  // namespace greycache
