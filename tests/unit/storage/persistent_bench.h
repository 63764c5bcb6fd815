// What stands between the loop and a persistent store that a test holds, with real workers.
#pragma once

#include <doctest/doctest.h>

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "greycache/event/libevent_loop.h"
#include "greycache/memory/memory_journal.h"
#include "greycache/storage/persistent_parts.h"
#include "greycache/storage/thread_worker.h"
#include "tests/unit/storage/held_store.h"

namespace greycache {

inline Fact numbered_fact(int number) {
  return {FactKind::connect,
          "192.0.2",
          "n" + std::to_string(number),
          "d.example",
          "bob@here.example",
          100,
          100};
}

// No jitter to speak of.
inline double half() {
  return 0.5;
}

inline void append_to(Journal& journal, PersistentParts& parts, int number) {
  const std::vector<Fact> facts{numbered_fact(number)};
  const auto sequence = journal.append(facts);
  REQUIRE(sequence.has_value());
  parts.writer.appended(*sequence, facts);
}

// Whether `done` came true, within ten seconds.
inline bool turn_until(EventLoop& loop, PersistentParts& parts, const std::function<bool()>& done) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(10);
  while (!done() && std::chrono::steady_clock::now() < end) {
    parts.dispatch({});
    loop.run_once(false);
  }
  return done();
}

// Parts that write and read by connections of their own.
struct SplitBench {
  SplitBench() {
    parts.loader.set_on_loaded([this](const auto&, StoreResult<std::vector<SourceFacts>> result) {
      if (result) {
        answers.emplace_back(result->front().facts);
      } else {
        answers.emplace_back(tl::make_unexpected(result.error()));
      }
    });
  }
  ~SplitBench() { writing_store.merge_hanging = reading_store.hanging = false; }
  SplitBench(const SplitBench&) = delete;
  SplitBench& operator=(const SplitBench&) = delete;

  bool run_until(const std::function<bool()>& done) { return turn_until(loop, parts, done); }
  void append(int number) { append_to(journal, parts, number); }
  bool all_written() const { return parts.tail.all_written(); }
  bool down() const { return !health.up(); }
  // The facts of the only source, or why there are none.
  StoreResult<std::vector<Fact>> read() {
    answers.clear();
    parts.loader.want("192.0.2");
    REQUIRE(run_until([this] { return !answers.empty(); }));
    return answers.front();
  }

  LibeventLoop loop;
  MemoryJournal journal{100};
  std::vector<std::string> changes;
  StoreHealth health{"persistent", [this](const StoreHealth::Change& change) {
                       changes.push_back(change.up ? "up" : change.reason);
                     }};
  std::unique_ptr<HeldStore> owned_writing = std::make_unique<HeldStore>();
  std::unique_ptr<HeldStore> owned_reading = std::make_unique<HeldStore>();
  HeldStore& writing_store = *owned_writing;
  HeldStore& reading_store = *owned_reading;
  ThreadWorker writing{loop, std::move(owned_writing)};
  ThreadWorker reading{loop, std::move(owned_reading)};
  std::vector<StoreResult<std::vector<Fact>>> answers;
  PersistentParts parts{loop,
                        {writing, reading},
                        journal,
                        health,
                        {.writing = {.batch = 1, .delay = std::chrono::milliseconds(1)},
                         .pauses = {std::chrono::milliseconds(5), std::chrono::milliseconds(10)}},
                        half};
};

}  // namespace greycache
