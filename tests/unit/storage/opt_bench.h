// A loop, a worker and a store for tests of what reads and changes the opt tables.
#pragma once

#include <chrono>
#include <memory>
#include <utility>

#include "greycache/event/libevent_loop.h"
#include "greycache/storage/thread_worker.h"
#include "greycache/storage/worker.h"
#include "tests/unit/storage/held_store.h"

namespace greycache {

template <typename Store = HeldStore>
struct OptBench {
  // Turns the loop until the predicate holds or `patience` is over.
  template <typename Predicate>
  bool turn_until(Predicate predicate, std::chrono::seconds patience = std::chrono::seconds(5)) {
    const auto end = std::chrono::steady_clock::now() + patience;
    while (!predicate() && std::chrono::steady_clock::now() < end) {
      loop.run_once(false);
      ++turns;
      std::this_thread::yield();
    }
    return predicate();
  }

  void change(OptTable table, const std::string& row, bool add) {
    (void)store.change_opt_table(table, row, add);
  }

  std::int64_t turns = 0;
  LibeventLoop loop;
  std::unique_ptr<Store> owned_store = std::make_unique<Store>();
  Store& store = *owned_store;
  ThreadWorker worker{loop, std::move(owned_store)};
};

}  // namespace greycache
