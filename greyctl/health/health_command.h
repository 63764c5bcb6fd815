// `greyctl health`.
#pragma once

#include "greycache/config/settings.h"

namespace greycache {

// Prints one line (a JSON object with `json`) within a second, whatever hangs. The exit status is
// exit_status()'s.
int health(const Settings& settings, bool json);

}  // namespace greycache
