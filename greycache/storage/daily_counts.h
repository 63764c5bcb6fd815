// What this process answers, by outcome and day, as far as it is not written yet.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "greycache/store/mail_count_store.h"

namespace greycache {

// Of two days, and what could not be written of kWaitingDays: that is lost later. One thread.
class DailyCounts {
 public:
  static constexpr std::int64_t kWaitingDays = 7;

  // An outcome, and how often it came since some start.
  using Total = std::pair<std::string_view, std::int64_t>;

  // What came since the last call came on this day; the first call only tells where it begins.
  void count(std::span<const Total> totals, std::int64_t day);

  // The rows that changed since the last call, each with its whole count, under this name of the
  // process.
  std::vector<MailCount> take_changes(const std::string& host);
  bool changed() const;
  // These could not be written.
  void put_back(std::span<const MailCount> rows);

 private:
  struct Row {
    std::int64_t mails = 0;
    bool changed = false;
  };
  using Name = std::pair<std::int64_t, std::string>;  // day and outcome

  bool begun_ = false;
  std::map<std::string, std::int64_t, std::less<>> seen_;
  std::map<Name, Row> rows_;
};

}  // namespace greycache
