// Where a rule of discrimination, or the pattern of a file that holds one, stands: its line.
#pragma once

#include <optional>
#include <string>

#include "greycache/config/lists/listed_line.h"

namespace greycache {

// The line of discrimination.regexp that has the rule with this number (see Discrimination);
// nothing where there is none. Reads the file as it is now, which may be newer than what a decision
// went by. Blocks on the file system; any thread.
std::optional<ListedLine> listed_rule(const std::string& conf_dir, int number);

// The same as "discrimination.regexp:12: helo_name =~ ^[0-9.]+$", escaped.
std::optional<std::string> rule_line(const std::string& conf_dir, int number);

// The line that counts of smtp_server.regexp or dyn_fqdn.regexp; nothing where there is none. As
// listed_rule() in all else.
std::optional<ListedLine> listed_pattern(const std::string& conf_dir, const std::string& file);

}  // namespace greycache
