// By group and by name: what is not known to be harmless stays the administrator's.
#include "greycache/config/panel_settings.h"

#include <algorithm>
#include <array>

namespace greycache {

namespace {

constexpr std::array<std::string_view, 4> kGroups{"The decision", "The answer", "Limits",
                                                  "Logs and notices"};
// A program, and what would hide in the log what the panel does.
constexpr std::array<std::string_view, 5> kKept{"sendmail_path", "log_ident", "log_format",
                                                "loglevel", "log_override"};
// Of the group that leads to the stores.
constexpr std::array<std::string_view, 3> kOfStorage{"db_cleandelay", "history_keep",
                                                     "journal_keep"};

template <std::size_t Count>
bool holds(const std::array<std::string_view, Count>& names, std::string_view name) {
  return std::ranges::find(names, name) != names.end();
}

}  // namespace

std::string panel_directory(const std::string& state_dir) {
  return state_dir + "/panel";
}

std::string panel_settings_file(const std::string& state_dir) {
  return panel_directory(state_dir) + "/settings.conf";
}

bool may_panel_write(const Setting& setting) {
  if (holds(kOfStorage, setting.name)) return true;
  return holds(kGroups, setting.group) && !holds(kKept, setting.name);
}

std::string fault_of_line(std::string_view value) {
  if (value.find('#') != value.npos) return "a value cannot hold a \"#\"";
  const bool control =
      std::ranges::any_of(value, [](char c) { return (c >= 0 && c < ' ') || c == '\x7f'; });
  return control ? "a value cannot hold control characters" : "";
}

}  // namespace greycache
