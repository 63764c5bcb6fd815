// What a program gives to the contract suite of the hot store: an adapter and the loop it runs on.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>

#include "greycache/store/hot_store.h"

namespace greycache {

// One empty hot store, set up for connects that count for kConnectAge and AWL entries that count
// for kAwlAge.
class HotStoreHarness {
 public:
  static constexpr UnixTime kConnectAge = 24 * 3600;
  static constexpr UnixTime kAwlAge = 60 * 86400;
  // The `now` of every call of the suite.
  static constexpr UnixTime kNow = 1'700'000'000;

  virtual ~HotStoreHarness() = default;

  virtual HotStore& store() = 0;

  // Runs the loop that the store's callbacks come from until `reached` holds. Fails the test when
  // that takes more than 5 s.
  virtual void run_loop_until(const std::function<bool()>& reached) = 0;

  // Entries beyond which a source is large. At most 1,000 here, so that the suite can reach it.
  virtual std::size_t entries_per_source() const = 0;
};

// Defined by each program that links the suite.
std::unique_ptr<HotStoreHarness> make_hot_store_harness();

}  // namespace greycache
