// A policy request of what an operator wrote, with what Postfix never leaves out.
#pragma once

#include <string>
#include <string_view>

namespace greycache {

// A complete request about a recipient. `lines` are "name=value" lines, each with its end; what
// stands there replaces what is filled in. Without a client's name it has the one that Postfix
// gives to a client whose name it cannot verify, "unknown".
std::string written_request(std::string_view lines);

// Puts "client_name=unknown" behind lines that name no client.
void add_client_name(std::string& lines);

}  // namespace greycache
