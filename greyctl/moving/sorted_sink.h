// Facts in the order of their keys, a bounded number at a time, on their way to another sink.
#pragma once

#include <cstddef>
#include <vector>

#include "greyctl/moving/fact_sink.h"

namespace greycache {

// Other programs keep entries in the order in which they came about, which meets another page of
// a store with each. By keys a page is written once for all that belongs there. Copies are merged.
class SortedSink final : public FactSink {
 public:
  // About 50 MB.
  static constexpr std::size_t kMost = 100'000;

  // `next` must live as long.
  explicit SortedSink(FactSink& next, std::size_t most = kMost) : next_(next), most_(most) {}

  tl::expected<void, SinkError> put(Fact fact) override;
  tl::expected<void, SinkError> finish() override;

 private:
  tl::expected<void, SinkError> hand_on();

  FactSink& next_;
  std::size_t most_;
  std::vector<Fact> facts_;
};

}  // namespace greycache
