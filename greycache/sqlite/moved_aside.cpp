// It is not removed: somebody has put it there, and may want it.
#include "greycache/sqlite/moved_aside.h"

#include <cstdio>
#include <ctime>

namespace greycache {

std::string moved_aside(const std::string& path) {
  std::string aside = path + ".replaced-" + std::to_string(std::time(nullptr));
  if (std::rename(path.c_str(), aside.c_str()) != 0) aside.clear();
  return aside;
}

}  // namespace greycache
