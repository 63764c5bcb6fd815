// A log becomes attempts, these become facts, and the facts go to the daemon.
#include "greyctl/moving/warm_command.h"

#include <sys/stat.h>
#include <sysexits.h>

#include <algorithm>
#include <csignal>
#include <ctime>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "common/host_name.h"
#include "common/program_output.h"
#include "common/text.h"
#include "greyctl/moving/daemon_sink.h"
#include "greyctl/moving/moving_summary.h"
#include "greyctl/moving/row_counts.h"
#include "greyctl/replay/replay.h"
#include "greyctl/replay/replay_policy.h"
#include "greyctl/replay/trace_line.h"
#include "greyctl/trace/log_reading.h"

namespace greycache {

namespace {

// Logs are rotated by renaming, which leaves their times: the oldest first, so that what came in by
// one and was done by the next is one mail.
std::vector<std::string> oldest_first(std::vector<std::string> files) {
  const auto changed = [](const std::string& path) {
    struct stat status {};
    return path != "-" && stat(path.c_str(), &status) == 0 ? status.st_mtime : std::time(nullptr);
  };
  std::ranges::stable_sort(files, {}, changed);
  return files;
}

// Decides all attempts; false, after words on standard error, where memory does not hold it.
bool decide_all(MailLog& log, Replay& replay) {
  TraceLine line;
  for (const LoggedAttempt& attempt : log.take_attempts()) {
    // A log holds what the policy protocol cannot carry only where it is broken.
    if (!line.parse(attempt.json())) continue;
    if (const auto answer = replay.ask(line.request(), line.at()); !answer) {
      complain(EX_UNAVAILABLE, answer.error());
      return false;
    }
  }
  return true;
}

// All that is known then. The same log gives the same rows, so that a second run changes nothing.
std::vector<MovedRow> rows_of(Replay& replay) {
  std::vector<Fact> facts;
  replay.each_fact([&facts](Fact fact) { facts.push_back(std::move(fact)); });
  // In the order of the tables' keys, in which a store takes them at the least cost.
  facts = merged(std::move(facts));
  std::vector<MovedRow> rows;
  for (Fact& fact : facts) rows.emplace_back(std::move(fact));
  for (StandingRow& row : replay.take_standings(std::time(nullptr))) {
    row.organisation = percent_encoded(row.organisation);
    row.host = percent_encoded(host_name()) + "/log";
    rows.emplace_back(std::move(row));
  }
  return rows;
}

DaemonSink::Result put_all(DaemonSink& sink, const std::vector<MovedRow>& rows) {
  for (const MovedRow& row : rows) {
    if (auto put = sink.put_row(row); !put) return put;
  }
  return sink.finish();
}

// Whom the opt tables greylist only the daemon knows. What is learned of others does no harm.
Settings of_every_recipient(Settings settings) {
  settings.optmethod = OptMethod::none;
  return settings;
}

int hand_over(const Settings& settings, const std::vector<MovedRow>& rows) {
  auto sink = DaemonSink::connect(settings.control_socket);
  if (!sink) return complain(EX_UNAVAILABLE, sink.error().why);
  const auto put = put_all(*sink, rows);
  if (!put) return complain(EX_UNAVAILABLE, broken_off(put.error(), sink->totals()));
  write_out(summary_of(sink->totals()));
  return sink->totals().set_aside == 0 ? EX_OK : EX_DATAERR;
}

}  // namespace

int warm(const Settings& settings, const WarmOptions& options) {
  signal(SIGPIPE, SIG_IGN);
  const auto policy = replay_policy(of_every_recipient(settings), {});
  if (!policy) return complain(EX_NOINPUT, policy.error());
  auto reading = read_logs(oldest_first(options.logs), options.deferrals);
  if (!reading) return reading.error();
  Replay replay(**policy);
  if (!decide_all(reading->log, replay)) return EX_UNAVAILABLE;
  tell_reading(reading->log);
  const std::vector<MovedRow> rows = rows_of(replay);
  RowCounts counts;
  for (const MovedRow& row : rows) counts.add(kind_of(row));
  print_out("the log tells {}\n", counts.text());
  int status = EX_OK;
  if (options.dry_run) {
    print_out("nothing was changed (--dry-run)\n");
  } else {
    status = hand_over(settings, rows);
  }
  return status == EX_OK ? reading->status : status;
}

}  // namespace greycache
