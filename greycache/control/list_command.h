// What "list" on the control socket answers: all that waits, or all who are known, page by page.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "greycache/control/control.h"
#include "greycache/core/core.h"
#include "greycache/engine/policy_set.h"

namespace greycache {

// "waiting PLACE", "known PLACE", "waiting-json PLACE", "known-json PLACE": entries of the
// persistent store that count, in the order of its keys, each on a line that begins with two
// blanks; then "next PLACE" where there are more, or "end". An empty PLACE is the first. A page is
// read along a key, kPage rows of it, by the worker for an operator's questions; of what waits the
// senders are asked for who are known by now, and left out. All on the loop's thread.
class ListCommand {
 public:
  // `core` must outlive it.
  ListCommand(Core& core, std::function<UnixTime()> clock,
              std::function<std::shared_ptr<const PolicySet>()> policy)
      : core_(core), clock_(std::move(clock)), policy_(std::move(policy)) {}

  void run(std::string_view words, const Control::Reply& reply);

  static constexpr std::size_t kPage = 1000;

 private:
  Core& core_;
  std::function<UnixTime()> clock_;
  std::function<std::shared_ptr<const PolicySet>()> policy_;
};

}  // namespace greycache
