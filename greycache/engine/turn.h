// The requests that are looked up together, and those that come after them.
#pragma once

#include <span>
#include <utility>
#include <vector>

#include "greycache/engine/pending_pool.h"
#include "greycache/store/hot_store.h"

namespace greycache {

// Under way from begin() to end(): in between what waits for the next turn stays apart.
class Turn {
 public:
  // Waits for the next turn.
  void add(PendingPtr pending) { incoming_.push_back(std::move(pending)); }
  bool anyone_waits() const { return !incoming_.empty(); }

  bool under_way() const { return under_way_; }
  // Takes in who waits, as many as fit; what is to be asked for their inquiries is in asked(), and
  // what is found for each goes to the same place of found().
  void begin();
  std::span<const LookUp> asked() const { return asked_; }
  std::span<KnownEntries> found() { return found_; }

  // Hands out each request of the turn with what was found for its inquiries, in the order they
  // came.
  template <typename Each>
  void each(Each each) {
    std::span<const KnownEntries> found = found_;
    for (PendingPtr& pending : requests_) {
      const std::size_t inquiries = pending->inquiries().size();
      each(std::move(pending), found.first(inquiries));
      found = found.subspan(inquiries);
    }
  }
  void end();

 private:
  void choose();

  bool under_way_ = false;
  PendingList incoming_;
  PendingList requests_;
  std::vector<LookUp> asked_;
  std::vector<KnownEntries> found_;
};

}  // namespace greycache
