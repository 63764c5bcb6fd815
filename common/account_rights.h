// Whom a file of accounts is safe from.
#pragma once

#include <sys/types.h>

#include <string>

namespace greycache {

struct AccountRights {
  std::string fault;     // a sentence's end, with the chmod(1) that mends it; empty for none
  bool refused = false;  // nobody may sign in by such a file
};

// Of a mode as of stat(2). Whoever writes there makes himself an administrator; whoever reads there
// may try passwords for as long as he likes.
AccountRights rights_of_accounts(mode_t mode);

}  // namespace greycache
