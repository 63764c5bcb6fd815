// The one table that declares every setting: parser, sample file and manual page are made from it.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "greycache/config/settings.h"

namespace greycache {

// The member that holds the value; its type is the type of the setting. `unsigned` is a file mode.
using SettingMember =
    std::variant<Milliseconds Settings::*, std::int64_t Settings::*, std::size_t Settings::*,
                 unsigned Settings::*, bool Settings::*, std::string Settings::*,
                 GreyMethod Settings::*, OptMethod Settings::*, RejectMethod Settings::*,
                 Storage Settings::*, Durability Settings::*, InDoubt Settings::*,
                 LogFormat Settings::*, Correspondents Settings::*, PanelSettings Settings::*>;

// For texts: what is wrong with a value and what would be right, empty where it is good. Must not
// repeat a secret.
using ValueCheck = std::string (*)(std::string_view value);

enum class Reload : std::uint8_t { yes, no };

struct Setting {
  std::string_view name{};
  std::string_view group{};  // heading; the rows of a group stand together
  SettingMember member{};
  std::string_view default_text{};  // as it would stand in the file
  // Of a number: milliseconds, a count or bytes, both included.
  std::int64_t least = 0;
  std::int64_t most = 0;
  Milliseconds unit{};  // of a span of time written without one
  Reload reload = Reload::yes;
  ValueCheck check = nullptr;  // of a text
  std::string_view format{};   // of a text: what it is, in words
  std::string_view help{};     // sentences for a mail administrator
  std::string_view sqlgrey{};  // what SQLgrey did; empty where it has no such setting
};

std::span<const Setting> settings_table();

// nullptr where there is no such setting.
const Setting* find_setting(std::string_view name);

// The names of all settings, and those that are read for SQLgrey's sake.
const std::vector<std::string_view>& setting_names();

}  // namespace greycache
