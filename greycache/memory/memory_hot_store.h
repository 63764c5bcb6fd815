// The hot store in this process' memory, for a host that needs no server.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "greycache/memory/source_table.h"
#include "greycache/store/hot_store.h"

namespace greycache {

// Bounds of the memory. A source counts as one entry more than it has.
struct MemoryLimits {
  std::size_t entries = 1'000'000;
  // Of one source. Beyond it the source is large, and a quarter goes: connects before AWL entries,
  // the oldest first.
  std::size_t entries_per_source = 10'000;
  std::size_t bytes = std::size_t{512} << 20;
};

// Answers at once. Beyond its bounds the least recently used source leaves, with all its entries.
// Facts of sources that are absent are kept too (until they are evicted), so that a fill() from a
// persistent store that lags behind misses nothing. Expired facts are dropped when their source
// grows. A large source is absent again after an hour: it may have become smaller.
class MemoryHotStore : public HotStore {
 public:
  explicit MemoryHotStore(const MemoryLimits& limits);

  std::optional<KnownEntries> peek(const Keys& keys, const Ages& ages) override;
  void look_up(std::span<const LookUp> asked, const Instant& at, std::span<KnownEntries> found,
               LookUpDone done) override;
  void apply(std::span<const Fact> facts, const Instant& at, WriteDone done) override;
  void fill(std::span<const SourceFacts> sources, const Instant& at) override;
  void replay(std::span<const Fact> facts, const Instant& at, WriteDone done) override;
  void drop(std::span<const std::string> sources) override;
  // Looks at the next kTended sources: those whose entries have all expired leave.
  void tend(const Instant& at) override;

  static constexpr std::size_t kTended = 1000;

  // Calls `fact` with each that is here, expired ones too.
  void each(const std::function<void(Fact fact)>& fact);

  std::size_t sources() const { return table_.size(); }
  std::size_t entries() const { return entries_; }
  std::size_t bytes() const { return bytes_; }
  // Sources that left because of the bounds, since the start.
  std::size_t evicted() const { return evicted_; }

 private:
  enum class Write { replace, merge };

  bool is_whole(const Source& source, const Ages& ages) const;
  Residence residence(const Source& source, const Instant& at) const;
  void note_loss(Source& source, const Ages& ages);
  void make_whole(Source& source, const Ages& ages);
  void make_large(Source& source, UnixTime now);
  std::uint8_t index_of(const Ages& ages);

  // The names of a fact as its page has them, valid until the next call.
  std::string_view names_of(FactKind kind, std::string_view sender_domain,
                            std::string_view sender_name, std::string_view rcpt);
  std::optional<Seen> find(Source& source, FactKind kind, const Keys& keys);
  void find(Source& source, const Keys& keys, KnownEntries& found);
  bool find_passing(Source& source, const Keys& keys, KnownEntries& found);
  Source& source_for(std::string_view src);
  void write(Source& source, const Fact& fact, const Instant& at, Write how);
  void reserve(Source& source, std::span<const Fact> facts);
  void add(Source& source, const SourcePage::Entry& entry, std::string_view names,
           const Instant& at);
  void drop_expired(Source& source, const Instant& at);
  void shrink(Source& source);
  void keep(Source& source, const std::vector<bool>& kept);
  void evict_beyond(std::size_t entries, std::size_t bytes);
  void evict(Source& source);
  void remove(Source& source);

  MemoryLimits limits_;
  std::vector<Ages> ages_;  // that sources were filled by
  SourceTable table_;
  std::string names_;           // of names_of()
  std::vector<Source*> asked_;  // of look_up()
  std::size_t entries_ = 0;
  std::size_t bytes_ = 0;
  std::size_t evicted_ = 0;
};

}  // namespace greycache
