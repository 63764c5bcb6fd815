// Other greylisters, known by what Postfix's configuration says of them.
#pragma once

#include <string_view>

#include "greyctl/postfix/postfix_state.h"

namespace greycache {

// Which greylister a service or an argument of check_policy_service ("inet:127.0.0.1:10023",
// "unix:postgrey") names: "postgrey", by its name or the port that it has by default; empty where
// it is none that is known. Our own on a port of SQLgrey's looks like that.
std::string_view greylister_in(std::string_view service);

// The same of a check_policy_service that asks `service`: also by the program that master.cf starts
// for "unix:private/NAME".
std::string_view greylister_asked(const PostfixState& state, std::string_view service);

// How greylisting alone is switched off, of one that has other work to do and so stays asked; empty
// of one that greylists only. These two greylist at RCPT only.
std::string_view greylisting_switch(std::string_view greylister);

}  // namespace greycache
