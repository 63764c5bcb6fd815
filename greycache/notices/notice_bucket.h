// How many mails to the administrator may leave: SQLgrey's bucket.
#pragma once

#include <chrono>
#include <cstdint>

namespace greycache {

// Holds 5 mails at first and 10 at most; one comes in every 10 minutes. The clock is passed in.
class NoticeBucket {
 public:
  using Time = std::chrono::steady_clock::time_point;
  enum class Answer : std::uint8_t {
    send,
    send_last,  // the bucket is empty after it: further ones are dropped until it has refilled
    drop,
  };

  explicit NoticeBucket(Time now) : filled_at_(now) {}

  // Takes one mail out, where there is one.
  Answer take(Time now);

  static constexpr int kAtFirst = 5;
  static constexpr int kMost = 10;
  static constexpr std::chrono::minutes kRefill{10};

 private:
  int mails_ = kAtFirst;
  Time filled_at_;  // when the last whole mail had come in
};

}  // namespace greycache
