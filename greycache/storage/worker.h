// The worker thread: runs blocking calls to the persistent store, one after the other.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <thread>

#include "greycache/event/event_loop.h"
#include "greycache/store/persistent_store.h"

namespace greycache {

class Worker {
 public:
  // What to do on the loop's thread afterwards.
  using Completion = std::function<void()>;
  // Runs on the worker thread, perhaps still when the worker is gone: it uses nothing but the store
  // and what it owns.
  using Job = std::function<Completion(PersistentStore&)>;

  // The store is opened by the first job that asks for it, on the worker thread.
  Worker(EventLoop& loop, std::unique_ptr<PersistentStore> store);
  // Ends after the job that runs; jobs that wait, and completions that the loop has not called yet,
  // are dropped. A job that takes longer than kPatience, since its server hangs, is left to itself:
  // store and thread end with it.
  ~Worker();
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;

  // Called on the loop's thread. False when kMostJobs already wait: nothing is queued then.
  bool post(Job job);

  // Begins no further job, so that several workers can end side by side.
  void end();

  static constexpr std::size_t kMostJobs = 64;
  static constexpr std::chrono::milliseconds kPatience{250};

 private:
  class Queue;

  // Goes with the worker, on the loop's thread, where completions look at it.
  std::shared_ptr<const bool> alive_ = std::make_shared<const bool>(true);
  std::shared_ptr<Queue> queue_;
  std::thread thread_;
};

}  // namespace greycache
