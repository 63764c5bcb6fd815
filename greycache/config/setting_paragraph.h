// What the manual says of one setting, in plain sentences.
#pragma once

#include <string>

#include "greycache/config/settings_table.h"
#include "greycache/config/sqlgrey_keys.h"

namespace greycache {

struct SettingParagraph {
  std::string help;
  std::string type;           // "Type: time in minutes."
  std::string default_value;  // as it would stand in the file; "empty" where that is nothing
  std::string more;           // "Bounds: 0s to 7d. Reloadable."
  std::string sqlgrey;        // "SQLgrey: The same."; empty where it has no such setting
};

SettingParagraph paragraph_of(const Setting& setting);

// Of a key that is no other name of a setting.
std::string sentence_of(const SqlgreyKey& key);

}  // namespace greycache
