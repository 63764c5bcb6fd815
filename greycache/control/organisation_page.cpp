// An organisation's standing in words, and the next of its units.
#include "greycache/control/organisation_page.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <set>

#include "common/characters.h"
#include "common/json_object.h"
#include "common/text.h"
#include "common/utf8.h"
#include "greycache/control/advice.h"
#include "greycache/control/describe.h"
#include "greycache/control/shown_entries.h"
#include "greycache/policy/organisation/standing_book.h"
#include "greycache/policy/organisation/unit.h"
#include "greycache/storage/prefixed_sources.h"

namespace greycache {

namespace {

std::string prefix_of(const std::string& organisation) {
  return key_part(organisation, kOrganisationLimit) + '@';
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

bool is_shown(const StandingCounts& day, std::int64_t today) {
  return day.day > today - kStandingDays && day.day <= today + 1;
}

StandingCounts sums_of(const HostsStanding& hosts, UnixTime now) {
  StandingCounts sums;
  for (const StandingCounts& day : hosts.days) {
    if (!is_shown(day, standing_day(now))) continue;
    sums.first_attempts += day.first_attempts;
    sums.came_back += day.came_back;
  }
  return sums;
}

const char* standing_name(const HostsStanding& hosts) {
  return hosts.good ? "good" : "bad";
}

std::string standing_json(const HostsStanding& hosts, UnixTime now) {
  const StandingCounts sums = sums_of(hosts, now);
  return JsonObject()
      .add_text("standing", standing_name(hosts))
      .add_bool("proven", hosts.proven)
      .add_number("first_attempts", sums.first_attempts)
      .add_number("came_back", sums.came_back)
      .text();
}

std::string_view meaning_of(const HostsStanding& hosts) {
  if (!hosts.good) return "its entries do not count: clients are known by their networks";
  return hosts.proven ? "its entries count, and of senders that are new most pass at once"
                      : "its entries count";
}

}  // namespace

bool is_unit_of(const std::string& src, const std::string& organisation) {
  return src.starts_with(prefix_of(organisation));
}

std::string standing_text(const HostsStanding& hosts, UnixTime now) {
  const StandingCounts sums = sums_of(hosts, now);
  std::string lines;
  for (const StandingCounts& day : hosts.days) {
    if (!is_shown(day, standing_day(now))) continue;
    lines += fmt::format("  {}  {} first attempts, {} came back\n", day_text(day.day),
                         day.first_attempts, day.came_back);
  }
  return fmt::format("{} standing: of {} first attempts of the last {} days {} came back; {}\n{}",
                     standing_name(hosts), sums.first_attempts, kStandingDays, sums.came_back,
                     meaning_of(hosts), lines);
}

std::string OrganisationQuestion::answer(PersistentStore& store) {
  const std::string prefix = prefix_of(organisation);
  std::string page = fmt::format("organisation {}\n", shown_text(organisation)) +
                     "named as mail servers: " + standing_text(mail_servers, now) +
                     "other hosts: " + standing_text(others, now) + text;
  auto units = prefixed_sources(store, prefix, prefix + after, kMostUnits + 1);
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
  ShownEntries shown{
      .before = page, .facts = std::move(known), .nothing = "no entries are known\n"};
  if (next) {
    shown.after =
        fmt::format("(more: greyctl show {} {})\n", pasted_word(organisation), pasted_word(*next));
  }
  shown.members.add_text("organisation", organisation)
      .add("mail_servers", standing_json(mail_servers, now))
      .add("other_hosts", standing_json(others, now))
      .add_text_or_null("next", next.value_or(""));
  return std::move(shown).answer(json, *policy, now);
}

}  // namespace greycache
