// What one host, or all of them together, made wait and let pass.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "greycache/history/report_store.h"
#include "greycache/policy/delay_counts.h"
#include "greycache/store/mail_count_store.h"

namespace greycache {

// So many requests of one outcome, over the days of a report.
struct PassedAtOnce {
  std::string mx;
  std::string outcome;
  std::int64_t mails = 0;
};

struct HostFigures {
  std::string mx;  // empty: all
  std::int64_t first_attempts = 0;
  std::int64_t came_back = 0;
  std::int64_t early = 0;  // retries
  std::int64_t throttled = 0;
  std::map<std::string, std::int64_t> passed_at_once;  // by outcome
  std::map<UnixTime, std::int64_t> delays;             // seconds, and how many of came_back
  std::optional<UnixTime> since;                       // of the oldest row there is

  std::int64_t all_passed_at_once() const;
  // So many in a hundred (1 to 100) of who came back had waited no longer; nothing where none did.
  std::optional<UnixTime> delay_of(int percent) const;
  DelayCounts delay_counts() const;
};

// Of what processes counted: what passed and had not waited. Whose name a process has is its
// host's, up to the first '/'.
std::vector<PassedAtOnce> passed_at_once(std::span<const MailCount> counts);

// All together first, then each, by name.
std::vector<HostFigures> host_figures(std::span<const HostOutcome> rows,
                                      std::span<const PassedAtOnce> passed);

}  // namespace greycache
