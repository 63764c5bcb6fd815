// Which sources the persistent store may know.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "greycache/event/event_loop.h"
#include "greycache/storage/background_jobs.h"
#include "greycache/storage/source_filter.h"
#include "greycache/storage/worker.h"
#include "greycache/store/journal.h"
#include "greycache/store/source_listener.h"

namespace greycache {

// Reads the names of all sources from the store in the background, a page at a time, and hears of
// each that is journalled from then on. Until it has them all it knows nothing. It begins only when
// the store has every record that the journal held before, and anew when so many sources came that
// those which expired are worth forgetting.
//
// Where this process alone writes the store (PersistentStore::outside_writes()) also when the store
// was opened again, and when somebody else has written to it all the same. Where several hosts do
// it reads while it hears of what they write to the hot store, and anew each time that it begins to
// hear, by begin_anew(), and from time to time, since nobody hears of rows that are written by
// hand: after kRest times as long as the reading took, kLeast at least and kMost at most. See
// docs/decisions/0047-absent-from-postgresql.md. All calls on the loop's thread.
class KnownSources : public SourceListener {
 public:
  static constexpr int kRest = 100;
  static constexpr std::chrono::minutes kLeast{1};
  static constexpr std::chrono::hours kMost{24};

  KnownSources(EventLoop& loop, Worker& worker, Journal& journal);

  // `store_up` says whether it makes sense to read a store that several hosts write.
  void set_store_up(std::function<bool()> store_up) { store_up_ = std::move(store_up); }
  // Who hears whether the reading succeeds; nobody as it is.
  void report_to(BackgroundJobs& jobs) { jobs_ = &jobs; }

  // A fact of this source was journalled.
  void add(std::string_view src);

  // What PersistentStore::outside_writes() was in the latest job.
  void noted(std::optional<std::int64_t> outside_writes);

  // Where several hosts write; see SourceListener.
  void heard_from_now() override;
  void written(std::string_view src) override { add(src); }
  void heard_no_more() override;
  // The store may have what nobody heard of.
  void begin_anew();

  // Neither the store nor the journal has anything of this source; a hot store that others write,
  // too, may. False in doubt.
  bool lacks(std::string_view src) const;
  // Nor has a hot store that others write.
  bool certainly_absent(std::string_view src) const { return outside_writes_ && lacks(src); }

  bool whole() const { return whole_.has_value(); }

 private:
  struct Page;
  struct Whole {
    SourceFilter filter{};
    JournalSequence journalled_before = 0;  // the filter has not heard of these records
    std::size_t size_when_read = 0;
  };
  struct Reading {
    SourceFilter filter{};
    std::uint64_t number = 0;  // differs for each
    EventLoop::SteadyTime begun{};
    JournalSequence journalled_before = 0;  // as of Whole
    bool knew_former = false;               // when it began: else there may be more of them
    FactKind kind = FactKind::connect;      // the filter has all sources of the kinds before,
    std::string after{};                    // and of this one up to here
  };

  void begin();
  void read_on();
  void take(const Page& page);
  void finish();

  EventLoop& loop_;
  Worker& worker_;
  Journal& journal_;
  BackgroundJobs* jobs_ = nullptr;
  std::function<bool()> store_up_;
  Timer timer_;
  std::optional<std::int64_t> outside_writes_;  // where this process alone writes
  bool hears_ = false;                          // what others write
  std::optional<Whole> whole_;
  std::optional<Reading> growing_;
  std::uint64_t readings_ = 0;
};

}  // namespace greycache
