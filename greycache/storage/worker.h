// Runs blocking calls to the persistent store, one after the other, beside the loop.
#pragma once

#include <cstddef>
#include <functional>

#include "greycache/store/persistent_store.h"

namespace greycache {

// Owned and called on the loop's thread. Its end waits a moment at most for the job that runs; jobs
// that wait, and completions that the loop has not called yet, are dropped.
class Worker {
 public:
  // What to do on the loop's thread afterwards.
  using Completion = std::function<void()>;
  // Runs beside the loop, perhaps still when the worker is gone: it uses nothing but the store and
  // what it owns.
  using Job = std::function<Completion(PersistentStore&)>;

  // Who waits for its jobs.
  enum class Serves { mail, operators };

  virtual ~Worker() = default;

  // False when kMostJobs already wait: nothing is queued then.
  virtual bool post(Job job) = 0;

  // Begins no further job, so that several workers can end side by side.
  virtual void end() = 0;

  static constexpr std::size_t kMostJobs = 64;
};

}  // namespace greycache
