// Read along a key; what does not count is left out.
#include "greycache/control/list_page.h"

#include <fmt/format.h>

#include <algorithm>
#include <span>
#include <utility>
#include <vector>

#include "common/text.h"
#include "common/whole_number.h"
#include "greycache/control/entry_words.h"
#include "greycache/control/error_answer.h"
#include "greycache/control/list_command.h"
#include "greycache/policy/ages.h"
#include "greycache/policy/forgotten_entries.h"
#include "greycache/policy/waiting.h"

namespace greycache {

namespace {

// Senders that are asked for in one statement.
constexpr std::size_t kAskedTogether = 500;
constexpr std::string_view kJson = "-json";
constexpr std::size_t kPlaceWords = 6;

// Who is known comes in this order.
constexpr FactKind kFirstKnown = FactKind::domain_awl;
std::optional<FactKind> behind(FactKind kind) {
  if (kind == FactKind::domain_awl) return FactKind::from_awl;
  if (kind == FactKind::from_awl) return FactKind::correspondent;
  return std::nullopt;
}

std::string place_text(const Fact& after) {
  return fmt::format("{} {} {} {} {} {}", static_cast<int>(after.kind), percent_encoded(after.src),
                     percent_encoded(after.sender_domain), percent_encoded(after.sender_name),
                     percent_encoded(after.rcpt), after.first_seen);
}

std::optional<Fact> parse_place(std::span<const std::string_view> words) {
  if (words.size() != kPlaceWords) return std::nullopt;
  const auto kind = whole_number<int>(words[0]);
  const auto first_seen = whole_number<UnixTime>(words[5]);
  if (!kind || *kind < 0 || *kind >= static_cast<int>(kFactKinds) || !first_seen)
    return std::nullopt;
  Fact after;
  after.kind = static_cast<FactKind>(*kind);
  after.first_seen = *first_seen;
  after.src = percent_decoded(words[1]);
  after.sender_domain = percent_decoded(words[2]);
  after.sender_name = percent_decoded(words[3]);
  after.rcpt = percent_decoded(words[4]);
  return after;
}

// Connects whose senders have come back since, in this network or as its organisation has them.
StoreResult<void> drop_known(PersistentStore& store, const Cutoffs& cutoffs,
                             std::vector<Fact>& facts) {
  std::vector<Fact> waiting;
  for (std::size_t at = 0; at < facts.size(); at += kAskedTogether) {
    const auto some = std::span(facts).subspan(at, std::min(kAskedTogether, facts.size() - at));
    std::vector<Keys> requests;
    for (const Fact& connect : some) requests.push_back(keys_of(connect));
    const auto found = store.find(requests, cutoffs, {});
    if (!found) return tl::make_unexpected(found.error());
    for (std::size_t i = 0; i < some.size(); ++i) {
      if (!already_whitelisted(some[i], (*found)[i], cutoffs)) waiting.push_back(some[i]);
    }
  }
  facts = std::move(waiting);
  return {};
}

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
  const auto parts = split(place, ' ');
  const auto after = parse_place(parts);
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
  if (read->more) return text + "next " + place_text(read->last) + "\n";
  const auto next = waiting ? std::nullopt : behind(after.kind);
  if (!next) return text + "end\n";
  Fact first;
  first.kind = *next;
  return text + "next " + place_text(first) + "\n";
}

}  // namespace greycache
