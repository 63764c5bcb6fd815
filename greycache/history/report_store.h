// The port to what greylisting cost and what it stopped: the history, summed up.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "greycache/history/history_row.h"
#include "greycache/store/store_error.h"

namespace greycache {

// What the mails are sorted by.
enum class ReportBy : std::uint8_t { organisation, sender_domain, recipient_domain };
inline constexpr std::size_t kReportBys = 3;

struct ReportQuestion {
  UnixTime since = 0;
  UnixTime now = 0;
  UnixTime max_connect_age = 0;  // seconds: who has not come back by then never does
  ReportBy by = ReportBy::organisation;
  std::size_t groups = 20;  // at most
  std::size_t waits = 10;   // at most
};

// So many rows of one host and outcome; of what came back, of one delay, in seconds up to ten
// minutes, in minutes up to a day, and in hours behind that, always rounded up.
struct HostOutcome {
  std::string mx;
  std::string outcome;
  UnixTime delay = 0;
  std::int64_t rows = 0;
  UnixTime first_at = 0;  // the oldest of them
};

// Mails, each counted once however often it tried. One that waited and is in none of the next three
// did not come back, but another mail of its sender's domain has, from the same source: it may have
// passed as known, which the history does not tell.
struct MailCounts {
  std::int64_t waited = 0;
  std::int64_t came_back = 0;
  std::int64_t never = 0;
  std::int64_t waits = 0;    // still
  std::int64_t at_once = 0;  // passed at the first attempt, as expected: not one of those above
};
struct MailGroup {
  std::string name;  // as HistoryRow has it; empty: without organisation, the null sender
  MailCounts mails;
  UnixTime delay = 0;    // of all that came back together, seconds
  UnixTime longest = 0;  // of one of them
};
struct MailGroups {
  MailCounts all;                 // of all groups
  std::int64_t number = 0;        // of all groups
  std::vector<MailGroup> groups;  // those with most mails that came back, and then that waited
};

// A mail that waits, or waited, longer than others.
struct LongWait {
  HistoryRow
      last;  // mx, reference, client, sender, recipient, src, organisation of the last attempt
  UnixTime began = 0;
  UnixTime waited = 0;  // until it passed, or its last attempt; seconds
  bool passed = false;
  std::int64_t attempts = 0;
  std::int64_t first_attempts = 0;  // of these: as if it had never been here
  std::int64_t throttled = 0;       // and these
  std::int64_t sources = 0;         // that it came from
};

// Blocking: one thread. Each call reads the rows since `since`, and is an error where that takes
// longer than the store's time for a statement.
class ReportStore {
 public:
  virtual ~ReportStore() = default;

  // Some thousand a host; more than kMostOfHosts are left out.
  static constexpr std::size_t kMostOfHosts = 100'000;
  virtual StoreResult<std::vector<HostOutcome>> hosts(const ReportQuestion& question) = 0;
  virtual StoreResult<MailGroups> mails(const ReportQuestion& question) = 0;
  // The longest first. A mail that did not pass is one that is still tried, or was: more than once,
  // and twice a day or more often, as mail servers do.
  virtual StoreResult<std::vector<LongWait>> waits(const ReportQuestion& question) = 0;
};

}  // namespace greycache
