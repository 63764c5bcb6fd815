// How Postfix reaches the daemon on this host.
#pragma once

#include <string>
#include <string_view>

namespace greycache {

struct PostfixService {
  std::string user;    // of policy-helper
  std::string helper;  // its path
  std::string socket;  // the daemon's
  std::string inet;    // "127.0.0.1:2501" where the daemon listens there, too; or empty

  // The entry of master.cf, with single blanks.
  std::string entry() const;
  // Whether a check of this place ("unix:private/greypolicy", "inet:localhost:2501") asks the
  // daemon, by policy-helper or directly.
  bool is_asked_at(std::string_view place) const;
};

}  // namespace greycache
