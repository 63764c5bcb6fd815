// What this process counts of organisations' standing, for the other hosts, and what they count.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "greycache/event/event_loop.h"
#include "greycache/policy/organisation/standing_book.h"
#include "greycache/storage/background_jobs.h"
#include "greycache/storage/daily_counts.h"
#include "greycache/storage/worker.h"

namespace greycache {

// Every `interval` one job of the worker writes the rows of the book that changed, kPage of them at
// most, and with every second one reads what others changed, beginning with all rows of the days
// that count. Where more is left another job follows at once. A kill loses what was counted since
// the last job: a second of counts, no entry. What could not be written waits here, bounded; beyond
// the bound the rows are forgotten that would be written last, which are written whole when they
// change again. What the process answered goes the same way, every kJobsApart jobs, whether or not
// standing is wanted: a kill loses so many seconds of it. All calls on the loop's thread.
class StandingExchange {
 public:
  struct Options {
    std::chrono::milliseconds interval{1000};
    // Names this process among all that ever write: without blanks, kLongestName bytes at most.
    std::string host{};
    // What this process has answered by now, by outcome; empty where nobody counts it.
    std::function<std::vector<DailyCounts::Total>()> answered{};
  };
  // `store_up` says whether it makes sense to ask. Everything given must outlive this.
  StandingExchange(EventLoop& loop, Worker& worker, StandingBook& book, Options options,
                   std::function<UnixTime()> wall, std::function<bool()> store_up,
                   BackgroundJobs& jobs);

  // Whether standing is: begins at once, or ends. Starts as ended; what was answered counts from
  // the first call on.
  void set_wanted(bool wanted);
  // Writes now what has changed: this process is about to end.
  void hurry();
  // Nothing that it has seen changed waits, and no job is under way.
  bool idle() const { return !busy_ && waiting_.empty() && !counts_.changed(); }

  static constexpr std::size_t kPage = 2000;
  static constexpr std::size_t kMostWaiting = 50'000;
  static constexpr std::int64_t kKeptDays = 30;
  static constexpr int kJobsApart = 5;
  // Until a cleaning that failed is tried again.
  static constexpr int kJobsAfterFailure = 60;
  // Of what was answered: a report is of a year at most.
  static constexpr std::int64_t kCountedDays = 400;

 private:
  struct Job;
  using RowName = std::pair<std::string, std::int64_t>;  // organisation and day

  bool runs() const { return wanted_ || options_.answered; }
  void gather();
  void count();
  bool counts_are_due();
  void next_job();
  void finished(Job& job);
  void take_page(Job& job);
  void put_back(std::vector<StandingRow> rows);
  void pause(bool more);
  std::int64_t today() const;

  Worker& worker_;
  StandingBook& book_;
  Options options_;
  std::function<UnixTime()> wall_;
  std::function<bool()> store_up_;
  BackgroundJobs& jobs_;
  Timer timer_;
  bool wanted_ = false;
  bool begun_ = false;
  bool busy_ = false;  // a job is under way
  DailyCounts counts_;
  int jobs_until_counts_ = 0;
  std::map<RowName, StandingRow> waiting_;  // as they are written
  StandingPlace place_;
  bool reads_ = true;  // with the next job
  std::string history_;
  std::int64_t cleaned_on_ = -1;  // the day
  bool clean_fails_ = false;
  int jobs_until_clean_ = 0;
};

}  // namespace greycache
