// Which change of state is worth a mail, and its words.
#include "greycache/notices/notices.h"

#include <fmt/format.h>

#include <utility>

#include "common/text.h"
#include "common/typed_log.h"

namespace greycache {

namespace {

// How a kind's states are called, and what they mean.
struct Words {
  const char* bad;
  const char* good;
  const char* for_a_moment;
  const char* bad_means;
};

const Words& words_of(Notices::Kind kind) {
  static constexpr Words kWords[] = {
      {"is lost", "can be used again", "was lost for a moment",
       "Mail goes on. What this store has not taken waits in the journal of this host."},
      {"cannot be written", "can be written again", "could not be written for a moment",
       "Mail goes on. What is learnt meanwhile may be lost when this host fails."},
      {"is beyond half of journal_max", "is small again",
       "was beyond half of journal_max for a moment",
       "A store has not taken its records for long. Look which one is away."},
      {"cannot be read", "can be read again", "could not be read for a moment",
       "What it said before holds."},
      {"fails", "succeeds again", "failed for a moment",
       "Mail goes on. What this job is for is not done meanwhile; it is tried again."},
  };
  return kWords[static_cast<std::size_t>(kind)];
}

}  // namespace

Notices::Notices(Time now, Send send) : bucket_(now), send_(std::move(send)) {}

void Notices::look(Kind kind, const std::string& name, bool good, const std::string& reason,
                   Time now) {
  State& state = states_[name];
  state.kind = kind;
  if (!good) state.reason = reason;
  if (state.good == good) return;
  state.good = good;
  if (!std::exchange(state.changed, true)) state.changed_at = now;
}

void Notices::check(Time now) {
  for (auto& [name, state] : states_) {
    if (!state.changed || now - state.changed_at < kSettling) continue;
    state.changed = false;
    // What is as bad as it was is no news.
    if (state.good || state.told_good) tell(name, state, now);
    state.told_good = state.good;
  }
}

void Notices::tell(const std::string& name, const State& state, Time now) {
  const NoticeBucket::Answer answer = bucket_.take(now);
  if (answer == NoticeBucket::Answer::drop) {
    log_typed(LogType::mail, 2, "no mail about {}: too many in a short time", escaped(name));
    return;
  }
  const Words& words = words_of(state.kind);
  const char* said = words.bad;
  if (state.good) said = state.told_good ? words.for_a_moment : words.good;
  Notice notice{fmt::format("{} {}", escaped(name), said), {}};
  notice.body = fmt::format("{} {}.\n", escaped(name), said);
  if (!state.good || state.told_good) {
    notice.body += fmt::format("\n{}\n", escaped(state.reason, 400));
  }
  if (!state.good) notice.body += fmt::format("\n{}\n", words.bad_means);
  if (answer == NoticeBucket::Answer::send_last) {
    notice.subject += " (no more mail for now)";
    notice.body += "\nThis is the last mail for now: then one in 10 minutes at most.\n";
  }
  notice.body += "\n\"greyctl stats\" shows the stores and the journal; the log has the rest.\n";
  send_(notice);
}

}  // namespace greycache
