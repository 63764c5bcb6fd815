// Who gets the X-Greylist header.
#pragma once

#include <cstddef>
#include <cstdint>

#include "common/policy_request.h"
#include "common/recent_map.h"
#include "greycache/policy/decide.h"
#include "greycache/policy/rules.h"

namespace greycache {

// A message gets one header, whatever it is asked about. Postfix names the delivery of one message
// by `instance`; the last kMost that were given a header are remembered with the recipient and the
// connection that it was given to: the question for that recipient at RCPT, asked again by another
// connection because the answer was lost with the first, gets it again.
class Headers {
 public:
  // Whether the answer to this request carries a header; if so it counts as given from this call
  // on. `asker`: Asker::serial() of the connection that the request came by.
  bool give(const Rules& rules, Outcome outcome, const PolicyRequest& request, std::uint64_t asker);

  static constexpr std::size_t kMost = 8192;

 private:
  struct Given {
    std::uint64_t recipient;
    std::uint64_t asker;
  };

  bool had_one(const PolicyRequest& request, std::uint64_t asker);

  RecentMap<Given> given_{kMost};
};

}  // namespace greycache
