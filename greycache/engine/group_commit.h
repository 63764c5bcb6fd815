// The requests that are decided, answered together once what they change is safe.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "greycache/engine/pending_pool.h"
#include "greycache/engine/statistics.h"
#include "greycache/engine/turn_changes.h"
#include "greycache/policy/ages.h"
#include "greycache/storage/hot_tier.h"
#include "greycache/storage/journal_writer.h"
#include "greycache/store/journal.h"

namespace greycache {

// One transaction of the journal for all of them.
class GroupCommit {
 public:
  // All outlive it.
  GroupCommit(Journal& journal, HotTier& hot, Statistics& statistics)
      : journal_(journal), hot_(hot), statistics_(statistics) {}
  // Must be called before all else.
  void set_writer(JournalWriter& writer) { writer_ = &writer; }

  // With the changes of its decision.
  void add(PendingPtr pending);
  // Nobody has anything of this source: the hot store learns it.
  void add_absent(const std::string& src) { absent_.push_back({src, {}}); }
  bool empty() const { return decided_.empty(); }

  // What those that are decided have changed of the source, and what this host had acknowledged
  // before of the entries that the keys name and the persistent store does not have yet: a hot
  // store that lost it may have been filled by another host since. Good until the next call.
  std::span<const Fact> changes_of(const Keys& keys);

  // Writes the changes and returns the requests: their answers may leave.
  PendingList commit(const Instant& at);
  // See JournalWriter::dispatch().
  void dispatch() { writer_->dispatch(); }

 private:
  Journal& journal_;
  HotTier& hot_;
  Statistics& statistics_;
  JournalWriter* writer_ = nullptr;
  PendingList decided_;
  TurnChanges changes_;
  std::vector<Fact> changes_and_waiting_;  // of one request
  std::vector<SourceFacts> absent_;
};

}  // namespace greycache
