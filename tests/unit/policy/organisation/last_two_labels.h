// What stands for the Public Suffix List in tests of what asks it.
#pragma once

#include <string>
#include <string_view>

namespace greycache {

// A RegistrableDomain: the last two labels of a name. Nothing where it has one label, and of
// "a.suffix.example", which stands for a public suffix.
inline std::string last_two_labels(std::string_view name) {
  if (name.ends_with("suffix.example")) return "";
  const std::size_t last = name.rfind('.');
  if (last == std::string_view::npos || last == 0) return "";
  const std::size_t before = name.rfind('.', last - 1);
  return std::string(before == std::string_view::npos ? name : name.substr(before + 1));
}

}  // namespace greycache
