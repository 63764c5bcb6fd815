// The rows of a choice's opt tables, for who looks for some or hands them on.
#pragma once

#include <string>

#include "greyctl/paged_rows.h"

namespace greycache {

struct FoundOptRows {
  std::string text;  // a line a row, "optin_email bob@here.example"; or one JSON array of objects
  bool any = false;
};

// Rows that `pattern` matches, as a shell's: '*' any characters, '?' one; without either, those
// that hold it. Empty: all. `choice` is "optin" or "optout". The tables are asked for page by page.
tl::expected<FoundOptRows, std::string> find_opt_rows(const std::string& choice,
                                                      const std::string& pattern, bool json,
                                                      const AskDaemon& ask);

}  // namespace greycache
