// Keeps the history while the daemon serves: what waits goes to it, and its trouble is told.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "greycache/config/settings.h"
#include "greycache/engine/decision_log.h"
#include "greycache/history/history_writer.h"
#include "greycache/storage/background_jobs.h"

namespace greycache {

// All on the loop's thread; none of it waits, but for its end (HistoryWriter::Options::patience).
class HistoryKeeper {
 public:
  // `clock` is the loop's of the wall, for the rows.
  HistoryKeeper(std::unique_ptr<HistoryStore> store, Milliseconds keep,
                std::function<UnixTime()> clock);

  // Of a reload.
  void set_keep(Milliseconds keep);
  // What is given to this log goes to the history, too, where any is kept. This must outlive it.
  std::unique_ptr<DecisionLog> beside(std::unique_ptr<DecisionLog> log);
  // Called about once a second. Of a store that is away as a whole nothing is said, until rows are
  // lost.
  void report(BackgroundJobs& jobs, bool store_up);

  HistoryWriter::State state() const { return writer_.state(); }
  // See HistoryWriter::end().
  void end() { writer_.end(); }

 private:
  Milliseconds keep_;
  std::function<UnixTime()> clock_;
  std::string mx_;
  HistoryWriter writer_;
  // So many report() without a loss end the trouble of losses.
  static constexpr int kCalm = 10;

  std::int64_t lost_ = 0;             // that was reported
  std::int64_t lost_of_trouble_ = 0;  // since it was told that rows are
  int calm_ = 0;
  std::int64_t failures_ = 0;  // the same
};

}  // namespace greycache
