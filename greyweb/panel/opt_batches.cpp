// A question holds at most a thousand rows, and fewer where they are long.
#include "greyweb/panel/opt_batches.h"

#include <fmt/format.h>

#include <utility>

#include "greyweb/page/words.h"

namespace greycache::web {

namespace {

// As they are written in JSON; besides them a question says little.
constexpr std::size_t kMostRowBytes = PanelClient::kMostQuestion - 4096;

void add(OptOutcome& outcome, const Json& answer) {
  outcome.changed += number_member(answer, "changed").value_or(0);
  outcome.unchanged += number_member(answer, "unchanged").value_or(0);
  outcome.note = text_member(answer, "note");
  for (const Json& fault : list_member(answer, "faults")) outcome.faults.push_back(fault);
  for (const Json& row : list_member(member(answer, "undo"), "rows")) outcome.undo.push_back(row);
}

// Why a question ended before all its rows were looked at.
std::optional<PanelError> stopped_by(const PanelAnswer& answer) {
  if (!answer) return answer.error();
  const std::string sentence = text_member(*answer, "stopped");
  return sentence.empty() ? std::nullopt : std::optional(PanelError{"unavailable", sentence});
}

Json part_of(const Json& rows, std::size_t begin, std::size_t end) {
  return {rows.begin() + static_cast<std::ptrdiff_t>(begin),
          rows.begin() + static_cast<std::ptrdiff_t>(end)};
}

// Behind the last row of a question that begins at `begin`; it has one at least.
std::size_t end_of_question(const Json& rows, std::size_t begin) {
  std::size_t bytes = 0;
  std::size_t end = begin;
  while (end < rows.size() && end < begin + kOptRowsOfQuestion) {
    bytes += rows[end].dump(-1, ' ', true, Json::error_handler_t::replace).size() + 1;
    if (bytes > kMostRowBytes && end > begin) break;
    ++end;
  }
  return end;
}

}  // namespace

PanelError too_many_rows(std::size_t rows) {
  return {"wrong",
          fmt::format("There are {} rows, and {} at most are taken at once.",
                      count_text(static_cast<std::int64_t>(rows)), count_text(kMostOptRows))};
}

tl::expected<OptOutcome, PanelError> change_opt_rows(const std::function<PanelAnswer(Json)>& ask,
                                                     const std::string& choice,
                                                     const std::string& action, const Json& rows) {
  if (!rows.is_array() || rows.empty()) {
    return tl::make_unexpected(PanelError{"wrong", "There are no rows."});
  }
  if (rows.size() > kMostOptRows) return tl::make_unexpected(too_many_rows(rows.size()));
  OptOutcome outcome;
  for (std::size_t at = 0, end = 0; at < rows.size(); at = end) {
    end = end_of_question(rows, at);
    const auto answer =
        ask({{"choice", choice}, {"action", action}, {"rows", part_of(rows, at, end)}});
    if (!answer && at == 0) return tl::make_unexpected(answer.error());
    if (answer) add(outcome, *answer);
    outcome.stopped = stopped_by(answer);
    if (!outcome.stopped) continue;
    outcome.left = part_of(rows, at, rows.size());
    break;
  }
  return outcome;
}

}  // namespace greycache::web
