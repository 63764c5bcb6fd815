// What greyctl says to the daemon about what is to be forgotten.
#pragma once

#include <string>

#include "greyctl/daemon_client.h"
#include "greyctl/paged_rows.h"

namespace greycache {

// What was written behind "greyctl forget".
struct ForgetOptions {
  std::string what;
  std::string source;  // the exact name of one, instead
  std::string why;
  bool remove = false;
  bool list = false;
  bool json = false;
};

// The command for the daemon; the error is a sentence about what was written.
ClientResult forget_command(const ForgetOptions& options);

// What is forgotten: a line each, or one JSON array.
ClientResult forgotten_listing(bool json, const AskDaemon& ask);

}  // namespace greycache
