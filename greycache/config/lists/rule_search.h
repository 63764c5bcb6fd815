// Where a rule of discrimination stands: its line of the file.
#pragma once

#include <optional>
#include <string>

namespace greycache {

// "discrimination.regexp:12: helo_name =~ ^[0-9.]+$", escaped, of the rule with this number (see
// Discrimination); nothing where there is none. Reads the file as it is now, which may be newer
// than what a decision went by. Blocks on the file system; any thread.
std::optional<std::string> rule_line(const std::string& conf_dir, int number);

}  // namespace greycache
