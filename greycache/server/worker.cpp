#include "greycache/server/worker.h"

#include <pthread.h>

#include <csignal>
#include <utility>

namespace greycache {

namespace {

// Signals are the loop's business: a worker that took one would leave the loop asleep.
class BlockedSignals {
 public:
  BlockedSignals() {
    sigset_t all;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before_);
  }
  ~BlockedSignals() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
  BlockedSignals(const BlockedSignals&) = delete;
  BlockedSignals& operator=(const BlockedSignals&) = delete;

 private:
  sigset_t before_{};
};

}  // namespace

Worker::Worker(EventLoop& loop, std::unique_ptr<PersistentStore> store)
    : loop_(loop), store_(std::move(store)) {
  const BlockedSignals blocked;
  thread_ = std::thread([this] { run(); });
}

Worker::~Worker() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  changed_.notify_one();
  thread_.join();
}

bool Worker::post(Job job) {
  {
    const std::lock_guard lock(mutex_);
    if (jobs_.size() >= kMostJobs) return false;
    jobs_.push_back(std::move(job));
  }
  changed_.notify_one();
  return true;
}

void Worker::run() {
  std::unique_lock lock(mutex_);
  while (true) {
    changed_.wait(lock, [this] { return ending_ || !jobs_.empty(); });
    if (ending_) return;
    const Job job = std::move(jobs_.front());
    jobs_.pop_front();
    lock.unlock();
    if (Completion completion = job(*store_)) {
      loop_.post([completion = std::move(completion), alive = std::weak_ptr(alive_)] {
        if (!alive.expired()) completion();
      });
    }
    lock.lock();
  }
}

}  // namespace greycache
