// What "would" on the control socket answers: what would be decided now, and why.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "greycache/control/control.h"
#include "greycache/core/core.h"
#include "greycache/engine/policy_set.h"

namespace greycache {

struct WouldQuestion;

// Words as named_words() takes them: attributes of a policy request. Decides by the rules, the
// lists and all that the persistent store and this host's journal have, and remembers nothing. All
// on the loop's thread; the store is asked by Core::asking_worker().
class WouldCommand {
 public:
  // `conf_dir` must outlive this; what it says at the moment counts.
  WouldCommand(Core& core, const std::string& conf_dir, std::function<UnixTime()> clock,
               std::function<std::shared_ptr<const PolicySet>()> policy);

  void run(std::string_view words, Control::Reply reply);

 private:
  void gather(WouldQuestion& question);
  void find_sources(WouldQuestion& question);

  Core& core_;
  const std::string& conf_dir_;
  std::function<UnixTime()> clock_;
  std::function<std::shared_ptr<const PolicySet>()> policy_;
};

}  // namespace greycache
