// Shows that a worker's completions end with it.
#include "greycache/storage/worker.h"

#include <doctest/doctest.h>
#include <sched.h>

#include <atomic>
#include <chrono>
#include <thread>

#include "greycache/event/libevent_loop.h"
#include "greycache/storage/thread_worker.h"
#include "tests/unit/storage/held_store.h"

using namespace greycache;

namespace {

// Posts a job and waits until it has run; its completion waits for the loop.
void run_job(Worker& worker, int& told) {
  std::atomic<bool> done = false;
  REQUIRE(worker.post([&](PersistentStore&) -> Worker::Completion {
    done = true;
    return [&told] { ++told; };
  }));
  while (!done) std::this_thread::yield();
}

int policy_of(Worker::Serves serves) {
  LibeventLoop loop;
  std::atomic<int> policy = -1;
  ThreadWorker worker(loop, std::make_unique<HeldStore>(), serves);
  REQUIRE(worker.post([&](PersistentStore&) -> Worker::Completion {
    policy = sched_getscheduler(0);
    return {};
  }));
  while (policy < 0) std::this_thread::yield();
  return policy;
}

}  // namespace

TEST_CASE("a thread that looks for operators gives way to those of the mail") {
  CHECK(policy_of(Worker::Serves::mail) == SCHED_OTHER);
  CHECK(policy_of(Worker::Serves::operators) == SCHED_IDLE);
}

TEST_CASE("a completion runs on the loop, once") {
  LibeventLoop loop;
  ThreadWorker worker(loop, std::make_unique<HeldStore>());
  int told = 0;
  run_job(worker, told);
  CHECK(told == 0);
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  while (told == 0 && std::chrono::steady_clock::now() < end) loop.run_once(false);
  loop.run_once(false);
  CHECK(told == 1);
}

TEST_CASE("a completion that the loop has not run when the worker ends is dropped") {
  LibeventLoop loop;
  int told = 0;
  {
    ThreadWorker worker(loop, std::make_unique<HeldStore>());
    run_job(worker, told);
  }
  loop.run_once(false);
  CHECK(told == 0);
}

TEST_CASE("a job that hangs does not hold up the worker's end, and its completion is dropped") {
  LibeventLoop loop;
  int told = 0;
  struct Gate {
    std::atomic<bool> begun = false;
    std::atomic<bool> open = false;
    std::atomic<bool> done = false;
  };
  const auto gate = std::make_shared<Gate>();
  {
    ThreadWorker worker(loop, std::make_unique<HeldStore>());
    REQUIRE(worker.post([gate, &told](PersistentStore&) -> Worker::Completion {
      gate->begun = true;
      while (!gate->open) std::this_thread::yield();
      gate->done = true;
      return [&told] { ++told; };
    }));
    while (!gate->begun) std::this_thread::yield();
  }
  CHECK_FALSE(gate->done);
  gate->open = true;
  while (!gate->done) std::this_thread::yield();
  loop.run_once(false);
  CHECK(told == 0);
}
