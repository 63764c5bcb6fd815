// Counting the facts of one source.
#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "greycache/policy/decide.h"
#include "greycache/policy/sender.h"
#include "greycache/policy/verp.h"

namespace greycache {

namespace {

// The auto-whitelisted senders of a source without an auto-whitelisted domain.
class Whitelisted {
 public:
  void add(const Fact& entry) {
    domains_.insert(entry.sender_domain);
    senders_.insert_or_assign({entry.sender_domain, entry.sender_name}, entry.last_seen);
  }

  // Whether SQLgrey would have deleted the connect when its sender, or another of that name, was
  // auto-whitelisted. Entries are only added here, never deleted, so this is derived.
  bool holds(const Fact& connect);

 private:
  std::set<std::string_view> domains_;
  std::map<std::pair<std::string_view, std::string_view>, UnixTime> senders_;
  std::size_t taken_apart_ = 0;
};

// SQLgrey deletes by the auto-whitelisted name, with '#' as a wildcard. That finds every spelling
// of the sender but those with an extension or the recipient in them, which go on counting as
// waiting until they are too old; so they do here (docs/decisions/0001-derived-waiting.md).
bool Whitelisted::holds(const Fact& connect) {
  if (!domains_.contains(connect.sender_domain)) return false;
  if (connect.sender_name.find('+') != std::string::npos) return false;
  // Each takes some microseconds. Beyond the bound in doubt for the source.
  if (++taken_apart_ > kMostTakenApart) return true;
  const std::string name = deverped(connect);
  const bool has_recipient = name.find(kRecipientMark) != std::string::npos;
  if (!has_recipient &&
      senders_.contains({connect.sender_domain, key_part(name, kSenderNameLimit)})) {
    return true;
  }
  // What came since then was not there to be deleted, and is another sender by its name.
  const auto as_sent = senders_.find({connect.sender_domain, connect.sender_name});
  return as_sent != senders_.end() && connect.first_seen <= as_sent->second;
}

void count_from_awl(Tally& tally, const Fact& entry, const Keys& keys) {
  ++tally.from_awl;
  if (entry.sender_domain != keys.sender_domain) return;
  const bool first = tally.from_awl_of_domain++ == 0;
  tally.first_from_awl_of_domain =
      first ? entry.first_seen : std::min(tally.first_from_awl_of_domain, entry.first_seen);
}

// Adds the connects that wait, up to `most`.
void count_waiting(Tally& tally, std::span<const Fact> all, const Cutoffs& cutoffs,
                   std::int64_t most) {
  Whitelisted whitelisted;
  for (const Fact& fact : all) {
    if (fact.kind == FactKind::from_awl && !expired(fact, cutoffs)) whitelisted.add(fact);
  }
  for (const Fact& fact : all) {
    if (tally.connect >= most) return;
    const bool waits = fact.kind == FactKind::connect && !expired(fact, cutoffs);
    if (waits && !whitelisted.holds(fact)) ++tally.connect;
  }
}

}  // namespace

Tally tally_of(std::span<const Fact> all, const Keys& keys, const Rules& rules,
               const Cutoffs& cutoffs) {
  Tally tally;
  bool retried = false;
  for (const Fact& fact : all) {
    if (expired(fact, cutoffs)) continue;
    if (fact.kind == FactKind::domain_awl) ++tally.domain_awl;
    if (fact.kind == FactKind::from_awl) count_from_awl(tally, fact, keys);
    retried = retried || (fact.kind == FactKind::connect && is_named(fact, keys));
  }
  const std::int64_t throttle = rules.connect_src_throttle;
  if (!retried && tally.domain_awl == 0 && tally.from_awl < throttle) {
    count_waiting(tally, all, cutoffs, throttle);
  }
  return tally;
}

}  // namespace greycache
