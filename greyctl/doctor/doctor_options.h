// What `greyctl doctor` is told.
#pragma once

#include <string>

namespace greycache {

struct DoctorOptions {
  bool json = false;
  std::string config_directory;  // of Postfix; empty: its default
};

}  // namespace greycache
