// What Postfix is told, by one set of rules.
#pragma once

#include <array>
#include <cstddef>

#include "common/action.h"
#include "greycache/policy/reply.h"

namespace greycache {

// action_for() with what it says made once, where it quotes nothing of the request.
class Actions {
 public:
  explicit Actions(const Rules& rules);

  // Valid until the next call.
  const Action& of(Outcome outcome, const PolicyRequest& request, const ReplyContext& context);

  const Rules& rules() const { return rules_; }

 private:
  static constexpr std::size_t kOutcomes = static_cast<std::size_t>(Outcome::in_doubt) + 1;

  bool quotes(Outcome outcome, const ReplyContext& context) const;

  Rules rules_;
  std::array<Action, kOutcomes> fixed_;
  Action dunno_;
  Action quoting_;
};

}  // namespace greycache
