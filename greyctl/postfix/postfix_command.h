// `greyctl postfix`: the lines that make Postfix ask the daemon, shown, put in place, taken back.
#pragma once

#include "greycache/config/settings.h"
#include "greyctl/postfix/postfix_options.h"

namespace greycache {

// Says what it does. Asks on standard input before a change, and keeps copies of main.cf and
// master.cf. Returns an exit status of sysexits.h; 1 where the answer was no.
int postfix(const Settings& settings, const PostfixOptions& options);

}  // namespace greycache
