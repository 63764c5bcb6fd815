// The program that is to take over, started by the one that runs.
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

namespace greycache {

class Successor {
 public:
  // The command line of this process; "--takeover" is added where it is not there.
  explicit Successor(std::vector<std::string> arguments);

  // Starts it, unless one that was started before still runs. Failures are logged.
  void start();
  // Looks whether one that was started has ended in vain, and logs it.
  void reap();

 private:
  std::vector<std::string> arguments_;
  pid_t pid_ = -1;
};

}  // namespace greycache
