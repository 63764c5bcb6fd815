// The account that the daemon's files belong to.
#pragma once

#include <string>

#include <tl/expected.hpp>

namespace greycache {

// Where this process is root and `state_dir` belongs to another account: it goes on as that account
// for good, with its groups and its HOME, USER and LOGNAME. So it leaves no files there that the
// daemon cannot use, and may do no more than the daemon. Does nothing elsewhere, or where there is
// no such directory. The error is a sentence.
tl::expected<void, std::string> become_owner_of(const std::string& state_dir);

}  // namespace greycache
