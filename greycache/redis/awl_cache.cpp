// Auto-whitelisted senders that Redis was seen to hold.
#include "greycache/redis/awl_cache.h"

#include <algorithm>

namespace greycache {

AwlCache::AwlCache(std::size_t most) : most_(most) {}

void AwlCache::switch_on() {
  forget_all();
  on_ = most_ > 0;
}

void AwlCache::switch_off() {
  forget_all();
  on_ = false;
}

void AwlCache::remember(const Keys& keys, const KnownEntries& known, Moment asked) {
  if (!on_ || asked < std::max(all_forgotten_, forgotten(keys.src))) return;
  if (!known.domain_awl && !known.from_awl && !known.correspondent) return;
  auto& senders = source_of(keys.src).senders;
  size_ -= senders.size();
  if (senders.size() >= kMostOfSource) senders.clear();
  senders.insert_or_assign({keys.sender_domain, keys.awl_name},
                           KnownEntries{Residence::absent, known.domain_awl, known.from_awl,
                                        std::nullopt, known.correspondent});
  size_ += senders.size();
  make_room();
}

const KnownEntries* AwlCache::find(const Keys& keys) {
  if (size_ == 0) return nullptr;
  const auto source = sources_.find(std::string_view(keys.src));
  if (source == sources_.end()) return nullptr;
  const auto& senders = source->second.senders;
  const auto sender = senders.find(SenderView(keys.sender_domain, keys.awl_name));
  if (sender == senders.end()) return nullptr;
  by_use_.splice(by_use_.begin(), by_use_, source->second.use);
  return &sender->second;
}

void AwlCache::forget(std::string_view src) {
  if (!on_) return;
  forgotten(src) = ++now_;
  const auto source = sources_.find(src);
  if (source != sources_.end()) erase(source);
}

void AwlCache::forget_all() {
  all_forgotten_ = ++now_;
  sources_.clear();
  by_use_.clear();
  size_ = 0;
}

AwlCache::Moment& AwlCache::forgotten(std::string_view src) {
  return forgotten_[keyed_hash(src) % forgotten_.size()];
}

AwlCache::Source& AwlCache::source_of(const std::string& src) {
  const auto [source, added] = sources_.try_emplace(src);
  if (added) {
    source->second.use = by_use_.insert(by_use_.begin(), source->first);
  } else {
    by_use_.splice(by_use_.begin(), by_use_, source->second.use);
  }
  return source->second;
}

void AwlCache::erase(Sources::iterator source) {
  size_ -= source->second.senders.size();
  by_use_.erase(source->second.use);
  sources_.erase(source);
}

void AwlCache::make_room() {
  while (size_ > most_) erase(sources_.find(by_use_.back()));
}

}  // namespace greycache
