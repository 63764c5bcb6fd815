// A mail that waited: all that the history has of it, and what became of it.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "greycache/history/history_row.h"
#include "greycache/policy/decide.h"
#include "greycache/policy/rules.h"

namespace greycache {

enum class Became : std::uint8_t {
  passed,
  waits,      // for a retry
  known,      // its sender came back with another mail, and is auto-whitelisted since
  never,      // came back in time
  throttled,  // was not remembered: its next attempt counts as the first
};

// One sender, recipient and source; attempts from the first to the last.
struct WaitedMail {
  std::vector<HistoryRow> attempts;  // not empty
  Became became = Became::waits;

  const HistoryRow& last() const { return attempts.back(); }
};

// What one mail is told by: its reference, or else its names.
std::string mail_key(const HistoryRow& row);

// The order of attempts: by time, and of one second first attempts first and returns last.
bool attempt_before(const HistoryRow& a, const HistoryRow& b);

// Whether that was the decision.
bool has_outcome(const HistoryRow& row, Outcome outcome);

// Whether this row let the mail pass.
bool let_pass(const HistoryRow& row);

// When the wait began that the last attempt belongs to.
UnixTime first_attempt_of(const WaitedMail& mail);

// The rows of each mail in the order in which they happened, and the mails in that of their last
// attempts. Of one second they are given as a search finds them, the newest first. `became` is what
// the rows tell: that a sender is known by another mail they cannot.
std::vector<WaitedMail> mails_of(std::vector<HistoryRow> rows, const Rules& rules, UnixTime now);

// "waits", "never" ...
const char* became_name(Became became);

}  // namespace greycache
