// Expired entries taken out of a source that stays in Redis for long.
#include "greycache/redis/source_tidy.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "greycache/redis/source_entry.h"

namespace greycache {

namespace {

struct Sorted {
  std::optional<Marker> marker;
  std::vector<std::string_view> garbage;
};

// What is over by this host's clock may count by another's, or hide a younger moment of the same
// attempt, for which the persistent store is asked: it goes when it is over by every clock.
Sorted sort_entries(std::string_view src, const RedisReply& entries, const TidyRules& rules) {
  const Cutoffs cutoffs = rules.at.cutoffs_by_every_clock();
  Sorted sorted;
  if (!entries.is_array()) return sorted;
  for (std::size_t i = 0; i + 1 < entries.elements.size(); i += 2) {
    const std::string& field = entries.elements[i].text;
    const std::string& value = entries.elements[i + 1].text;
    if (field == kMarkerField) {
      sorted.marker = parse_marker(value, rules.generation);
      continue;
    }
    const auto fact = parse_entry(src, field, value);
    if (!fact || expired(*fact, cutoffs)) sorted.garbage.push_back(field);
  }
  return sorted;
}

}  // namespace

void TidyQueue::push(const std::string& src) {
  if (sources_.size() >= kLimit) return;
  if (std::find(sources_.begin(), sources_.end(), src) != sources_.end()) return;
  sources_.push_back(src);
}

std::optional<std::string> TidyQueue::pop() {
  if (sources_.empty()) return std::nullopt;
  std::string src = std::move(sources_.front());
  sources_.pop_front();
  return src;
}

void LargeSources::insert(const std::string& src) {
  if (!sources_.insert(src).second || sources_.size() <= kLimit) return;
  const auto first = sources_.begin();
  sources_.erase(*first == src ? std::next(first) : first);
}

CommandBuffer tidy_read(const std::string& key) {
  CommandBuffer commands;
  commands.add({"WATCH", key});
  commands.add({"HGETALL", key});
  return commands;
}

CommandBuffer tidy_write(const std::string& key, std::string_view src, const RedisReply& entries,
                         const TidyRules& rules) {
  const Sorted sorted = sort_entries(src, entries, rules);
  const bool whole = sorted.marker && sorted.marker->whole;
  CommandBuffer commands;
  commands.add({"MULTI"});
  if (whole && !sorted.garbage.empty()) {
    commands.begin(2 + sorted.garbage.size());
    commands.word("HDEL");
    commands.word(key);
    for (const std::string_view field : sorted.garbage) commands.word(field);
  }
  if (whole) {
    // What has gone may count for who goes by longer ages.
    const Ages ages = ages_of_source(src, shorter(*sorted.marker->whole, rules.at.ages));
    commands.add({"HSET", key, kMarkerField, marker_value(rules.generation, {rules.at.now, ages})});
  }
  commands.add({"EXEC"});
  return commands;
}

}  // namespace greycache
