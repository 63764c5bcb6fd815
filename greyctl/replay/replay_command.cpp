// `greyctl replay`: a trace in, an answer a line out.
#include "greyctl/replay/replay_command.h"

#include <fmt/format.h>
#include <sysexits.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <memory>
#include <optional>
#include <vector>

#include "common/log.h"
#include "common/program_output.h"
#include "greycache/config/config_file.h"
#include "greycache/core/state_owner.h"
#include "greycache/core/storage.h"
#include "greyctl/replay/configured_replay.h"
#include "greyctl/replay/end_signals.h"
#include "greyctl/replay/line_input.h"
#include "greyctl/replay/replay.h"
#include "greyctl/replay/replay_policy.h"
#include "greyctl/replay/replay_summary.h"
#include "greyctl/replay/trace_line.h"

namespace greycache {

namespace {

// Hosts of one log are this much apart at most; what is earlier stands in the wrong place.
constexpr UnixTime kMostBack = 24 * 3600;

// What the stores say of their work is not for here; what goes wrong is.
class Warnings final : public LogSink {
 public:
  void write(LogLevel level, std::string_view line) override {
    if (level <= LogLevel::warning) stderr_->write(level, line);
  }

 private:
  std::unique_ptr<LogSink> stderr_ = make_stderr_sink();
};

std::unique_ptr<Answerer> make_answerer(const Settings& settings, const ReplayOptions& options,
                                        const std::shared_ptr<const PolicySet>& policy) {
  if (!options.configured) {
    return std::make_unique<Replay>(*policy);
  }
  return std::make_unique<ConfiguredReplay>(settings, policy, options.name_space);
}

// Who answers the lines by which policy, and what is made of the answers.
struct Run {
  std::shared_ptr<const PolicySet> policy;
  std::unique_ptr<Answerer> answerer;
  ReplaySummary summary;
};

// One line, answered by each; the status with which to end, where that is now.
std::optional<int> answer_line(const TraceLine& line, std::vector<Run>& runs, bool with_answers) {
  for (Run& run : runs) {
    const auto answer = run.answerer->ask(line.request(), line.at());
    if (!answer) return complain(EX_UNAVAILABLE, answer.error());
    run.summary.add(line.request(), *answer, line.at(), line.was_accepted());
    // Before the next line is read.
    if (with_answers && !(write_out(answer->json() + "\n") && flush_out())) return EX_IOERR;
  }
  return std::nullopt;
}

// All lines of the input; the status with which to end.
int answer_all(LineInput& input, std::vector<Run>& runs, bool with_answers) {
  TraceLine line;
  UnixTime latest = 0;
  while (true) {
    const auto text = input.next();
    if (!text) return complain(text.error().status, text.error().why);
    if (!*text) return EX_OK;
    const auto wrong = [&](std::string_view what) {
      return complain(EX_DATAERR, fmt::format("{}: {}", input.place(), what));
    };
    if (const auto parsed = line.parse(**text); !parsed) return wrong(parsed.error());
    if (line.at() < latest - kMostBack) return wrong("the time goes back by more than a day");
    latest = std::max(latest, line.at());
    if (const auto status = answer_line(line, runs, with_answers)) return *status;
  }
}

// Appends the run of a configuration; the status with which to end, where that is now.
std::optional<int> add_run(const Settings& settings, const ReplayOptions& options,
                           std::vector<Run>& runs) {
  const auto policy = replay_policy(settings, options);
  if (!policy) return complain(EX_NOINPUT, policy.error());
  const UnixTime window = (*policy)->rules.max_connect_age;
  runs.push_back({*policy, make_answerer(settings, options, *policy), ReplaySummary(window)});
  return std::nullopt;
}

std::optional<int> add_compared(const ReplayOptions& options, std::vector<Run>& runs) {
  if (options.configured) {
    return complain(EX_USAGE, "--compare keeps its entries in memory: leave --store out");
  }
  const auto loaded = load_settings(options.compare);
  if (!loaded) {
    for (const std::string& error : loaded.error()) complain(EX_CONFIG, error);
    return EX_CONFIG;
  }
  return add_run(loaded->settings, options, runs);
}

std::string table_of(const std::vector<Run>& runs) {
  if (runs.size() == 1) return runs[0].summary.text();
  return ReplaySummary::text_of_both(runs[0].summary, runs[1].summary);
}

}  // namespace

int replay(const Settings& settings, const ReplayOptions& options) try {
  signal(SIGPIPE, SIG_IGN);
  set_log_sink(std::make_unique<Warnings>());
  const std::string fault =
      options.name_space.empty() ? "" : StorageNamespace::fault_of(options.name_space);
  if (!fault.empty()) return complain(EX_USAGE, "--namespace: " + fault);
  const EndSignals signals;
  auto input = LineInput::open(options.trace, [&](int fd) { return signals.wait_readable(fd); });
  if (!input) return complain(EX_NOINPUT, input.error());
  // What the storage has by now belongs to the daemon, and so must what is made there.
  if (options.configured) {
    if (const auto owner = become_owner_of(settings.state_dir); !owner) {
      return complain(EX_UNAVAILABLE, owner.error());
    }
  }
  std::vector<Run> runs;
  if (const auto status = add_run(settings, options, runs)) return *status;
  const bool compares = !options.compare.empty();
  if (compares) {
    if (const auto status = add_compared(options, runs)) return *status;
  }
  const bool with_table = options.summary || compares;
  const int status = answer_all(*input, runs, !with_table);
  if (with_table) write_out(table_of(runs));
  for (Run& run : runs) {
    if (const auto done = run.answerer->finish(); !done) {
      return complain(EX_UNAVAILABLE, done.error());
    }
  }
  return status;
} catch (const StartError& error) {
  return complain(EX_UNAVAILABLE, error.what());
}

}  // namespace greycache
