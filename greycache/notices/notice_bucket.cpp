// Mails leave while there is something in it; time fills it.
#include "greycache/notices/notice_bucket.h"

#include <algorithm>

namespace greycache {

NoticeBucket::Answer NoticeBucket::take(Time now) {
  const auto refills = (now - filled_at_) / kRefill;
  filled_at_ += refills * kRefill;
  mails_ = static_cast<int>(std::min<std::int64_t>(mails_ + refills, kMost));
  if (mails_ == 0) return Answer::drop;
  --mails_;
  return mails_ == 0 ? Answer::send_last : Answer::send;
}

}  // namespace greycache
