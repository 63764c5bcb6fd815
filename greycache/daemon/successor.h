// The program that is to take over, started by the one that runs.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstddef>
#include <string>
#include <vector>

#include "common/file_descriptor.h"
#include "greycache/sessions/takeover.h"

namespace greycache {

// What a failure is for people: "cannot start: ...", of one line.
std::string text_of(const HandoverResult& failure);

class Successor {
 public:
  // The command line of this process; "--takeover" is added where it is not there.
  explicit Successor(std::vector<std::string> arguments);

  // Starts it, unless one that was started before still runs. Failures are logged. A `waiting`
  // connection is answered when it is known what became of it: "ok\n" or "error: REASON\n".
  void start(FileDescriptor waiting = {});
  // Looks whether one that was started has ended in vain, and logs it; one that has not taken over
  // within kPatience is killed. Called about once a second.
  void reap();
  // It has taken over: this process is about to end.
  void succeeded();
  // `process` began to take over and has not, as `failure` says: this process goes on. Where it is
  // the one that was started and may hang it is killed, so that it holds nothing any more; another
  // ends by itself, and is killed where it has not within kPatienceWithEnd.
  void failed(pid_t process, const HandoverResult& failure);

  static constexpr std::size_t kMostWaiting = 16;

 private:
  using Clock = std::chrono::steady_clock;
  static constexpr std::chrono::seconds kPatience{30};
  static constexpr std::chrono::seconds kPatienceWithEnd{5};

  void kill_it();
  void answer(const std::string& text);

  std::vector<std::string> arguments_;
  std::vector<FileDescriptor> waiting_;
  pid_t pid_ = -1;
  Clock::time_point hangs_at_{};
};

}  // namespace greycache
