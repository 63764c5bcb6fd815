// Which sources the persistent store may know, where nobody but this process writes it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "greycache/event/event_loop.h"
#include "greycache/storage/background_jobs.h"
#include "greycache/storage/source_filter.h"
#include "greycache/storage/worker.h"
#include "greycache/store/journal.h"

namespace greycache {

// Reads the names of all sources from the store in the background, a page at a time, and hears of
// each that is journalled from then on. Until it has them all it knows nothing. It begins only when
// the store has every record that the journal held before, and anew when the store was opened
// again, when somebody else has written to it, and when so many sources came that those which
// expired are worth forgetting. All calls on the loop's thread.
class KnownSources {
 public:
  KnownSources(EventLoop& loop, Worker& worker, Journal& journal);

  // Who hears whether the reading succeeds; nobody as it is.
  void report_to(BackgroundJobs& jobs) { jobs_ = &jobs; }

  // A fact of this source was journalled.
  void add(std::string_view src);

  // What PersistentStore::outside_writes() was in the latest job.
  void noted(std::optional<std::int64_t> outside_writes);

  // Neither the store nor the journal has anything of this source. False in doubt.
  bool certainly_absent(std::string_view src) const;

  bool whole() const { return whole_.has_value(); }

 private:
  struct Page;

  void begin();
  void read_on();
  void take(const Page& page);
  void finish();

  Worker& worker_;
  Journal& journal_;
  BackgroundJobs* jobs_ = nullptr;
  Timer timer_;
  std::optional<std::int64_t> outside_writes_;
  std::optional<SourceFilter> whole_;
  std::size_t size_when_whole_ = 0;
  std::optional<SourceFilter> growing_;
  JournalSequence journalled_before_ = 0;  // growing_ does not hear of these records
  bool knew_former_ = false;               // when it began: else there may be more of them
  FactKind kind_ = FactKind::connect;      // growing_ has all sources of the kinds before,
  std::string after_;                      // and of this one up to here
  std::uint64_t reading_ = 0;              // differs for each begin()
};

}  // namespace greycache
