// Whom a file of accounts is safe from.
#pragma once

#include <sys/stat.h>

#include <string>
#include <vector>

namespace greycache {

// Whose such a file may be, and who may read it, beside root.
struct AccountKeepers {
  std::vector<uid_t> owners;
  std::vector<gid_t> groups;
};
// Where `reader` reads it: that account with its group, and greyweb's. Any thread.
AccountKeepers keepers_of_accounts(uid_t reader);

// A file, and the directory that it is in, as of stat(2).
struct AccountPlace {
  std::string path;
  struct stat file = {};
  struct stat directory = {};
};
// 0, or an errno, and nothing in `place` but the path.
int look_at_account_file(const std::string& path, AccountPlace& place);

struct AccountFault {
  std::string what;      // a sentence's end
  std::string mend;      // the command that takes it away, to be pasted
  bool refused = false;  // nobody may sign in by such a file
};

// Whoever writes there makes himself an administrator; whoever reads there may try passwords for as
// long as he likes. Those by which nobody may sign in come first.
std::vector<AccountFault> faults_of_accounts(const AccountPlace& place,
                                             const AccountKeepers& keepers);

}  // namespace greycache
