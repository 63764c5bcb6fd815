// Actions made once, and those that quote the request.
#include "greycache/policy/actions.h"

#include <utility>

namespace greycache {

namespace {

template <std::size_t... index>
std::array<Action, sizeof...(index)> for_each_outcome(const Rules& rules,
                                                      std::index_sequence<index...>) {
  return {Action(action_for(rules, static_cast<Outcome>(index), {}, {}))...};
}

}  // namespace

Actions::Actions(const Rules& rules)
    : rules_(rules),
      fixed_(for_each_outcome(rules, std::make_index_sequence<kOutcomes>())),
      dunno_(action_for(rules, Outcome::in_doubt, {}, {})),
      quoting_(dunno_) {}

bool Actions::gives_header(Outcome outcome) const {
  return rules_.prepend && passes(outcome) && outcome != Outcome::not_applicable &&
         outcome != Outcome::in_doubt;
}

bool Actions::quotes(Outcome outcome, const ReplyContext& context) const {
  return outcome == Outcome::inactive || outcome == Outcome::unsuspicious ||
         outcome == Outcome::reconnect || (context.rule && rules_.discrimination_add_rulenr);
}

const Action& Actions::of(Outcome outcome, const PolicyRequest& request,
                          const ReplyContext& context) {
  if (passes(outcome) && (!gives_header(outcome) || context.header_given)) return dunno_;
  if (!quotes(outcome, context)) return fixed_[static_cast<std::size_t>(outcome)];
  quoting_ = Action(action_for(rules_, outcome, request, context));
  return quoting_;
}

}  // namespace greycache
