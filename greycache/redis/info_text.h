// What a reply to INFO says.
#pragma once

#include <cstddef>
#include <string_view>

namespace greycache {

// The value of "NAME:VALUE" on a line of it; empty where there is none. `name` is "\nNAME:".
inline std::string_view info_value(std::string_view info, std::string_view name) {
  const std::size_t at = info.find(name);
  if (at == std::string_view::npos) return {};
  const std::string_view rest = info.substr(at + name.size());
  return rest.substr(0, rest.find_first_of("\r\n"));
}

}  // namespace greycache
