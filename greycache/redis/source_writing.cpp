// The commands that write entries of sources.
#include "greycache/redis/source_writing.h"

#include <algorithm>

#include "greycache/policy/correspondent.h"
#include "greycache/redis/source_entry.h"

namespace greycache {

namespace {

constexpr UnixTime kConnectSlack = 3600;

bool is_connect(const Fact& fact) {
  return fact.kind == FactKind::connect;
}

// How long this kind counts, in seconds.
UnixTime age_of(const Fact& fact, const Ages& ages) {
  if (fact.kind == FactKind::connect) return ages.connect + kConnectSlack;
  return fact.kind == FactKind::correspondent ? ages.correspondent : ages.awl;
}

// One HSET of all, the marker first.
void add_set(CommandBuffer& commands, const std::string& key, std::span<const Fact> facts,
             std::string_view marker) {
  commands.begin(2 + 2 * facts.size() + (marker.empty() ? 0 : 2));
  commands.word("HSET");
  commands.word(key);
  if (!marker.empty()) {
    commands.word(kMarkerField);
    commands.word(marker);
  }
  for (const Fact& fact : facts) {
    commands.word(entry_field(names_of(fact)));
    commands.word(entry_value(fact));
  }
}

void add_expire(CommandBuffer& commands, const std::string& key, UnixTime seconds) {
  commands.begin(3);
  commands.word("EXPIRE");
  commands.word(key);
  commands.number(seconds);
}

}  // namespace

std::vector<SourceFacts> by_source(std::span<const Fact> facts) {
  std::vector<Fact> usable;
  usable.reserve(facts.size());
  std::copy_if(facts.begin(), facts.end(), std::back_inserter(usable), storable);
  usable = merged(std::move(usable));
  std::stable_sort(usable.begin(), usable.end(),
                   [](const Fact& a, const Fact& b) { return a.src < b.src; });
  std::vector<SourceFacts> sources;
  for (Fact& fact : usable) {
    if (sources.empty() || sources.back().src != fact.src) sources.push_back({fact.src, {}});
    sources.back().facts.push_back(std::move(fact));
  }
  return sources;
}

std::vector<SourceFacts> counting_by_source(std::span<const Fact> facts, const Instant& at) {
  std::vector<Fact> counting(facts.begin(), facts.end());
  std::erase_if(counting, [cutoffs = at.cutoffs()](const Fact& fact) {
    return fact.kind == FactKind::connect && expired(fact, cutoffs);
  });
  return by_source(counting);
}

UnixTime time_to_live(std::span<const Fact> facts, const Ages& ages) {
  UnixTime longest = ages.connect + kConnectSlack;
  for (const Fact& fact : facts) longest = std::max(longest, age_of(fact, ages));
  return longest;
}

void add_write(CommandBuffer& commands, const std::string& key, const SourceFacts& source,
               const Ages& ages, std::string_view marker) {
  add_set(commands, key, source.facts, marker);
  add_expire(commands, key, time_to_live(source.facts, ages));
}

void add_large(CommandBuffer& commands, const std::string& key, std::string_view src,
               std::string_view marker, const Ages& ages, bool emptied) {
  commands.add({"MULTI"});
  if (emptied) commands.add({"EXPIRE", key, "0"});
  commands.add({"HSET", key, kMarkerField, marker});
  add_expire(commands, key,
             holds_correspondents(src) ? ages.correspondent
                                       : std::max(ages.connect + kConnectSlack, ages.awl));
  commands.add({"EXEC"});
}

SourceMerge::SourceMerge(std::vector<SourceFacts> sources, std::string prefix, std::string marker,
                         const Instant& at)
    : sources_(std::move(sources)),
      prefix_(std::move(prefix)),
      marker_(std::move(marker)),
      at_(at) {}

CommandBuffer SourceMerge::read() const {
  CommandBuffer commands;
  if (watches()) {
    commands.begin(1 + sources_.size());
    commands.word("WATCH");
    for (const SourceFacts& source : sources_) commands.word(source_key(prefix_, source.src));
  }
  for (const SourceFacts& source : sources_) {
    if (source.facts.empty()) continue;
    commands.begin(2 + source.facts.size());
    commands.word("HMGET");
    commands.word(source_key(prefix_, source.src));
    for (const Fact& fact : source.facts) commands.word(entry_field(names_of(fact)));
  }
  return commands;
}

CommandBuffer SourceMerge::write(std::span<const RedisReply> replies) const {
  CommandBuffer commands;
  commands.add({"MULTI"});
  auto reply = replies.begin() + (watches() && !replies.empty() ? 1 : 0);
  for (const SourceFacts& source : sources_) {
    RedisReply nothing;
    nothing.type = RedisReply::Type::array;
    const bool asked = !source.facts.empty();
    if (asked && reply == replies.end()) break;
    const RedisReply& there = asked ? *reply++ : nothing;
    if (!there.is_array() || there.elements.size() != source.facts.size()) continue;
    add_source(commands, source, there);
  }
  // Without a watch that must be ended, and nothing to write, nothing is to be sent.
  if (commands.commands() == 1 && !watches()) return {};
  commands.add({"EXEC"});
  return commands;
}

void SourceMerge::add_source(CommandBuffer& commands, const SourceFacts& source,
                             const RedisReply& there) const {
  const std::string key = source_key(prefix_, source.src);
  std::vector<Fact> set;
  bool written = watches();
  for (std::size_t i = 0; i < source.facts.size(); ++i) {
    auto fact = merged_with(source.facts[i], there.elements[i]);
    if (!fact) continue;
    if (watches() || there.elements[i].is_string()) {
      set.push_back(std::move(*fact));
    } else {
      commands.add({"HSETNX", key, entry_field(names_of(*fact)), entry_value(*fact)});
      written = true;
    }
  }
  if (watches() || !set.empty()) add_set(commands, key, set, marker_);
  if (written || !set.empty()) add_expire(commands, key, time_to_live(source.facts, at_.ages));
}

std::optional<Fact> SourceMerge::merged_with(const Fact& fact, const RedisReply& there) const {
  const Cutoffs cutoffs = at_.cutoffs();
  if (is_connect(fact) && expired(fact, cutoffs)) return std::nullopt;
  if (!there.is_string()) return fact;
  auto known = entry_fact(fact.src, names_of(fact), there.text);
  if (known && is_connect(*known) && expired(*known, cutoffs)) known.reset();
  Fact result = fact;
  if (known) merge_into(result, *known);
  if (known == result) return std::nullopt;
  return result;
}

}  // namespace greycache
