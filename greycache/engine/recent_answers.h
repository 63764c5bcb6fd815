// What was answered of late, for Postfix that asks about one mail more than once.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "common/duration.h"
#include "common/policy_request.h"
#include "common/recent_map.h"
#include "greycache/policy/decide.h"

namespace greycache {

// A check that stands in several restrictions asks about each recipient several times, with the
// same `instance` (SMTPD_POLICY_README): the mail would come back too early before it went. So the
// last kMost decisions stand for the mail that they were made for. Loop's thread only.
class RecentAnswers {
 public:
  struct Answer {
    Outcome outcome = Outcome::in_doubt;
    std::optional<int> rule;  // of discrimination
    UnixTime delay = 0;       // of a reconnect
  };

  // Names the mail to this recipient; 0 where Postfix does not tell one mail from another.
  std::uint64_t mail_of(const PolicyRequest& request);

  // The decision for this mail, where it still stands: one that lets it pass for kPassed, another
  // for kDeferred, or `reconnect_delay` where that is less. A mail of 0 has none.
  std::optional<Answer> find(std::uint64_t mail, UnixTime reconnect_delay, UnixTime now);

  // `replace`: the answer was sent, and counts more than one that is remembered.
  void remember(std::uint64_t mail, const Answer& answer, bool replace, UnixTime now);

  static constexpr std::size_t kMost = 16'384;
  // As long as a message may take from RCPT to its end.
  static constexpr UnixTime kPassed = 3600;
  // Nothing but another restriction of the same command asks about a mail that was deferred.
  static constexpr UnixTime kDeferred = 60;

 private:
  struct Remembered {
    Answer answer;
    UnixTime at = 0;
  };

  RecentMap<Remembered> answers_{kMost};
  std::string name_;  // of mail_of()
};

}  // namespace greycache
