// A list of facts a source, searched from its beginning.
#include "tests/conformance/memory_replay_store.h"

#include <algorithm>

namespace greycache {

tl::expected<ReplayStore::Found, std::string> MemoryReplayStore::look_up(const Keys& keys,
                                                                         bool whole, UnixTime) {
  Found found;
  const auto source = facts_by_src_.find(keys.src);
  if (source == facts_by_src_.end()) return found;
  for (const Fact& fact : source->second) {
    if (fact.sender_domain != keys.sender_domain) continue;
    if (fact.kind == FactKind::domain_awl) {
      found.known.domain_awl = fact;
    } else if (fact.kind == FactKind::from_awl && fact.sender_name == keys.awl_name) {
      found.known.from_awl = fact;
    } else if (fact.kind == FactKind::connect && fact.sender_name == keys.sender_name &&
               fact.rcpt == keys.rcpt) {
      found.known.connect = fact;
    }
  }
  if (whole) found.all = source->second;
  return found;
}

tl::expected<void, std::string> MemoryReplayStore::apply(std::span<const Fact> facts,
                                                         const Cutoffs& cutoffs, UnixTime) {
  for (const Fact& fact : facts) {
    std::vector<Fact>& kept = facts_by_src_[fact.src];
    const auto copy = std::find_if(kept.begin(), kept.end(), [&](const Fact& candidate) {
      return same_fact(candidate, fact);
    });
    if (copy == kept.end()) {
      kept.push_back(fact);
    } else if (expired(*copy, cutoffs)) {
      *copy = fact;
    } else {
      merge_into(*copy, fact);
    }
  }
  return {};
}

}  // namespace greycache
