// The value of one setting: from text, to text, and described in words.
#pragma once

#include <string>
#include <string_view>

#include "greycache/config/settings_table.h"

namespace greycache {

// Sets the member from trimmed text. Empty when done; otherwise the member is unchanged and the
// sentence tells what is wrong and what would be right. The value is repeated in it, but for those
// that may hold a password.
std::string set_from_text(const Setting& setting, std::string_view text, Settings& settings);

// The value as set_from_text() reads it. Passwords inside addresses are written "***".
std::string shown_value(const Setting& setting, const Settings& settings);

bool same_value(const Setting& setting, const Settings& a, const Settings& b);

// "time in minutes", "whole number", "size in bytes", "on or off", "full, classc or smart", ...
std::string type_in_words(const Setting& setting);

// "0s to 7d"; empty where the type has no bounds.
std::string bounds_in_words(const Setting& setting);

}  // namespace greycache
