// What became of the mail of a trace, counted.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "greycache/policy/rules.h"
#include "greyctl/replay/answerer.h"

namespace greycache {

// A mail is a sender to a recipient from a source. It waits from its first deferral to the answer
// that lets it pass; after max_connect_age without one it has not come back, and another attempt is
// a new mail.
class ReplaySummary {
 public:
  explicit ReplaySummary(UnixTime max_connect_age) : max_connect_age_(max_connect_age) {}

  void add(const PolicyRequest& request, const ReplayAnswer& answer, UnixTime at);

  // The table, several lines.
  std::string text() const;

 private:
  static constexpr std::size_t kOutcomes = static_cast<std::size_t>(Outcome::in_doubt) + 1;

  std::int64_t count(Outcome outcome) const { return counts_[static_cast<std::size_t>(outcome)]; }
  std::string outcomes() const;
  std::string delays() const;
  std::string waiting() const;

  UnixTime max_connect_age_;
  UnixTime latest_ = 0;
  std::array<std::int64_t, kOutcomes> counts_{};
  std::int64_t requests_ = 0;
  std::int64_t deferred_mails_ = 0;
  std::int64_t lost_ = 0;                                // did not come back within max_connect_age
  std::unordered_map<std::uint64_t, UnixTime> waiting_;  // a hash of the mail, its first deferral
  std::vector<UnixTime> delays_;
};

}  // namespace greycache
