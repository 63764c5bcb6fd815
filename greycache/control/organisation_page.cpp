// An organisation's standing in words, and the next of its units.
#include "greycache/control/organisation_page.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <set>

#include "common/characters.h"
#include "common/text.h"
#include "common/utf8.h"
#include "greycache/control/advice.h"
#include "greycache/control/describe.h"
#include "greycache/policy/organisation/standing_book.h"
#include "greycache/policy/organisation/unit.h"

namespace greycache {

namespace {

constexpr std::array kKinds{FactKind::domain_awl, FactKind::from_awl, FactKind::connect};

std::string prefix_of(const std::string& organisation) {
  return key_part(organisation, kOrganisationLimit) + '@';
}

// The units behind this one, one more than a page holds.
StoreResult<std::set<std::string>> next_units(PersistentStore& store, const std::string& prefix,
                                              const std::string& after) {
  std::set<std::string> units;
  for (const FactKind kind : kKinds) {
    const auto read = store.read_sources(kind, prefix + after, OrganisationQuestion::kMostUnits + 1,
                                         [&](std::string_view src) {
                                           if (src.starts_with(prefix)) units.emplace(src);
                                         });
    if (!read) return tl::make_unexpected(read.error());
  }
  return units;
}

// Cuts what is behind a page. The unit after which the next one begins, where there is one.
std::optional<std::string> cut_page(std::set<std::string>& units) {
  if (units.size() <= OrganisationQuestion::kMostUnits) return std::nullopt;
  units.erase(std::next(units.begin(), OrganisationQuestion::kMostUnits), units.end());
  return unit_of(*units.rbegin())->sender_organisation;
}

// Strangers choose the names of their domains.
std::string pasted_word(const std::string& name) {
  const auto plain = [](char c) { return is_letter_or_digit(c) || c == '.' || c == '-'; };
  return std::ranges::all_of(name, plain) && !name.starts_with('-') ? name : shell_word(name);
}

std::string day_text(std::int64_t day) {
  return time_text(day * 86'400).substr(0, 10);
}

}  // namespace

bool is_unit_of(const std::string& src, const std::string& organisation) {
  return src.starts_with(prefix_of(organisation));
}

std::string standing_text(const std::vector<StandingCounts>& days, bool good, UnixTime now) {
  const std::int64_t today = standing_day(now);
  StandingCounts sums;
  std::string lines;
  for (const StandingCounts& day : days) {
    if (day.day <= today - kStandingDays || day.day > today + 1) continue;
    sums.first_attempts += day.first_attempts;
    sums.came_back += day.came_back;
    lines += fmt::format("  {}  {} first attempts, {} came back\n", day_text(day.day),
                         day.first_attempts, day.came_back);
  }
  const std::string_view meaning =
      good ? "its entries count" : "its entries do not count: clients are known by their networks";
  return fmt::format("{} standing: of {} first attempts of the last {} days {} came back; {}\n{}",
                     good ? "good" : "bad", sums.first_attempts, kStandingDays, sums.came_back,
                     meaning, lines);
}

std::string OrganisationQuestion::answer(PersistentStore& store) {
  const std::string prefix = prefix_of(organisation);
  std::string page = fmt::format("organisation {}\n", shown_text(organisation)) +
                     standing_text(days, good_standing, now) + text;
  auto units = next_units(store, prefix, after);
  if (!units) {
    page += fmt::format("(only the journal: {})\n", units.error().message);
    units.emplace();
  }
  for (const Fact& fact : known) {
    if (fact.src > prefix + after) units->insert(fact.src);
  }
  const auto next = cut_page(*units);
  std::erase_if(known, [&](const Fact& fact) { return !units->contains(fact.src); });
  const std::vector<std::string> sources(units->begin(), units->end());
  const auto loaded = store.load(sources, cutoffs, kMostOfUnit);
  for (const SourceFacts& unit : loaded.value_or(std::vector<SourceFacts>{})) {
    known.insert(known.end(), unit.facts.begin(), unit.facts.end());
    if (!unit.whole) {
      page += fmt::format("(not all: {} has more than {} entries)\n", unit.src, kMostOfUnit);
    }
  }
  const std::string entries = describe(std::move(known), policy->rules, now);
  page += entries.empty() ? "no entries are known\n" : entries;
  if (next) {
    page +=
        fmt::format("(more: greyctl show {} {})\n", pasted_word(organisation), pasted_word(*next));
  }
  return page;
}

}  // namespace greycache
