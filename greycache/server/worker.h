// The worker thread: runs blocking calls to the persistent store, one after the other.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>

#include "greycache/server/event_loop.h"
#include "greycache/store/persistent_store.h"

namespace greycache {

class Worker {
 public:
  // What to do on the loop's thread afterwards.
  using Completion = std::function<void()>;
  // Runs on the worker thread.
  using Job = std::function<Completion(PersistentStore&)>;

  // The store is opened by the first job that asks for it, on the worker thread.
  Worker(EventLoop& loop, std::unique_ptr<PersistentStore> store);
  // Ends after the job that runs; jobs that wait, and completions that the loop has not called yet,
  // are dropped.
  ~Worker();
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;

  // Called on the loop's thread. False when kMostJobs already wait: nothing is queued then.
  bool post(Job job);

  static constexpr std::size_t kMostJobs = 64;

 private:
  void run();

  EventLoop& loop_;
  std::unique_ptr<PersistentStore> store_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Job> jobs_;
  bool ending_ = false;
  // Goes with the worker, on the loop's thread, where completions look at it.
  std::shared_ptr<const bool> alive_ = std::make_shared<const bool>(true);
  std::thread thread_;
};

}  // namespace greycache
