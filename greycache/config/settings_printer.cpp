// Prints the settings in effect in the file's own syntax.
#include "greycache/config/settings_printer.h"

#include <fmt/format.h>

#include "greycache/config/setting_value.h"
#include "greycache/config/settings_table.h"

namespace greycache {

std::string print_config(const Settings& settings) {
  std::string printed;
  std::string_view group;
  for (const Setting& setting : settings_table()) {
    if (setting.group != group) {
      printed += fmt::format("{}# {}\n", printed.empty() ? "" : "\n", setting.group);
      group = setting.group;
    }
    const std::string value = shown_value(setting, settings);
    if (value.find("***") != value.npos) {
      printed += "# A password is not shown: write it in place of ***, or use a password file.\n";
    }
    printed += fmt::format("{} ={}{}\n", setting.name, value.empty() ? "" : " ", value);
  }
  return printed;
}

}  // namespace greycache
