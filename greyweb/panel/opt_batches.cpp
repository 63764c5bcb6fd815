// A question holds at most a thousand rows.
#include "greyweb/panel/opt_batches.h"

#include <algorithm>
#include <utility>

namespace greycache::web {

namespace {

void add(OptOutcome& outcome, const Json& answer) {
  outcome.changed += number_member(answer, "changed").value_or(0);
  outcome.unchanged += number_member(answer, "unchanged").value_or(0);
  for (const Json& fault : list_member(answer, "faults")) outcome.faults.push_back(fault);
}

}  // namespace

tl::expected<OptOutcome, PanelError> change_opt_rows(const std::function<PanelAnswer(Json)>& ask,
                                                     const std::string& choice,
                                                     const std::string& action, const Json& rows) {
  if (!rows.is_array() || rows.empty() || rows.size() > kMostOptRows) {
    return tl::make_unexpected(PanelError{"wrong", "1 to 20,000 rows are taken at once."});
  }
  OptOutcome outcome;
  for (std::size_t at = 0; at < rows.size(); at += kOptRowsOfQuestion) {
    const std::size_t end = std::min(rows.size(), at + kOptRowsOfQuestion);
    Json some(rows.begin() + static_cast<std::ptrdiff_t>(at),
              rows.begin() + static_cast<std::ptrdiff_t>(end));
    const auto answer = ask({{"choice", choice}, {"action", action}, {"rows", std::move(some)}});
    if (!answer) return tl::make_unexpected(answer.error());
    add(outcome, *answer);
  }
  return outcome;
}

}  // namespace greycache::web
