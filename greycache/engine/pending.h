// One request between submit() and answer().
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "greycache/engine/asker.h"
#include "greycache/policy/admission.h"
#include "greycache/policy/decide.h"

namespace greycache {

struct Pending {
  Asker* asker = nullptr;  // null once it was answered or went away
  Admission admission;
  std::uint64_t mail = 0;                     // RecentAnswers::mail_of()
  bool whole = false;                         // the decision needs all facts of the source
  std::vector<Fact> all;                      // then those of the hot store
  std::shared_ptr<const SourceFacts> loaded;  // by all who waited for the source
  bool hot_has_nothing = false;  // of what the keys name, when the source had to be loaded
  bool asked = false;            // the persistent store, by key, and it has answered or cannot
  bool large = false;            // since the source is too large
  std::vector<Fact> found;       // what it answered
  KnownEntries known;
  std::optional<Tally> tally;
  Decision decision;

  std::chrono::steady_clock::time_point submitted;
  Pending* older = nullptr;  // in the queue, as long as it has an asker that waits
  Pending* younger = nullptr;

  const Keys& keys() const { return admission.keys; }
};

// The requests that wait for an answer, in the order they were submitted. Owns none.
class PendingQueue {
 public:
  void push(Pending& pending) {
    pending.older = youngest_;
    pending.younger = nullptr;
    (youngest_ != nullptr ? youngest_->younger : oldest_) = &pending;
    youngest_ = &pending;
    ++size_;
  }

  void remove(Pending& pending) {
    (pending.older != nullptr ? pending.older->younger : oldest_) = pending.younger;
    (pending.younger != nullptr ? pending.younger->older : youngest_) = pending.older;
    --size_;
  }

  Pending* oldest() const { return oldest_; }
  std::size_t size() const { return size_; }

 private:
  Pending* oldest_ = nullptr;
  Pending* youngest_ = nullptr;
  std::size_t size_ = 0;
};

}  // namespace greycache
