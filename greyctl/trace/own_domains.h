// The domains in whose name a host rewrites senders, as far as its log tells.
#pragma once

#include <string>
#include <string_view>
#include <unordered_set>

#include "greyctl/trace/rewritten_sender.h"

namespace greycache {

// A domain is the host's own where it receives mail for it or for one above it, or where it has
// deferred a mail under the sender's first name and then let it in under the rewritten one. Another
// host's SRS is a sender like any other. Letter case does not count.
class OwnDomains {
 public:
  void add_recipient(std::string_view recipient);
  // With the sender as it came in. All of them before add_rewritten().
  void add_deferred(std::string_view sender, std::string_view recipient);
  void add_rewritten(const RewrittenSender& sender, std::string_view recipient);

  bool hold(std::string_view domain) const;

 private:
  std::unordered_set<std::string> domains_;
  std::unordered_set<std::string> deferred_;
};

}  // namespace greycache
