// The requests that are looked up together.
#include "greycache/engine/turn.h"

#include <algorithm>

namespace greycache {

namespace {

// A turn's size is bounded so that its first request does not wait for a thousand others.
constexpr std::size_t kMostInTurn = 512;
// Of them those that count a source: it may have thousands of entries.
constexpr std::size_t kMostCounting = 4;

}  // namespace

void Turn::begin() {
  under_way_ = true;
  choose();
  asked_.clear();
  for (const PendingPtr& pending : requests_) {
    for (Inquiry* inquiry : pending->inquiries()) {
      asked_.push_back({&inquiry->keys, inquiry->counts ? &inquiry->all : nullptr});
    }
  }
  found_.resize(asked_.size());
}

void Turn::choose() {
  std::size_t counting = 0;
  PendingList later;
  for (PendingPtr& pending : incoming_) {
    const bool counts = std::ranges::any_of(pending->inquiries(), &Inquiry::counts);
    const bool fits = requests_.size() < kMostInTurn && (!counts || counting < kMostCounting);
    counting += counts ? 1U : 0U;
    (fits ? requests_ : later).push_back(std::move(pending));
  }
  incoming_ = std::move(later);
}

void Turn::end() {
  requests_.clear();
  under_way_ = false;
}

}  // namespace greycache
