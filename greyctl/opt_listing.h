// All rows of a choice's opt tables, as a person reads them.
#pragma once

#include <string>

#include "greyctl/paged_rows.h"

namespace greycache {

// `choice` is "optin" or "optout". Each table with the number of its rows, then advice where there
// is some.
ClientResult opt_listing(const std::string& choice, const AskDaemon& ask);

}  // namespace greycache
