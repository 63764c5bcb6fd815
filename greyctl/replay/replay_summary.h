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
// a new mail. Where the log says that the host accepted what is deferred here, its sender had no
// reason to come back: what would have become of it cannot be told.
class ReplaySummary {
 public:
  explicit ReplaySummary(UnixTime max_connect_age) : max_connect_age_(max_connect_age) {}

  // `was_accepted`: see TraceLine.
  void add(const PolicyRequest& request, const ReplayAnswer& answer, UnixTime at,
           bool was_accepted = false);

  // The table, several lines.
  std::string text() const;
  // The same of two configurations that answered the same trace, side by side.
  static std::string text_of_both(const ReplaySummary& before, const ReplaySummary& after);

  static bool defers(Outcome outcome);

 private:
  static constexpr std::size_t kOutcomes = static_cast<std::size_t>(Outcome::in_doubt) + 1;
  static constexpr std::size_t kMostDomains = 100'000;
  static constexpr std::size_t kShownDomains = 10;

  // A line of the table; a heading has no figure.
  struct Row {
    std::string name;
    std::string figure;
    std::string share;
  };
  using Rows = std::vector<Row>;

  void defer(const PolicyRequest& request, std::uint64_t mail, UnixTime at, bool was_accepted);
  Rows rows() const;
  void add_outcomes(Rows& rows) const;
  void add_waiting(Rows& rows) const;
  void add_delays(Rows& rows) const;
  std::vector<std::string> domains() const;
  Row domain_row(const std::string& domain) const;
  std::string note() const;

  UnixTime max_connect_age_;
  UnixTime latest_ = 0;
  std::array<std::int64_t, kOutcomes> counts_{};
  std::int64_t requests_ = 0;
  std::int64_t deferred_mails_ = 0;
  std::int64_t lost_ = 0;                                // did not come back within max_connect_age
  std::int64_t accepted_in_log_ = 0;                     // of the deferred mails
  std::unordered_map<std::uint64_t, UnixTime> waiting_;  // a hash of the mail, its first deferral
  std::vector<UnixTime> delays_;
  std::unordered_map<std::string, std::int64_t> domains_;  // deferred mails by sender's domain
};

}  // namespace greycache
