// What was written behind "greyctl expect".
#pragma once

#include <optional>
#include <string>

namespace greycache {

struct ExpectOptions {
  std::string recipient;
  std::optional<std::string> from;  // nothing: anybody
  std::string span = "1h";          // how long
  std::string why;
  bool list = false;
  bool remove = false;
  bool json = false;
};

}  // namespace greycache
