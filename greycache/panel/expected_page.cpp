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

std::string place_of(const Expectation& row) {
  return percent_encoded(row.recipient) + ' ' + percent_encoded(row.sender);
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
  const std::size_t looked_at = takes_all ? limit + 1 : kMostLookedThrough;
  const auto rows = known.counting(after->recipient, after->sender, looked_at, now);
  std::vector<std::string> shown;
  const Expectation* last = nullptr;
  bool more = rows.size() == looked_at;
  for (const Expectation* row : rows) {
    const Expectation told = shown_to(question, *row);
    const bool wanted = concerns(question, row->recipient) && holds(told, filter);
    more = more || (wanted && shown.size() == limit);
    if (wanted && shown.size() == limit) break;
    if (wanted) shown.emplace_back(trimmed(expectation_json(told)));
    last = row;
  }
  const std::string next = more && last != nullptr ? place_of(*last) : "";
  return JsonObject()
      .add("rows", json_list(shown))
      .add_text_or_null("next", told_place(question, next))
      .text();
}

}  // namespace greycache
