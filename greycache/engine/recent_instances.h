// Which messages have had their X-Greylist header.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "greycache/engine/recent_map.h"

namespace greycache {

// A question that a header may answer.
struct HeaderQuestion {
  std::string_view instance;  // Postfix's name for one delivery of one message; may be empty
  std::string_view recipient;
  std::uint64_t asker = 0;      // Asker::serial() of the connection it came by
  bool recipient_stage = true;  // asked at RCPT, and not at DATA
};

// Remembers the last kMost instances that were given a header, by which recipient and connection:
// the question for that recipient at RCPT, asked again by another connection because the answer was
// lost with the first, gets the header again.
class RecentInstances {
 public:
  // Whether this instance has had the header; where it has not, or its answer was lost, this
  // question has it from this call on. An empty instance never has.
  bool had_header(const HeaderQuestion& question);

  static constexpr std::size_t kMost = 8192;

 private:
  struct Given {
    std::uint64_t recipient;
    std::uint64_t asker;
  };

  RecentMap<Given> given_{kMost};
};

}  // namespace greycache
