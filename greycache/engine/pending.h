// One request between submit() and answer().
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "greycache/engine/asker.h"
#include "greycache/policy/admission.h"
#include "greycache/policy/conclusion.h"

namespace greycache {

struct Pending {
  Asker* asker = nullptr;  // null once it was answered or went away
  Admission admission;
  std::uint64_t mail = 0;  // RecentAnswers::mail_of()

  // What was asked for it.
  bool counts = false;                        // all facts of its source that the hot store has
  std::vector<Fact> all;                      // these
  std::shared_ptr<const SourceFacts> loaded;  // its source, by all who waited for that
  bool hot_has_nothing = false;  // of what the keys name, when the source had to be loaded
  bool asked = false;            // the persistent store, by key, and it has answered or cannot
  std::vector<Fact> found;       // what it answered

  Conclusion conclusion;

  std::chrono::steady_clock::time_point submitted;
  Pending* older = nullptr;  // in the queue, as long as it has an asker that waits
  Pending* younger = nullptr;

  const Keys& keys() const { return admission.keys; }
  Evidence evidence(const KnownEntries& hot, std::span<const Fact> changes) const {
    return {hot, counts ? &all : nullptr, loaded.get(), asked ? &found : nullptr, changes};
  }
  // As new, but for memory that is used again.
  void clear() {
    counts = false;
    all.clear();
    loaded.reset();
    hot_has_nothing = false;
    asked = false;
    found.clear();
    conclusion = {};
  }
};

}  // namespace greycache
