// Runs the hot store's contract on the store in memory.
#include <doctest/doctest.h>

#include "greycache/memory/memory_hot_store.h"
#include "tests/contract/hot_store_suite.h"

namespace greycache {

namespace {

constexpr std::size_t kCap = 100;

class MemoryHarness : public HotStoreHarness {
 public:
  HotStore& store() override { return store_; }
  // Everything has happened when a call returns.
  void run_loop_until(const std::function<bool()>& reached) override { REQUIRE(reached()); }
  std::size_t entries_per_source() const override { return kCap; }

 private:
  MemoryHotStore store_{{.entries = 10'000, .entries_per_source = kCap, .bytes = 10'000'000}};
};

}  // namespace

std::unique_ptr<HotStoreHarness> make_hot_store_harness() {
  return std::make_unique<MemoryHarness>();
}

}  // namespace greycache
