// By the thread's own clock: clock_gettime(2).
#include "greyweb/http/processor_time.h"

#include <ctime>

namespace greycache::web {

std::chrono::nanoseconds processor_time() {
  std::timespec time{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec);
}

}  // namespace greycache::web
