// Some hundred are asked for in one statement.
#include "greycache/storage/known_senders.h"

#include <algorithm>
#include <span>
#include <utility>

#include "greycache/policy/waiting.h"

namespace greycache {

namespace {

constexpr std::size_t kAskedTogether = 500;

}  // namespace

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

}  // namespace greycache
