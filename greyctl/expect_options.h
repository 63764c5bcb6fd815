// What was written behind "greyctl expect".
#pragma once

#include <string>

namespace greycache {

struct ExpectOptions {
  std::string recipient;
  std::string from;         // empty: anybody
  std::string span = "1h";  // how long
  std::string why;
  bool list = false;
  bool remove = false;
  bool json = false;
};

}  // namespace greycache
