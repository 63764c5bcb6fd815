// Tells those who ask what was decided.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "greycache/engine/decision_log.h"
#include "greycache/engine/headers.h"
#include "greycache/engine/pending.h"
#include "greycache/engine/recent_answers.h"
#include "greycache/engine/statistics.h"
#include "greycache/policy/actions.h"

namespace greycache {

// Each answer is logged and counted, and remembered for who asks about its mail again.
class Replier {
 public:
  // Both outlive it.
  Replier(DecisionLog& decision_log, Statistics& statistics)
      : decision_log_(decision_log), statistics_(statistics) {}
  // Must be called before all else; again for other rules from then on.
  void set_rules(const Rules& rules) { actions_.emplace(rules); }

  // See RecentAnswers.
  std::uint64_t mail_of(const PolicyRequest& request) { return recent_answers_.mail_of(request); }

  // Answers where this mail was decided and the decision stands: another restriction asks about it,
  // or a later stage.
  bool answer_again(Pending& pending, UnixTime now);

  // Says what was decided, if anybody waits for it; it stands for the mail in any case.
  void answer(Pending& pending, UnixTime now);

 private:
  const Action& action_of(const RecentAnswers::Answer& decided, const Pending& pending,
                          const Asker& asker);

  DecisionLog& decision_log_;
  Statistics& statistics_;
  std::optional<Actions> actions_;
  RecentAnswers recent_answers_;
  Headers headers_;
  std::string reference_;  // of the last action_of()
};

}  // namespace greycache
