// Everything of the daemon that stands on its stores.
#include "greycache/daemon/service.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "common/typed_log.h"
#include "greycache/config/settings_difference.h"
#include "greycache/engine/sqlgrey_log.h"

namespace greycache {

Service::Service(EventLoop& loop, const Settings& settings, Surroundings surroundings)
    : loop_(loop),
      settings_(settings),
      surroundings_(std::move(surroundings)),
      haste_(loop, [this] { apply_policy(); }) {}

Service::~Service() = default;

void Service::open(StateIs state_is) {
  const Engine::Clocks clocks{[this] { return wall_seconds(loop_); }, loop_.clock()};
  if (surroundings_.history) {
    history_ = std::make_unique<HistoryKeeper>(surroundings_.history(settings_),
                                               settings_.history_keep, clocks.wall);
  }
  core_ =
      std::make_unique<Core>(loop_, settings_, clocks, surroundings_.decision_log(settings_),
                             surroundings_.on_health, surroundings_.storage(settings_, state_is));
  core_->statistics() = counted_;
  watch_tables(state_is);
  sessions_ = std::make_unique<SessionTable>(loop_, core_->engine(), core_->statistics());
  cleaner_ = make_cleaner();
  apply_policy();
  apply_limits();
  core_->settle(patience_for(state_is),
                [this] { return expectation_watch_->tried() && opt_watch_->tried(); });
}

std::chrono::milliseconds Service::patience_for(StateIs state_is) const {
  if (state_is == StateIs::found) return kPatienceAtStart;
  return settings_.optmethod == OptMethod::none ? kPatienceWithStores : kPatienceWithOptTables;
}

void Service::watch_tables(StateIs state_is) {
  const auto store_up = [this] { return core_->persistent_health().readable(); };
  opt_watch_ = std::make_unique<OptWatch>(
      loop_, core_->worker(), OptWatch::Options{}, store_up, [this] { apply_policy(); },
      core_->jobs());
  expectation_watch_ = std::make_unique<ExpectationWatch>(
      loop_, core_->worker(), ExpectationWatch::Options{},
      ExpectationWatch::Callbacks{.now = [this] { return wall_seconds(loop_); },
                                  .store_up = store_up,
                                  .on_change = [this] { apply_policy(); },
                                  .keep = surroundings_.expectations.keep},
      core_->jobs());
  if (!expected_before_ && surroundings_.expectations.read) {
    expected_before_ = surroundings_.expectations.read();
    // Who hands over has kept all that it knew: a store that is slow to answer brings no doubt.
    expected_all_before_ = expected_before_ && state_is == StateIs::handed_over;
  }
  expectation_watch_->begin_with(std::exchange(expected_before_, nullptr),
                                 std::exchange(expected_all_before_, false));
  expectation_watch_->look();
}

std::unique_ptr<Cleaner> Service::make_cleaner() {
  Cleaner::Callbacks callbacks;
  callbacks.cutoffs = [this] { return core_->engine().cutoffs(); };
  callbacks.store_up = [this] { return core_->persistent_health().up(); };
  callbacks.on_forgotten = [](const std::vector<Fact>& waited_in_vain) {
    for (const Fact& fact : waited_in_vain) log_typed(LogType::spam, 2, "{}", spam_text(fact));
  };
  callbacks.on_round = [](const Cleaner::Round& round) {
    log_typed(LogType::perf, 2, "spent {}ms cleaning: {} entries", round.spent.count(),
              round.deleted);
  };
  return std::make_unique<Cleaner>(loop_, core_->cleaning_worker(),
                                   Cleaner::Options{.interval = settings_.db_cleandelay},
                                   std::move(callbacks), core_->jobs());
}

void Service::close() {
  if (!is_open()) return;
  cleaner_.reset();
  sessions_.reset();
  opt_watch_.reset();
  expected_before_ = expectation_watch_->known();
  expected_all_before_ = expectation_watch_->complete();
  expectation_watch_.reset();
  counted_ = core_->statistics();
  // Both may wait for the same server.
  if (history_) history_->end();
  core_.reset();
  history_.reset();
}

void Service::run_once() {
  loop_.run_once(core_->turn());
  sessions_->sweep();
}

void Service::each_second() {
  sessions_->set_now(loop_.now());
  sessions_->close_idle();
  sessions_->give_memory_back();
  if (history_) history_->report(core_->jobs(), core_->persistent_health().up());
  watch_clock();
}

// The clock may be set back again soon: what a wrong one takes for expired is kept a while longer.
void Service::watch_clock() {
  const auto set_by = clock_watch_.check(loop_.wall(), loop_.now());
  if (!set_by) return;
  ++core_->statistics().clock_jumps;
  log_typed(LogType::system, 1, "the clock was set {} by {:.1f} s",
            set_by->count() < 0 ? "back" : "forward",
            std::abs(static_cast<double>(set_by->count())) / 1000);
  cleaner_->clock_was_set();
}

void Service::set_settings(const Settings& read) {
  settings_ = reloaded(settings_, read);
  apply_limits();
  cleaner_->set_interval(settings_.db_cleandelay);
  if (history_) history_->set_keep(settings_.history_keep);
}

void Service::apply_policy() {
  opt_watch_->set_wanted(settings_.optmethod != OptMethod::none);
  policy_ = make_policy_set(settings_, surroundings_.lists(), opt_watch_->lists(),
                            expectation_watch_->known(), expectation_watch_->complete());
  Settings in_force = settings_;
  if (haste_.running()) {
    in_force.request_timeout = std::min(in_force.request_timeout, kPatienceAfterFailure);
  }
  auto log = surroundings_.decision_log(in_force);
  if (history_) log = history_->beside(std::move(log));
  core_->set_policy(policy_, in_force, std::move(log));
}

void Service::apply_limits() {
  SessionTable::Limits limits;
  limits.max_connections = static_cast<std::size_t>(settings_.max_connections);
  limits.max_request = settings_.max_request;
  limits.idle_timeout = settings_.idle_timeout;
  limits.request_arrival = std::min(limits.request_arrival, settings_.idle_timeout);
  sessions_->set_limits(limits);
}

void Service::serve(std::vector<PassedSocket> sessions) {
  for (PassedSocket& session : sessions) sessions_->resume(std::move(session));
}

Service::GivenUp Service::give_up() {
  sessions_->pause_all();
  core_->flush(kPatienceWithStores);
  if (const std::size_t facts = core_->in_memory_only(); facts > 0) {
    sessions_->go_on_all();
    sessions_->sweep();
    return tl::make_unexpected(
        fmt::format("{} changes are in memory only, which neither disk nor store takes", facts));
  }
  handed_on_ = core_->handed_on();
  std::vector<PassedSocket> sessions = sessions_->give_up_all();
  close();
  return sessions;
}

void Service::take_back(std::vector<PassedSocket> sessions) {
  open(handed_on_ ? StateIs::left_empty : StateIs::wanted_back);
  // For requests that have waited already.
  haste_.start(kHaste);
  apply_policy();
  // They are counted.
  core_->statistics().connections -= static_cast<std::int64_t>(sessions.size());
  serve(std::move(sessions));
}

bool Service::end() {
  sessions_->close_quiet();
  const bool all = core_->flush(kPatience);
  tell_lost();
  sessions_->sweep();
  return all;
}

void Service::tell_lost() const {
  const std::size_t facts = core_->in_memory_only();
  if (facts == 0) return;
  log_typed(LogType::dbaccess, 0, "{} changes are lost{}: the journal's disk did not take them",
            facts, core_->stored() ? " to " + core_->hot_health().name() : "");
}

}  // namespace greycache
