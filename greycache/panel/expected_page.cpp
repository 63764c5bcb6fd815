// A place is the names of a row.
#include "greycache/panel/expected_page.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "common/json_object.h"
#include "common/text.h"
#include "greycache/control/expectation_words.h"
#include "greycache/panel/sealed_place.h"
#include "greycache/policy/expectation/by_customer.h"

namespace greycache {

namespace {

constexpr std::size_t kMostLookedThrough = 5000;

struct Names {
  std::string recipient;
  std::string sender;
};

std::optional<Names> asked_names(const Question& question) {
  const auto place = asked_place(question);
  if (!place) return std::nullopt;
  const auto words = split(*place, ' ');
  if (words.size() > 2) return std::nullopt;
  return Names{percent_decoded(words.front()),
               words.size() < 2 ? std::string() : percent_decoded(words.back())};
}

// An operator's reason may name the staff.
Expectation shown_to(const Question& question, const Expectation& row) {
  Expectation shown = row;
  if (!question.domain.empty() && !is_by_customer(row)) shown.why.clear();
  return shown;
}

bool holds(const Expectation& row, const std::string& filter) {
  const auto has = [&](const std::string& text) { return text.find(filter) != std::string::npos; };
  return filter.empty() || has(row.recipient) || has(row.sender) || has(lower_ascii(row.why));
}

}  // namespace

Answer expected_page(const Expectations& known, const Question& question, UnixTime now) {
  const auto after = asked_names(question);
  if (!after) return wrong("place is none that was given");
  const std::size_t limit = rows_of_page(question);
  const std::string filter = lower_ascii(trimmed(question.arguments.text("filter")));
  const bool takes_all = question.domain.empty() && filter.empty();
  const std::size_t looked_at = takes_all ? limit : kMostLookedThrough;
  const auto rows = known.counting(after->recipient, after->sender, looked_at, now);
  std::vector<std::string> shown;
  std::string next;
  for (const Expectation* row : rows) {
    const Expectation told = shown_to(question, *row);
    if (concerns(question, row->recipient) && holds(told, filter)) {
      shown.emplace_back(trimmed(expectation_json(told)));
    }
    const bool last = row == rows.back() && rows.size() == looked_at;
    if (!last && shown.size() < limit) continue;
    next = percent_encoded(row->recipient) + ' ' + percent_encoded(row->sender);
    break;
  }
  return JsonObject()
      .add("rows", json_list(shown))
      .add_text_or_null("next", told_place(question, next))
      .text();
}

}  // namespace greycache
