// The worker thread.
#include "greycache/storage/thread_worker.h"

#include <pthread.h>
#include <sched.h>

#include <condition_variable>
#include <deque>
#include <mutex>
#include <utility>

namespace greycache {

// The jobs that wait and their store, shared by the worker and its thread.
class ThreadWorker::Queue {
 public:
  using Clock = std::chrono::steady_clock;

  Queue(EventLoop& loop, std::unique_ptr<PersistentStore> store, std::weak_ptr<const bool> alive)
      : loop_(loop), store_(std::move(store)), alive_(std::move(alive)) {}

  bool add(Job job) {
    {
      const std::lock_guard lock(mutex_);
      if (jobs_.size() >= kMostJobs) return false;
      jobs_.push_back(std::move(job));
    }
    changed_.notify_one();
    return true;
  }

  void run() {
    std::unique_lock lock(mutex_);
    while (true) {
      changed_.wait(lock, [this] { return ending_ || !jobs_.empty(); });
      if (ending_) break;
      const Job job = std::move(jobs_.front());
      jobs_.pop_front();
      lock.unlock();
      Completion completion = job(*store_);
      lock.lock();
      // The loop is only certain to be there as long as nobody ends this.
      if (completion && !ending_) post(std::move(completion));
    }
  }

  void end() {
    const std::lock_guard lock(mutex_);
    if (std::exchange(ending_, true)) return;
    patience_ends_ = Clock::now() + kPatience;
    changed_.notify_one();
  }

  // kPatience after end() was called first.
  Clock::time_point patience_ends() {
    const std::lock_guard lock(mutex_);
    return patience_ends_;
  }

 private:
  void post(Completion completion) {
    loop_.post([completion = std::move(completion), alive = alive_] {
      if (!alive.expired()) completion();
    });
  }

  EventLoop& loop_;
  std::unique_ptr<PersistentStore> store_;
  std::weak_ptr<const bool> alive_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Job> jobs_;
  Clock::time_point patience_ends_{};
  bool ending_ = false;
};

namespace {

// sched(7): a thread of this policy gives way to any other at once, and may not be refused it.
void run_behind_the_others() {
  const sched_param none{};
  // Where a filter of system calls refuses it, it runs beside them.
  pthread_setschedparam(pthread_self(), SCHED_IDLE, &none);
}

}  // namespace

ThreadWorker::ThreadWorker(EventLoop& loop, std::unique_ptr<PersistentStore> store, Serves serves)
    : queue_(std::make_shared<Queue>(loop, std::move(store), alive_)),
      thread_([queue = queue_, serves] {
        if (serves == Serves::operators) run_behind_the_others();
        queue->run();
      }) {}

ThreadWorker::~ThreadWorker() {
  end();
  thread_.end_by(queue_->patience_ends());
}

void ThreadWorker::end() {
  queue_->end();
}

bool ThreadWorker::post(Job job) {
  return queue_->add(std::move(job));
}

}  // namespace greycache
