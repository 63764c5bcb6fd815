// Table by table along their keys.
#include "greycache/panel/known_page.h"

#include <algorithm>
#include <chrono>
#include <optional>
#include <utility>

#include "common/text.h"
#include "greycache/control/entry_words.h"
#include "greycache/control/fact_place.h"
#include "greycache/control/known_order.h"
#include "greycache/policy/ages.h"
#include "greycache/policy/forgotten_entries.h"
#include "greycache/policy/organisation/unit.h"

namespace greycache {

namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t kNamesAtOnce = 1000;

bool holds(const Fact& fact, const std::string& text) {
  if (text.empty() || fact.src.find(text) != std::string::npos) return true;
  return (fact.sender_name + "@" + fact.sender_domain).find(text) != std::string::npos;
}

}  // namespace

tl::expected<KnownPage, Fault> KnownPage::of(const Question& question) {
  const Arguments& arguments = question.arguments;
  KnownPage page;
  page.after_.kind = kFirstKnown;
  const std::string& place = arguments.text("place");
  if (!place.empty()) {
    const auto after = parse_fact_place(place);
    if (!after || after->kind == FactKind::connect) return wrong("place is none that was given");
    page.after_ = *after;
  }
  page.text_ = percent_encoded(lower_ascii(trimmed(arguments.text("filter"))));
  page.limit_ = rows_of_page(question);
  return page;
}

void KnownPage::set(std::shared_ptr<const PolicySet> policy, UnixTime now) {
  policy_ = std::move(policy);
  now_ = now;
}

// Whether the page is full.
bool KnownPage::take(const std::vector<Fact>& facts) {
  const Cutoffs cutoffs = cutoffs_at(policy_->rules, now_);
  const ForgottenNow forgotten = policy_->forgotten(now_);
  for (const Fact& fact : facts) {
    after_ = fact;
    if (expired(fact, cutoffs) || is_forgotten(forgotten, fact) || !holds(fact, text_)) continue;
    found_.push_back(fact);
    if (found_.size() == limit_) return true;
  }
  return false;
}

StoreResult<void> KnownPage::read(PersistentStore& store) {
  const auto end = Clock::now() + kTime;
  while (!done_ && Clock::now() < end) {
    const std::size_t rows = text_.empty() ? limit_ - found_.size() : kNamesAtOnce;
    const auto page = store.read_facts(after_, rows);
    if (!page) return tl::unexpected(page.error());
    if (take(page->facts)) return {};
    after_ = page->last;
    if (page->more) continue;
    const auto next = next_known(after_.kind);
    done_ = !next;
    after_ = {};
    after_.kind = next.value_or(kFirstKnown);
  }
  return {};
}

std::string KnownPage::answer(const StandingOf& standing_of) const {
  std::vector<std::string> rows;
  for (const Fact& fact : found_) {
    JsonObject row = entry_json(fact, policy_->rules);
    const auto unit = unit_of(fact.src);
    const std::string organisation = unit ? unit->organisation : std::string();
    row.add_text_or_null("organisation", organisation)
        .add_text_or_null("standing", unit ? standing_of(organisation) : "");
    rows.push_back(row.text());
  }
  return JsonObject()
      .add("rows", json_list(rows))
      .add_text_or_null("next", done_ ? "" : fact_place(after_))
      .text();
}

}  // namespace greycache
