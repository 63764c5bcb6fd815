// What the history adds to mails that wait: their clients and names, and whether they have passed.
#pragma once

#include <chrono>
#include <vector>

#include "greycache/history/history_store.h"
#include "greycache/panel/waiting_mail.h"

namespace greycache {

// As far as time goes: without it they are what their entries tell.
class WaitingHistory {
 public:
  explicit WaitingHistory(HistoryStore& history) : history_(history) {}

  void add_to(std::vector<WaitingMail>& mails);

 private:
  using Clock = std::chrono::steady_clock;

  void add_by_references(std::vector<WaitingMail>& mails);
  std::vector<HistoryRow> rows_around(UnixTime at, UnixTime seconds);
  void add_by_first_attempts(std::vector<WaitingMail>& mails);
  void add_last_attempts(std::vector<WaitingMail>& mails);
  // What is left for a step; less than 1 where its time is over.
  std::chrono::milliseconds left(std::chrono::milliseconds end) const;

  HistoryStore& history_;
  Clock::time_point began_ = Clock::now();
};

}  // namespace greycache
