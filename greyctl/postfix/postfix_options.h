// What `greyctl postfix` is told.
#pragma once

#include <string>

namespace greycache {

struct PostfixOptions {
  bool print = false;
  bool apply = false;
  bool undo = false;
  bool yes = false;              // do not ask
  std::string config_directory;  // empty: Postfix's default
  std::string helper;            // empty: where it is installed
};

}  // namespace greycache
