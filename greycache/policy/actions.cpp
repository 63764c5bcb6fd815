// Actions made once, and those that quote the request.
#include "greycache/policy/actions.h"

#include <utility>

namespace greycache {

namespace {

template <std::size_t... index>
std::array<Action, sizeof...(index)> for_each_outcome(const Rules& rules,
                                                      std::index_sequence<index...>) {
  const ReplyContext context{.rule = {}, .delay = 0, .header = true};
  return {Action(action_for(rules, static_cast<Outcome>(index), {}, context))...};
}

}  // namespace

Actions::Actions(const Rules& rules)
    : rules_(rules),
      fixed_(for_each_outcome(rules, std::make_index_sequence<kOutcomes>())),
      dunno_(action_for(rules, Outcome::in_doubt, {}, {})),
      quoting_(dunno_) {}

bool Actions::quotes(Outcome outcome, const ReplyContext& context) const {
  return outcome == Outcome::inactive || outcome == Outcome::unsuspicious ||
         outcome == Outcome::reconnect || (context.rule && rules_.discrimination_add_rulenr) ||
         (rules_.reply_reference && !context.reference.empty() && !passes(outcome));
}

const Action& Actions::of(Outcome outcome, const PolicyRequest& request,
                          const ReplyContext& context) {
  if (passes(outcome) && !context.header) return dunno_;
  if (!quotes(outcome, context)) return fixed_[static_cast<std::size_t>(outcome)];
  quoting_ = Action(action_for(rules_, outcome, request, context));
  return quoting_;
}

}  // namespace greycache
