#include "greycache/server/recent_instances.h"

#include <functional>
#include <random>

namespace greycache {

RecentInstances::RecentInstances() {
  std::random_device random;
  key_ = (std::uint64_t{random()} << 32) | random();
  recipient_by_instance_.reserve(kMost);
  ring_.reserve(kMost);
}

// Instances come from smtpd, not from strangers: the standard hash with a random twist is enough.
std::uint64_t RecentInstances::hash(std::string_view text) const {
  return (std::hash<std::string_view>{}(text) ^ key_) * 0x9e3779b97f4a7c15U;
}

bool RecentInstances::header_given(std::string_view instance, std::string_view recipient) const {
  if (instance.empty()) return false;
  const auto found = recipient_by_instance_.find(hash(instance));
  return found != recipient_by_instance_.end() && found->second != hash(recipient);
}

void RecentInstances::remember(std::string_view instance, std::string_view recipient) {
  if (instance.empty()) return;
  const std::uint64_t key = hash(instance);
  if (!recipient_by_instance_.try_emplace(key, hash(recipient)).second) return;
  if (ring_.size() < kMost) {
    ring_.push_back(key);
    return;
  }
  recipient_by_instance_.erase(ring_[next_]);
  ring_[next_] = key;
  next_ = (next_ + 1) % kMost;
}

}  // namespace greycache
