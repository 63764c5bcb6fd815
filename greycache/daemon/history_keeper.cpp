// The history's writer, and what is said of it.
#include "greycache/daemon/history_keeper.h"

#include <fmt/format.h>

#include <ctime>
#include <utility>

#include "common/host_name.h"
#include "common/text.h"
#include "greycache/engine/history_log.h"

namespace greycache {

namespace {

// For the writer's own thread, which may outlive the loop.
HistoryWriter::Options options() {
  HistoryWriter::Options options;
  options.clock = [] { return static_cast<UnixTime>(std::time(nullptr)); };
  return options;
}

}  // namespace

HistoryKeeper::HistoryKeeper(std::unique_ptr<HistoryStore> store, Milliseconds keep,
                             std::function<UnixTime()> clock)
    : keep_(keep),
      clock_(std::move(clock)),
      mx_(percent_encoded(host_name())),
      writer_(std::move(store), keep, options()) {}

void HistoryKeeper::set_keep(Milliseconds keep) {
  keep_ = keep;
  writer_.set_keep(keep);
}

std::unique_ptr<DecisionLog> HistoryKeeper::beside(std::unique_ptr<DecisionLog> log) {
  if (keep_ == Milliseconds(0)) return log;
  return make_history_log(std::move(log), writer_, mx_, clock_);
}

// A queue that is full loses some rows each second, and for a second none: that is one trouble.
void HistoryKeeper::report(BackgroundJobs& jobs, bool store_up) {
  const HistoryWriter::State state = writer_.state();
  const std::int64_t lost = state.lost - std::exchange(lost_, state.lost);
  const bool failed = std::exchange(failures_, state.failures) != state.failures;
  if (lost > 0) {
    lost_of_trouble_ += lost;
    calm_ = 0;
    return jobs.failed(
        BackgroundJob::history,
        fmt::format("{} rows are lost since {} wait; {}", lost_of_trouble_, state.waiting,
                    state.reason.empty() ? "the store is too slow" : state.reason));
  }
  if (state.failing && failed && store_up) jobs.failed(BackgroundJob::history, state.reason);
  if (state.failing || (lost_of_trouble_ > 0 && ++calm_ < kCalm)) return;
  const std::int64_t all = std::exchange(lost_of_trouble_, 0);
  jobs.succeeded(BackgroundJob::history, all > 0 ? fmt::format("{} rows are lost", all) : "");
}

}  // namespace greycache
