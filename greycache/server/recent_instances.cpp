// A ring of what was given, and an index of it by instance.
#include "greycache/server/recent_instances.h"

#include <functional>
#include <random>

namespace greycache {

namespace {

constexpr std::size_t kMask = 2 * RecentInstances::kMost - 1;
static_assert((RecentInstances::kMost & (RecentInstances::kMost - 1)) == 0);
static_assert(RecentInstances::kMost < 1U << 16);

}  // namespace

RecentInstances::RecentInstances() : slots_(kMask + 1) {
  std::random_device random;
  key_ = (std::uint64_t{random()} << 32) | random();
  ring_.reserve(kMost);
}

// Instances come from smtpd, not from strangers: the standard hash with a random twist is enough.
std::uint64_t RecentInstances::hash(std::string_view text) const {
  const std::uint64_t product = (std::hash<std::string_view>{}(text) ^ key_) * 0x9e3779b97f4a7c15U;
  return product ^ (product >> 32);
}

// The slot that holds the instance, or the free one where it belongs.
std::size_t RecentInstances::slot_of(std::uint64_t instance) const {
  std::size_t slot = instance & kMask;
  while (slots_[slot] != 0 && ring_[slots_[slot] - 1U].instance != instance) {
    slot = (slot + 1) & kMask;
  }
  return slot;
}

bool RecentInstances::had_header(std::string_view instance, std::string_view recipient) {
  if (instance.empty()) return false;
  const Given given{hash(instance), hash(recipient)};
  const std::size_t slot = slot_of(given.instance);
  if (slots_[slot] != 0) return ring_[slots_[slot] - 1U].recipient != given.recipient;
  remember(slot, given);
  return false;
}

void RecentInstances::remember(std::size_t slot, const Given& given) {
  if (ring_.size() < kMost) {
    ring_.push_back(given);
    slots_[slot] = static_cast<std::uint16_t>(ring_.size());
    return;
  }
  // Before the oldest leaves, so that what moves up into its gap may be this one, too.
  const std::size_t oldest = slot_of(ring_[next_].instance);
  slots_[slot] = static_cast<std::uint16_t>(next_ + 1);
  ring_[next_] = given;
  close_gap(oldest);
  next_ = (next_ + 1) % kMost;
}

// Moves back what was pushed on from the slot that becomes free.
void RecentInstances::close_gap(std::size_t gap) {
  for (std::size_t slot = (gap + 1) & kMask; slots_[slot] != 0; slot = (slot + 1) & kMask) {
    const std::size_t home = ring_[slots_[slot] - 1U].instance & kMask;
    if (((slot - home) & kMask) < ((slot - gap) & kMask)) continue;
    slots_[gap] = slots_[slot];
    gap = slot;
  }
  slots_[gap] = 0;
}

}  // namespace greycache
