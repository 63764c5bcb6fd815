// Deletes from the stores what an operator has had forgotten, slice by slice.
#pragma once

#include <chrono>
#include <cstddef>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "greycache/event/event_loop.h"
#include "greycache/policy/expectation/forgotten.h"
#include "greycache/storage/worker.h"
#include "greycache/store/fact_pages.h"
#include "greycache/store/fact_search.h"

namespace greycache {

// Nobody waits for it, and nothing rests on it: what is forgotten counts as absent wherever a copy
// is left. One slice is under way at a time, so that others who ask get their turn; a store that is
// away is asked again every kRetry. What is left when the process ends stays until its age is over.
// All calls on the loop's thread.
class Eraser {
 public:
  struct Task {
    Forgotten forgotten;                // entries that it says so of are deleted,
    std::vector<std::string> sources;   // under these sources,
    std::vector<std::string> prefixes;  // under those that begin so,
    std::vector<FactSearch> searches;   // and wherever these find one
    std::function<bool()> wanted = {};  // asked before each slice; empty: always
  };
  // Who reads, which may take long, and who writes.
  struct Workers {
    Worker& asking;
    Worker& writing;
  };
  struct Callbacks {
    // Entries of these were deleted: see HotStore::drop().
    std::function<void(std::span<const std::string> sources)> drop;
    // A task is done, which has deleted so many entries.
    std::function<void(std::size_t entries)> on_done;
  };

  Eraser(EventLoop& loop, Workers workers, Callbacks callbacks,
         std::chrono::milliseconds retry = kRetry);

  // Begins no sooner than that. False where kMostTasks wait.
  bool add(Task task, std::chrono::milliseconds after);

  static constexpr std::size_t kMostTasks = 100;
  // Entries, and sources, that are read at a time.
  static constexpr std::size_t kSlice = 500;
  static constexpr std::chrono::milliseconds kRetry{5000};

 private:
  struct Waiting {
    Task task;
    std::chrono::steady_clock::time_point begin;
  };
  using Facts = std::vector<Fact>;

  void go_on();
  void find_sources();
  void read_source();
  void read_page();
  void go_behind(const FactPage& page);
  void search();
  void erase(Facts facts, std::function<void()> then);
  // Of what was read, what goes: every moment of it.
  Facts forgotten_of(const Facts& read) const;
  // Posts `read`, which returns a StoreResult; `took` gets its value. What fails is tried again.
  template <typename Read, typename Took>
  void ask(Worker& worker, Read read, Took took);
  void finish();
  Task& task() { return tasks_.front().task; }

  EventLoop& loop_;
  Workers workers_;
  Callbacks callbacks_;
  std::deque<Waiting> tasks_;
  std::chrono::milliseconds retry_;
  std::string after_;        // the last source that was found by a prefix
  SearchPlace place_;        // of a search
  std::optional<Fact> row_;  // of a source that is read page by page: the last one
  std::size_t erased_ = 0;   // by this task
  std::shared_ptr<const bool> alive_ = std::make_shared<bool>(true);
  Timer timer_;
};

}  // namespace greycache
