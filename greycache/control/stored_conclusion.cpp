// A source loaded, or asked by key, and concluded of.
#include "greycache/control/stored_conclusion.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "greycache/policy/excerpt.h"
#include "greycache/policy/forgotten_entries.h"

namespace greycache {

namespace {

constexpr std::size_t kMostOfSource = 2000;

SourceFacts load(PersistentStore& store, const std::string& src, const Cutoffs& cutoffs,
                 std::string& trouble) {
  auto loaded = store.load({&src, 1}, cutoffs, kMostOfSource);
  if (loaded && !loaded->empty()) return std::move(loaded->front());
  if (!loaded) {
    trouble += fmt::format("(only by this host's journal: {})\n", loaded.error().message);
  }
  return {src, {}};
}

}  // namespace

Conclusion stored_conclusion(PersistentStore& store, const StoredQuestion& question,
                             std::string& trouble, WayToConclude way) {
  const auto& [rules, keys, unwritten, now, forgotten] = question;
  Cutoffs cutoffs = cutoffs_at(rules, now);
  const UnixTime connects_from = connects_count_from(forgotten, keys);
  const SourceFacts source = load(store, keys.src, cutoffs, trouble);
  const std::vector<Fact> none;
  std::vector<Fact> found;
  Evidence evidence;
  evidence.all = &none;
  evidence.loaded = &source;
  evidence.changes = unwritten;
  evidence.forgotten = forgotten;
  // One that is forgotten may hide another.
  if (!source.whole || connects_from > 0) {
    cutoffs.connect = std::max(cutoffs.connect, connects_from);
    auto by_key = store.find({&keys, 1}, cutoffs, excerpt_for(rules));
    if (by_key && !by_key->empty()) found = std::move(by_key->front());
    if (!by_key) trouble += fmt::format("(not all: {})\n", by_key.error().message);
    evidence.found = &found;
  }
  return way(rules, keys, evidence, now);
}

}  // namespace greycache
