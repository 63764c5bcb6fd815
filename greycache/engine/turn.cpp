// The requests that are looked up together.
#include "greycache/engine/turn.h"

namespace greycache {

namespace {

// A turn's size is bounded so that its first request does not wait for a thousand others.
constexpr std::size_t kMostInTurn = 512;
// Of them those that count a source: each may have thousands of entries.
constexpr std::size_t kMostCounting = 4;

}  // namespace

void Turn::begin() {
  under_way_ = true;
  choose();
  asked_.clear();
  for (const PendingPtr& pending : requests_) {
    asked_.push_back({&pending->keys(), pending->counts ? &pending->all : nullptr});
  }
  found_.resize(requests_.size());
}

void Turn::choose() {
  std::size_t counting = 0;
  PendingList later;
  for (PendingPtr& pending : incoming_) {
    const bool fits =
        requests_.size() < kMostInTurn && (!pending->counts || counting < kMostCounting);
    counting += pending->counts ? 1U : 0U;
    (fits ? requests_ : later).push_back(std::move(pending));
  }
  incoming_ = std::move(later);
}

void Turn::end() {
  requests_.clear();
  under_way_ = false;
}

}  // namespace greycache
