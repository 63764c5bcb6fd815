// The lists that we ship, where the build says they are.
#pragma once

#include <doctest/doctest.h>

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>

namespace greycache {

inline std::string shipped_lists() {
  const char* const directory = std::getenv("SHIPPED_LISTS");
  REQUIRE(directory != nullptr);
  return directory;
}

// The text of one of them.
inline std::string shipped_list(const std::string& name) {
  std::ifstream stream(shipped_lists() + '/' + name);
  return {std::istreambuf_iterator<char>(stream), {}};
}

}  // namespace greycache
