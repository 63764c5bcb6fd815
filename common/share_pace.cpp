// The account is never better than by kAtOnce, however long nobody asked.
#include "common/share_pace.h"

#include <algorithm>

namespace greycache {

void SharePace::took(Span span, Time now) {
  if (share_ == 0) return;
  next_ = std::max(next_, now - kAtOnce * share_) + span * share_;
}

}  // namespace greycache
