// The worker thread: runs blocking calls to the persistent store, one after the other.
#pragma once

#include <chrono>
#include <memory>

#include "common/leavable_thread.h"
#include "greycache/event/event_loop.h"
#include "greycache/storage/worker.h"

namespace greycache {

class ThreadWorker final : public Worker {
 public:
  // The store is opened by the first job that asks for it, on the worker thread. Jobs of operators
  // run when no other thread of the daemon wants the processor (SCHED_IDLE), where the host allows
  // it: mail does not wait for who looks.
  ThreadWorker(EventLoop& loop, std::unique_ptr<PersistentStore> store,
               Serves serves = Serves::mail);
  // A job that takes longer than kPatience, since its server hangs, is left to itself: store and
  // thread end with it.
  ~ThreadWorker() override;
  ThreadWorker(const ThreadWorker&) = delete;
  ThreadWorker& operator=(const ThreadWorker&) = delete;

  bool post(Job job) override;
  void end() override;

  static constexpr std::chrono::milliseconds kPatience{250};

 private:
  class Queue;

  // Goes with the worker, on the loop's thread, where completions look at it.
  std::shared_ptr<const bool> alive_ = std::make_shared<const bool>(true);
  std::shared_ptr<Queue> queue_;
  LeavableThread thread_;
};

}  // namespace greycache
