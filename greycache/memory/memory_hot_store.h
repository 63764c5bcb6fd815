// The hot store in this process' memory, for a host that needs no server.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "greycache/memory/source_table.h"
#include "greycache/store/hot_store.h"

namespace greycache {

// Bounds of the memory. A source counts as one entry more than it has.
struct MemoryLimits {
  std::size_t entries = 1'000'000;
  // Of one source. Beyond it a quarter goes: connects before AWL entries, the oldest first.
  std::size_t entries_per_source = 10'000;
  std::size_t bytes = std::size_t{512} << 20;
};

// Answers at once. Beyond its bounds the least recently used source leaves, with all its entries.
// Facts of sources that are not resident are kept too (until they are evicted), so that a fill()
// from a persistent store that lags behind misses nothing.
class MemoryHotStore : public HotStore {
 public:
  // Facts older than these ages, in seconds, do not count and are dropped when their source grows.
  MemoryHotStore(const MemoryLimits& limits, UnixTime max_connect_age, UnixTime awl_age);
  void set_ages(UnixTime max_connect_age, UnixTime awl_age);

  bool peek(const Keys& keys, Finding& found) override;
  void look_up(std::span<const LookUp> asked, std::span<Finding> found, LookUpDone done) override;
  void apply(std::span<const Fact> facts, UnixTime now, WriteDone done) override;
  void fill(std::span<const SourceFacts> sources, UnixTime now) override;
  void replay(std::span<const Fact> facts, UnixTime now, WriteDone done) override;
  // Looks at the next kTended sources: those whose entries have all expired leave.
  void tend(UnixTime now) override;

  static constexpr std::size_t kTended = 1000;

  std::size_t sources() const { return table_.size(); }
  std::size_t entries() const { return entries_; }
  std::size_t bytes() const { return bytes_; }
  // Sources that left because of the bounds, since the start.
  std::size_t evicted() const { return evicted_; }

 private:
  enum class Write { replace, merge };

  // The names of a fact as its page has them, valid until the next call.
  std::string_view names_of(FactKind kind, std::string_view sender_domain,
                            std::string_view sender_name, std::string_view rcpt);
  std::optional<Seen> find(Source& source, FactKind kind, const Keys& keys);
  void find(Source& source, const Keys& keys, Finding& found);
  Cutoffs cutoffs_at(UnixTime now) const;
  Source& source_for(std::string_view src);
  void write(Source& source, const Fact& fact, const Cutoffs& cutoffs, Write how);
  void reserve(Source& source, std::span<const Fact> facts);
  void add(Source& source, const SourcePage::Entry& entry, std::string_view names,
           const Cutoffs& cutoffs);
  void drop_expired(Source& source, const Cutoffs& cutoffs);
  void shrink(Source& source);
  void keep(Source& source, const std::vector<bool>& kept);
  void evict_beyond(std::size_t entries, std::size_t bytes);
  void evict(Source& source);
  void remove(Source& source);

  MemoryLimits limits_;
  UnixTime max_connect_age_;
  UnixTime awl_age_;
  SourceTable table_;
  std::string names_;           // of names_of()
  std::vector<Source*> asked_;  // of look_up()
  std::size_t entries_ = 0;
  std::size_t bytes_ = 0;
  std::size_t evicted_ = 0;
};

}  // namespace greycache
