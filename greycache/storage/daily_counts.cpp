// Totals to days.
#include "greycache/storage/daily_counts.h"

#include <algorithm>
#include <cstdlib>

namespace greycache {

void DailyCounts::count(std::span<const Total> totals, std::int64_t day) {
  for (const auto& [outcome, total] : totals) {
    auto seen = seen_.find(outcome);
    if (seen == seen_.end()) seen = seen_.emplace(outcome, begun_ ? 0 : total).first;
    if (total <= seen->second) continue;
    Row& row = rows_[{day, std::string(outcome)}];
    row.mails += total - std::exchange(seen->second, total);
    row.changed = true;
  }
  begun_ = true;
  // A clock that was set back a day goes on with the rows of that day; further back it begins anew,
  // and the greatest counts. What no store has taken yet stays for as long as one may be away.
  std::erase_if(rows_, [day](const auto& row) {
    const std::int64_t days = std::abs(row.first.first - day);
    return days > (row.second.changed ? kWaitingDays : 1);
  });
}

std::vector<MailCount> DailyCounts::take_changes(const std::string& host) {
  std::vector<MailCount> changes;
  for (auto& [name, row] : rows_) {
    if (std::exchange(row.changed, false)) {
      changes.push_back({name.first, host, name.second, row.mails});
    }
  }
  return changes;
}

bool DailyCounts::changed() const {
  return std::ranges::any_of(rows_, [](const auto& row) { return row.second.changed; });
}

void DailyCounts::put_back(std::span<const MailCount> rows) {
  for (const MailCount& row : rows) {
    Row& counted = rows_[{row.day, row.outcome}];
    counted.mails = std::max(counted.mails, row.mails);
    counted.changed = true;
  }
}

}  // namespace greycache
