// Gathers, sorts, hands on.
#include "greyctl/moving/sorted_sink.h"

#include <utility>

namespace greycache {

tl::expected<void, SinkError> SortedSink::put(Fact fact) {
  facts_.push_back(std::move(fact));
  if (facts_.size() < most_) return {};
  return hand_on();
}

tl::expected<void, SinkError> SortedSink::finish() {
  if (auto handed = hand_on(); !handed) return handed;
  return next_.finish();
}

tl::expected<void, SinkError> SortedSink::hand_on() {
  // Connects of different moments stay apart: the daemon knows which have expired when it looks.
  for (Fact& fact : merged_by_moment(std::exchange(facts_, {}))) {
    if (auto put = next_.put(std::move(fact)); !put) return put;
  }
  return {};
}

}  // namespace greycache
