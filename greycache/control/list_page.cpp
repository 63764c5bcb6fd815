// Read along a key; what does not count is left out.
#include "greycache/control/list_page.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "common/text.h"
#include "greycache/control/entry_words.h"
#include "greycache/control/error_answer.h"
#include "greycache/control/fact_place.h"
#include "greycache/control/known_order.h"
#include "greycache/control/list_command.h"
#include "greycache/policy/ages.h"
#include "greycache/policy/forgotten_entries.h"
#include "greycache/storage/known_senders.h"

namespace greycache {

namespace {

constexpr std::string_view kJson = "-json";

}  // namespace

std::optional<ListPage> ListPage::parse(std::string_view words) {
  words = trimmed(words);
  const std::size_t blank = std::min(words.find(' '), words.size());
  std::string_view what = words.substr(0, blank);
  ListPage page;
  page.json = what.ends_with(kJson);
  if (page.json) what.remove_suffix(kJson.size());
  if (what != "waiting" && what != "known") return std::nullopt;
  page.waiting = what == "waiting";
  page.after.kind = page.waiting ? FactKind::connect : kFirstKnown;
  const std::string_view place = words.substr(std::min(blank + 1, words.size()));
  if (place.empty()) return page;
  const auto after = parse_fact_place(place);
  if (!after || (after->kind == FactKind::connect) != page.waiting) return std::nullopt;
  page.after = *after;
  return page;
}

std::string ListPage::answer(PersistentStore& store) const {
  const auto read = store.read_facts(after, ListCommand::kPage);
  if (!read) return error_answer(read.error().message);
  const Cutoffs cutoffs = cutoffs_at(policy->rules, now);
  std::vector<Fact> facts = read->facts;
  std::erase_if(facts, [&](const Fact& fact) { return expired(fact, cutoffs); });
  drop_forgotten(policy->forgotten(now), facts);
  // The moments of one attempt are neighbours, the first of them first.
  facts.erase(std::unique(facts.begin(), facts.end(), same_fact), facts.end());
  if (waiting) {
    if (const auto done = drop_known(store, cutoffs, facts); !done) {
      return error_answer(done.error().message);
    }
  }
  std::string text = "ok\n";
  for (const Fact& fact : facts) {
    text += "  " +
            (json ? entry_json(fact, policy->rules).text() : entry_line(fact, policy->rules, now)) +
            "\n";
  }
  if (read->more) return text + "next " + fact_place(read->last) + "\n";
  const auto next = waiting ? std::nullopt : next_known(after.kind);
  if (!next) return text + "end\n";
  Fact first;
  first.kind = *next;
  return text + "next " + fact_place(first) + "\n";
}

}  // namespace greycache
