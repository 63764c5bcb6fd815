// What keeps people from signing in by a file that was just written.
#pragma once

#include <string>

namespace greycache {

// Says on standard error what greyctl doctor says of the file. Whether anybody may sign in by it.
bool tell_of_accounts(const std::string& path);

}  // namespace greycache
