// SQLgrey's keys that are no settings here: read for their meaning, or accepted with a warning.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace greycache {

enum class SqlgreyKeyUse : std::uint8_t {
  alias,     // another name of a setting
  database,  // part of db_*, from which storage and database are made
  ignored,   // accepted with one warning
};

struct SqlgreyKey {
  std::string_view name;
  SqlgreyKeyUse use;
  // Of an alias the name of the setting; otherwise a sentence for the manual and the warning.
  std::string_view instead;
};

std::span<const SqlgreyKey> sqlgrey_keys();

// nullptr where SQLgrey has no such key, or it is a setting here.
const SqlgreyKey* find_sqlgrey_key(std::string_view name);

}  // namespace greycache
