// Where in a byte stream a request or a reply of the policy protocol ends.
#pragma once

#include <cstddef>
#include <string_view>

namespace greycache {

// Length of the first complete request in `bytes`, its empty line included; 0 when it is not
// complete. `scanned` is how much an earlier call has already seen of the same bytes (0 at first)
// and is moved on, so that a request that arrives byte by byte is not searched again from its
// start. Replies end in the same way (SMTPD_POLICY_README).
inline std::size_t complete_request_length(std::string_view bytes, std::size_t& scanned) {
  if (!bytes.empty() && bytes.front() == '\n') return 1;
  // The empty line may have begun with the last byte of the earlier search.
  const std::size_t from = scanned > 0 ? scanned - 1 : 0;
  const std::size_t at = bytes.find("\n\n", from);
  if (at != std::string_view::npos) return at + 2;
  scanned = bytes.size();
  return 0;
}

}  // namespace greycache
