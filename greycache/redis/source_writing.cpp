// The commands that write entries of sources.
#include "greycache/redis/source_writing.h"

#include <algorithm>

#include "greycache/redis/source_entry.h"

namespace greycache {

namespace {

constexpr UnixTime kConnectSlack = 3600;

bool is_awl(const Fact& fact) {
  return fact.kind != FactKind::connect;
}

void add_field(CommandBuffer& commands, std::string_view command, const std::string& key,
               const Fact& fact) {
  commands.add({command, key, entry_field(names_of(fact)), entry_value(fact)});
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

UnixTime time_to_live(std::span<const Fact> facts, const RedisOptions& options) {
  const UnixTime connect = options.max_connect_age + kConnectSlack;
  if (std::none_of(facts.begin(), facts.end(), is_awl)) return connect;
  return std::max(connect, options.awl_age);
}

void add_expire(CommandBuffer& commands, const SourceFacts& source, const RedisOptions& options) {
  commands.begin(3);
  commands.word("EXPIRE");
  commands.word(source_key(options.prefix, source.src));
  commands.number(time_to_live(source.facts, options));
}

bool add_write(CommandBuffer& commands, const SourceFacts& source, const RedisOptions& options,
               std::string_view marker) {
  const std::string key = source_key(options.prefix, source.src);
  commands.begin(2 + 2 * source.facts.size() + (marker.empty() ? 0 : 2));
  commands.word("HSET");
  commands.word(key);
  if (!marker.empty()) {
    commands.word(kMarkerField);
    commands.word(marker);
  }
  for (const Fact& fact : source.facts) {
    commands.word(entry_field(names_of(fact)));
    commands.word(entry_value(fact));
  }
  add_expire(commands, source, options);
  if (!marker.empty()) return false;
  if (std::all_of(source.facts.begin(), source.facts.end(), is_awl)) return false;
  commands.add({"HLEN", key});
  return true;
}

SourceMerge::SourceMerge(std::vector<SourceFacts> sources, std::string marker, UnixTime now,
                         const RedisOptions& options)
    : sources_(std::move(sources)), marker_(std::move(marker)), now_(now), options_(options) {}

CommandBuffer SourceMerge::read() const {
  CommandBuffer commands;
  for (const SourceFacts& source : sources_) {
    if (source.facts.empty()) continue;
    commands.begin(2 + source.facts.size());
    commands.word("HMGET");
    commands.word(source_key(options_.prefix, source.src));
    for (const Fact& fact : source.facts) commands.word(entry_field(names_of(fact)));
  }
  return commands;
}

CommandBuffer SourceMerge::write(std::span<const RedisReply> replies) const {
  CommandBuffer commands;
  auto reply = replies.begin();
  for (const SourceFacts& source : sources_) {
    const std::string key = source_key(options_.prefix, source.src);
    bool changed = false;
    if (!source.facts.empty()) {
      if (reply == replies.end()) break;
      const RedisReply& there = *reply++;
      if (!there.is_array() || there.elements.size() != source.facts.size()) continue;
      changed = add_merged(commands, key, source, there);
    }
    if (!marker_.empty()) commands.add({"HSET", key, kMarkerField, marker_});
    if (!marker_.empty() || changed) add_expire(commands, source, options_);
  }
  return commands;
}

bool SourceMerge::add_merged(CommandBuffer& commands, const std::string& key,
                             const SourceFacts& source, const RedisReply& reply) const {
  bool changed = false;
  for (std::size_t i = 0; i < source.facts.size(); ++i) {
    changed |= add_fact(commands, key, source.facts[i], reply.elements[i]);
  }
  return changed;
}

bool SourceMerge::add_fact(CommandBuffer& commands, const std::string& key, const Fact& fact,
                           const RedisReply& there) const {
  const UnixTime oldest_connect = now_ - options_.max_connect_age;
  if (!is_awl(fact) && fact.first_seen < oldest_connect) return false;
  if (!there.is_string()) {
    add_field(commands, "HSETNX", key, fact);
    return true;
  }
  auto known = entry_fact(fact.src, names_of(fact), there.text);
  if (known && !is_awl(*known) && known->first_seen < oldest_connect) known.reset();
  Fact result = fact;
  if (known) merge_into(result, *known);
  if (known == result) return false;
  add_field(commands, "HSET", key, result);
  return true;
}

}  // namespace greycache
