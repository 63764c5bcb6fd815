// Wires engine, storage and timers to each other, and turns the loop until all is written.
#include "greycache/core/core.h"

#include <utility>

#include "common/typed_log.h"
#include "greycache/core/process_names.h"

namespace greycache {

namespace {

// How finely the budget of a request is kept, and how soon a store that is away is tried again.
constexpr std::chrono::milliseconds kTick{10};
constexpr std::chrono::milliseconds kTickAtRest{1000};

// One that is lost with the disk gets nothing again.
Milliseconds kept_for(const Settings& settings) {
  return settings.storage == Storage::shared ? settings.journal_keep : Milliseconds(0);
}

}  // namespace

Core::Core(EventLoop& loop, const Settings& settings, Engine::Clocks clocks,
           std::unique_ptr<DecisionLog> decision_log, StoreHealth::OnChange on_health,
           const MakeStorage& make)
    : loop_(loop),
      clocks_(clocks),
      ages_(ages_of(rules_of(settings))),
      hot_health_(settings.storage == Storage::shared ? "Redis" : "memory", on_health),
      persistent_health_(settings.storage == Storage::shared ? "PostgreSQL" : "SQLite", on_health),
      journal_health_("journal", on_health),
      storage_(make([this](const StoreResult<std::string>& state) { on_hot_state(state); })),
      deadline_timer_(loop, [this] { engine_->check_deadlines(); }),
      journal_timer_(loop, [this] { tend_journal(); }) {
  log_.log = std::move(decision_log);
  journal_ = std::make_unique<SteadyJournal>(
      std::move(storage_.journal), std::move(storage_.journal_upkeep),
      SteadyJournal::Limits{.most_bytes = static_cast<std::int64_t>(settings.journal_max),
                            .keep = kept_for(settings)},
      journal_health_, loop.clock());
  hot_ = std::make_unique<HotTier>(*storage_.hot, storage_.make_stand_in, *journal_, hot_health_);
  engine_ = std::make_unique<Engine>(std::move(clocks), *hot_, *journal_, log_, statistics_);
  worker_ = storage_.make_worker(std::move(storage_.persistent), Worker::Serves::mail);
  if (storage_.reading) {
    reading_worker_ = storage_.make_worker(std::move(storage_.reading), Worker::Serves::mail);
  }
  if (storage_.cleaning) {
    cleaning_worker_ = storage_.make_worker(std::move(storage_.cleaning), Worker::Serves::mail);
  }
  asking_worker_ = storage_.make_worker(std::move(storage_.asking), Worker::Serves::operators);
  if (storage_.reporting) {
    reporting_worker_ =
        storage_.make_worker(std::move(storage_.reporting), Worker::Serves::operators);
  }
  make_persistent(settings);
  intake_ =
      std::make_unique<FactIntake>(*journal_, *hot_, *persistent_, [this] { return instant(); });
  standing_ = std::make_unique<StandingExchange>(
      loop_, *worker_, engine_->standing(), exchange_options(), clocks_.wall,
      [this] { return persistent_health_.up(); }, jobs_);
  if (storage_.make_stand_in) {
    stand_ins_ = std::make_unique<StandInWatch>(
        loop_, *worker_, *hot_, StandInWatch::Options{.host = host_place(settings.state_dir)},
        [this] { return persistent_health_.up(); }, jobs_);
    stand_ins_->begin();
  } else {
    hot_->primary_ready(instant());
  }
  journal_timer_.start_about(SteadyJournal::kTick);
}

StandingExchange::Options Core::exchange_options() {
  StandingExchange::Options options;
  options.host = process_name(clocks_.wall(), random_unit(loop_));
  options.answered = [this] {
    std::vector<DailyCounts::Total> totals;
    for (std::size_t i = 0; i < Statistics::kOutcomes; ++i) {
      totals.emplace_back(outcome_name(static_cast<Outcome>(i)), statistics_.outcomes[i]);
    }
    return totals;
  };
  return options;
}

void Core::make_persistent(const Settings& settings) {
  PersistentParts::Options options;
  options.writing.between_histories = kept_for(settings) / 4;
  options.most_of_source = static_cast<std::size_t>(settings.max_entries_per_source);
  const PersistentParts::Workers workers{*worker_, reading_worker_ ? *reading_worker_ : *worker_};
  persistent_ = std::make_unique<PersistentParts>(loop_, workers, *journal_, persistent_health_,
                                                  options, random_unit(loop_));
  persistent_->known.report_to(jobs_);
  persistent_->loader.set_on_loaded([this](const std::vector<std::string>& sources,
                                           StoreResult<std::vector<SourceFacts>> result) {
    engine_->loaded(sources, std::move(result));
  });
  persistent_->loader.set_on_found([this](const std::vector<std::uint64_t>& questions,
                                          StoreResult<std::vector<std::vector<Fact>>> result) {
    engine_->found(questions, std::move(result));
  });
  persistent_->writer.set_on_other_history([this] {
    hot_->give_again(instant());
    persistent_->known.begin_anew();
  });
  // Nobody else fills the memory of this process.
  if (storage_.make_stand_in) {
    storage_.hot->set_listener(&persistent_->known);
    persistent_->writer.set_on_written(
        [this](const JournalTail::Records& records) { hot_->confirm(records, instant()); });
  }
  engine_->set_persistent(persistent_->writer, persistent_->loader);
}

Core::~Core() {
  storage_.hot->set_listener(nullptr);
  // The workers' threads use nothing of the others, but their last completions would. All of them
  // may wait for the same server.
  for (Worker* worker : {reporting_worker_.get(), asking_worker_.get(), cleaning_worker_.get(),
                         reading_worker_.get(), worker_.get()}) {
    if (worker != nullptr) worker->end();
  }
  reporting_worker_.reset();
  asking_worker_.reset();
  cleaning_worker_.reset();
  reading_worker_.reset();
  worker_.reset();
}

void Core::set_policy(std::shared_ptr<const PolicySet> policy, const Settings& settings,
                      std::unique_ptr<DecisionLog> decision_log) {
  log_.log = std::move(decision_log);
  ages_ = ages_of(policy->rules);
  standing_->set_wanted(policy->rules.greymethod == GreyMethod::organisation);
  engine_->set_policy(std::move(policy), {settings.request_timeout, settings.in_doubt});
}

void Core::on_hot_state(const StoreResult<std::string>& state) {
  if (!hot_) return;
  if (!state) return hot_->primary_lost(state.error());
  const std::string before = std::exchange(hot_place_, *state);
  if (!before.empty() && before != *state) {
    log_typed(LogType::dbaccess, 2, "{}, which is another than before", *state);
    // Other hosts may have used it while this one still wrote to the former.
    hot_->give_again(instant());
  }
  hot_->primary_ready(instant());
}

bool Core::turn() {
  const bool more = engine_->run_turn();
  if (!deadline_timer_.running() && engine_->waiting() > 0) deadline_timer_.start(kTick);
  return !more;
}

void Core::tend_journal() {
  journal_->tick();
  hot_->tick(instant());
  engine_->count_returns();
  const auto asked_before = std::exchange(asked_when_tended_, statistics_.requests);
  const bool rests = asked_before == statistics_.requests && settled_everywhere();
  journal_timer_.start_about(rests ? kTickAtRest : SteadyJournal::kTick);
}

// All changes are where they belong.
bool Core::settled_everywhere() const {
  return journal_->state() == SteadyJournal::State::disk && hot_->idle() && persistent_->idle();
}

void Core::turn_until(const std::function<bool()>& done, std::chrono::milliseconds patience) {
  const auto end = loop_.now() + patience;
  Timer tick(loop_, [&] { tick.start(kTick); });
  tick.start(kTick);
  while (!done() && loop_.now() < end) loop_.run_once(turn());
}

void Core::settle(std::chrono::milliseconds patience, const std::function<bool()>& also) {
  const auto known = [&] {
    return hot_->settled() && (!stand_ins_ || stand_ins_->tried()) && sources_tried();
  };
  turn_until([&] { return known() && (!also || also()); }, patience);
}

// The persistent store was opened and gave an answer to what reads, or fails.
bool Core::sources_tried() const {
  using Connection = StoreAccess::Connection;
  if (!persistent_health_.up()) return true;
  return persistent_->access.writing_connection() == Connection::in_use &&
         persistent_->loader.idle();
}

// A hot store that is this process's memory has no use for more.
std::size_t Core::in_memory_only() const {
  const bool counts = storage_.make_stand_in || !stored();
  return counts ? journal_->facts_in_memory() : 0;
}

bool Core::flush(std::chrono::milliseconds patience) {
  persistent_->writer.hurry();
  standing_->hurry();
  const auto done = [&] {
    const bool persistent_done = persistent_->idle() || !persistent_health_.up();
    const bool hot_done = hot_->idle() || hot_->on_stand_in();
    const bool counted = standing_->idle() || !persistent_health_.up();
    return engine_->waiting() == 0 && persistent_done && hot_done && counted;
  };
  const auto end = loop_.now() + patience;
  turn_until(done, patience);
  journal_->save();
  if (in_memory_only() > 0) {
    // Whichever of disk and store comes back first takes it.
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(end - loop_.now());
    turn_until([&] { return done() && in_memory_only() == 0; }, left);
    journal_->save();
  }
  persistent_->writer.take_time();
  return done();
}

}  // namespace greycache
