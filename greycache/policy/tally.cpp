// Counting the facts of one source.
#include <algorithm>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "greycache/policy/decide.h"
#include "greycache/policy/sender.h"
#include "greycache/policy/verp.h"

namespace greycache {

namespace {

// The auto-whitelist entries of a source that are valid.
class Whitelisted {
 public:
  void add(const Fact& entry) {
    domains_.insert(entry.sender_domain);
    if (entry.kind == FactKind::domain_awl) whole_domains_.insert(entry.sender_domain);
    if (entry.kind == FactKind::from_awl) senders_.insert({entry.sender_domain, entry.sender_name});
  }

  // Whether SQLgrey would have deleted the connect when its sender, or another of that name or
  // domain, was auto-whitelisted. Entries are only added here, never deleted, so this is derived.
  bool holds(const Fact& connect) const {
    if (!domains_.contains(connect.sender_domain)) return false;
    return whole_domains_.contains(connect.sender_domain) || holds_sender_of(connect);
  }

 private:
  bool holds_sender_of(const Fact& connect) const;

  std::set<std::string_view> domains_;
  std::set<std::string_view> whole_domains_;
  std::set<std::pair<std::string_view, std::string_view>> senders_;
};

// SQLgrey deletes by the auto-whitelisted name, with '#' as a wildcard. That finds every spelling
// of the sender but those with an extension or the recipient in them, which go on counting as
// waiting until they are too old; so they do here (docs/decisions/0001-derived-waiting.md).
bool Whitelisted::holds_sender_of(const Fact& connect) const {
  if (connect.sender_name.find('+') != std::string::npos) return false;
  if (senders_.contains({connect.sender_domain, connect.sender_name})) return true;
  const std::string awl_name = deverped(connect);
  if (awl_name.find(kRecipientMark) != std::string::npos) return false;
  return senders_.contains({connect.sender_domain, key_part(awl_name, kSenderNameLimit)});
}

void count_from_awl(Tally& tally, const Fact& entry, const Keys& keys) {
  ++tally.from_awl;
  if (entry.sender_domain != keys.sender_domain) return;
  const bool first = tally.from_awl_of_domain++ == 0;
  tally.first_from_awl_of_domain =
      first ? entry.first_seen : std::min(tally.first_from_awl_of_domain, entry.first_seen);
}

}  // namespace

Tally tally_of(std::span<const Fact> all, const Keys& keys, const Rules& rules, UnixTime now) {
  const Cutoffs cutoffs = cutoffs_at(rules, now);
  Tally tally;
  Whitelisted whitelisted;
  for (const Fact& fact : all) {
    if (fact.kind == FactKind::connect || expired(fact, cutoffs)) continue;
    whitelisted.add(fact);
    if (fact.kind == FactKind::domain_awl) ++tally.domain_awl;
    if (fact.kind == FactKind::from_awl) count_from_awl(tally, fact, keys);
  }
  for (const Fact& fact : all) {
    const bool waits = fact.kind == FactKind::connect && !expired(fact, cutoffs);
    if (waits && !whitelisted.holds(fact)) ++tally.connect;
  }
  return tally;
}

}  // namespace greycache
