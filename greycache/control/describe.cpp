// The words for facts and their ages.
#include "greycache/control/describe.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>

#include "common/text.h"
#include "common/utf8.h"
#include "greycache/policy/decide.h"
#include "greycache/policy/waiting.h"

namespace greycache {

namespace {

// Of the year 9999, where fmt's calendar ends. What is later is junk, and must not overflow.
constexpr UnixTime kLatest = 253402300799;

UnixTime bounded(UnixTime time) {
  return std::clamp<UnixTime>(time, 0, kLatest);
}

std::string name_text(const std::string& key_part) {
  return key_part == "%" ? std::string() : shown_text(percent_decoded(key_part));
}

std::string ago(UnixTime then, UnixTime now) {
  const UnixTime age = std::max<UnixTime>(now - then, 0);
  if (age < 120) return fmt::format("{} s ago", age);
  if (age < 7200) return fmt::format("{} min ago", age / 60);
  if (age < 2 * 86400) return fmt::format("{} h ago", age / 3600);
  return fmt::format("{} days ago", age / 86400);
}

std::string describe_connect(const Fact& fact, const Rules& rules, UnixTime now) {
  const UnixTime from = fact.first_seen + rules.reconnect_delay;
  const std::string verdict = now > from
                                  ? fmt::format("a retry passes now, until {}",
                                                time_text(fact.first_seen + rules.max_connect_age))
                                  : fmt::format("a retry passes after {}", time_text(from));
  return fmt::format("  waiting    {}@{} -> {}: first tried {} ({}); {}\n",
                     name_text(fact.sender_name), name_text(fact.sender_domain),
                     name_text(fact.rcpt), time_text(fact.first_seen), ago(fact.first_seen, now),
                     verdict);
}

std::string describe_awl(const Fact& fact, const Rules& rules, UnixTime now) {
  const std::string who =
      fact.kind == FactKind::domain_awl
          ? fmt::format("domain_awl everybody@{}", name_text(fact.sender_domain))
          : fmt::format("from_awl   {}@{}", name_text(fact.sender_name),
                        name_text(fact.sender_domain));
  return fmt::format("  {}: passes at once; first seen {}, last seen {} ({}), kept until {}\n", who,
                     time_text(fact.first_seen), time_text(fact.last_seen),
                     ago(fact.last_seen, now), time_text(fact.last_seen + rules.awl_age));
}

std::string describe_correspondent(const Fact& fact, const Rules& rules, UnixTime now) {
  const std::string name = name_text(fact.sender_name);
  return fmt::format(
      "  correspondent {}{}: an own user wrote there, so its mail passes at once; first {}, last "
      "{} "
      "({}), kept until {}\n",
      name.empty() ? "everybody of " : name + "@", name_text(fact.sender_domain),
      time_text(fact.first_seen), time_text(fact.last_seen), ago(fact.last_seen, now),
      time_text(fact.last_seen + rules.correspondent_age));
}

std::string describe_entry(const Fact& fact, const Rules& rules, UnixTime now) {
  if (fact.kind == FactKind::connect) return describe_connect(fact, rules, now);
  if (fact.kind == FactKind::correspondent) return describe_correspondent(fact, rules, now);
  return describe_awl(fact, rules, now);
}

// The AWL entries among some facts, by source and domain.
class Passing {
 public:
  explicit Passing(const std::vector<Fact>& facts) {
    for (const Fact& fact : facts) {
      if (fact.kind != FactKind::connect) entries_[key(fact)].push_back(fact);
    }
  }

  bool lets_pass(const Fact& connect, const Cutoffs& cutoffs) const {
    const auto found = entries_.find(key(connect));
    return found != entries_.end() && already_whitelisted(connect, found->second, cutoffs);
  }

 private:
  // Neither part holds a blank.
  static std::string key(const Fact& fact) { return fact.src + ' ' + fact.sender_domain; }

  std::unordered_map<std::string, std::vector<Fact>> entries_;
};

bool source_before(const Fact& a, const Fact& b) {
  return a.src != b.src ? a.src < b.src : fact_before(a, b);
}

}  // namespace

std::string time_text(UnixTime time) {
  return fmt::format("{:%Y-%m-%d %H:%M:%S} UTC",
                     fmt::gmtime(static_cast<std::time_t>(bounded(time))));
}

ShownFacts facts_to_show(std::vector<Fact> facts, const Rules& rules, UnixTime now) {
  facts = merged(std::move(facts));
  for (Fact& fact : facts) {
    fact.first_seen = bounded(fact.first_seen);
    fact.last_seen = bounded(fact.last_seen);
  }
  const Cutoffs cutoffs = cutoffs_at(rules, now);
  std::erase_if(facts, [&](const Fact& fact) { return expired(fact, cutoffs); });
  const Passing passing(facts);
  std::sort(facts.begin(), facts.end(), source_before);
  ShownFacts shown;
  for (const Fact& fact : facts) {
    const bool room = shown.facts.size() < kMostDescribed;
    if (room && fact.kind == FactKind::connect && passing.lets_pass(fact, cutoffs)) continue;
    if (room) {
      shown.facts.push_back(fact);
    } else {
      ++shown.more;
    }
  }
  return shown;
}

std::string describe(std::vector<Fact> facts, const Rules& rules, UnixTime now) {
  const ShownFacts shown = facts_to_show(std::move(facts), rules, now);
  std::string text;
  const std::string* src = nullptr;
  for (const Fact& fact : shown.facts) {
    if (src == nullptr || *src != fact.src) text += fmt::format("source {}\n", fact.src);
    src = &fact.src;
    text += describe_entry(fact, rules, now);
  }
  if (shown.more > 0) text += fmt::format("and {} more\n", shown.more);
  return text;
}

}  // namespace greycache
