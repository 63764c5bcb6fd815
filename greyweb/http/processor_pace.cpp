// The account is never better than by kAtOnce, however long nobody asked.
#include "greyweb/http/processor_pace.h"

#include <algorithm>
#include <ctime>

namespace greycache::web {

void ProcessorPace::took(Span span, Time now) {
  if (share_ == 0) return;
  next_ = std::max(next_, now - kAtOnce * share_) + span * share_;
}

ProcessorPace::Span processor_time() {
  std::timespec time{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec);
}

}  // namespace greycache::web
