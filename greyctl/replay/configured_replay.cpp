// A replay by the daemon's own engine on the configured storage.
#include "greyctl/replay/configured_replay.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <utility>
#include <vector>

#include "common/action.h"
#include "common/log.h"
#include "greycache/core/storage_settings.h"
#include "greycache/redis/redis_errand.h"

namespace greycache {

namespace {

using namespace std::chrono_literals;

// Nobody waits for a replay as Postfix waits for the daemon.
constexpr Milliseconds kRequestPatience = 30s;
constexpr Milliseconds kRedisPatience = 5s;
constexpr Milliseconds kDatabasePatience = 15s;
constexpr auto kStartPatience = 15s;
constexpr auto kFlushPatience = 60s;

Settings patient(Settings settings) {
  settings.request_timeout = std::max(settings.request_timeout, kRequestPatience);
  settings.redis_timeout = std::max(settings.redis_timeout, kRedisPatience);
  settings.database_timeout = std::max(settings.database_timeout, kDatabasePatience);
  return settings;
}

// Turns the loop until `done` or the patience is over; returns which.
template <typename Done>
bool turn_until(EventLoop& loop, Core& core, std::chrono::seconds patience, Done done) {
  const auto end = std::chrono::steady_clock::now() + patience;
  Timer tick(loop, [&tick] { tick.start(10ms); });
  tick.start(10ms);
  while (!done() && std::chrono::steady_clock::now() < end) {
    const bool may_sleep = core.turn();
    if (!done()) loop.run_once(may_sleep);
  }
  return done();
}

}  // namespace

// Hands a request in; its answer comes by way of the Recorder, which is told more.
class ConfiguredReplay::OneAsker final : public Asker {
 public:
  explicit OneAsker(const PolicyRequest& request) : request_(request) {}
  const PolicyRequest& request() const override { return request_; }
  void answer(const Action&) override {}

 private:
  const PolicyRequest& request_;
};

class ConfiguredReplay::Recorder final : public DecisionLog {
 public:
  Recorder(std::optional<ReplayAnswer>& answer, std::unordered_set<std::string>& sources)
      : answer_(answer), sources_(sources) {}
  void decided(const DecidedRequest& decided) override {
    if (!decided.keys.src.empty()) sources_.insert(decided.keys.src);
    if (decided.unit != nullptr) sources_.insert(decided.unit->src);
    answer_ = {printable_action(std::string(decided.action)), decided.outcome,
               decided.decision.delay, decided.rule, decided.keys.src};
  }

 private:
  std::optional<ReplayAnswer>& answer_;
  std::unordered_set<std::string>& sources_;
};

ConfiguredReplay::ConfiguredReplay(const Settings& settings,
                                   std::shared_ptr<const PolicySet> policy,
                                   const std::string& name) {
  const Settings given = patient(settings);
  if (!name.empty()) own_.emplace(loop_, given, name);
  const Settings& used = own_ ? own_->settings() : given;
  make_core(used, std::move(policy), own_ ? own_->schema() : std::string(kSchema));
  wait_for_stores();
  if (!own_) refuse_entries(used);
}

ConfiguredReplay::~ConfiguredReplay() {
  if (finished_) return;
  if (const auto done = finish(); !done) log(LogLevel::error, "{}", done.error());
}

void ConfiguredReplay::make_core(const Settings& settings, std::shared_ptr<const PolicySet> policy,
                                 const std::string& schema) {
  core_ = std::make_unique<Core>(
      loop_, settings, Engine::Clocks{[this] { return now_; }, std::chrono::steady_clock::now},
      std::make_unique<Recorder>(answer_, sources_),
      [this](const StoreHealth::Change& change) {
        if (!change.up) store_error_ = change.name + ": " + change.reason;
      },
      storage_maker(loop_, settings, schema));
  core_->set_policy(std::move(policy), settings, std::make_unique<Recorder>(answer_, sources_));
}

// Opens the persistent store, and waits for a connection to the hot one.
void ConfiguredReplay::wait_for_stores() {
  if (core_->journal().size() > 0) {
    throw StartError("the storage holds entries in its journal; see --namespace");
  }
  const auto ready = [this] { return core_->hot().idle() && core_->persistent_health().up(); };
  if (!turn_until(loop_, *core_, kStartPatience, ready)) {
    throw StartError("the configured storage cannot be used: " + store_error_);
  }
}

void ConfiguredReplay::refuse_entries(const Settings& settings) {
  std::optional<StoreResult<PersistentStore::Counts>> counted;
  core_->worker().post([&counted](PersistentStore& store) -> Worker::Completion {
    auto result = store.open().and_then([&store] { return store.count(); });
    return [&counted, result = std::move(result)] { counted = result; };
  });
  turn_until(loop_, *core_, kStartPatience, [&] { return counted.has_value(); });
  if (!counted) throw StartError("the configured storage does not answer");
  if (!*counted) throw StartError((*counted).error().message);
  const PersistentStore::Counts& counts = **counted;
  bool holds = counts.connect > 0 || counts.from_awl > 0 || counts.domain_awl > 0;
  if (!holds && settings.storage == Storage::shared) {
    const auto keys = RedisErrand(loop_, redis_options_of(settings)).holds_sources();
    if (!keys) throw StartError(keys.error().message + "; see --namespace");
    holds = *keys;
  }
  if (holds) throw StartError("the configured storage holds entries; see --namespace");
}

tl::expected<ReplayAnswer, std::string> ConfiguredReplay::ask(const PolicyRequest& request,
                                                              UnixTime at) {
  now_ = at;
  answer_.reset();
  OneAsker asker(request);
  core_->engine().submit(asker);
  while (!answer_) {
    const bool may_sleep = core_->turn();
    if (!answer_) loop_.run_once(may_sleep);
  }
  loop_.run_once(false);  // timers, and what the worker has done
  if (answer_->outcome == Outcome::in_doubt) return tl::make_unexpected(store_error_);
  return std::move(*answer_);
}

tl::expected<void, std::string> ConfiguredReplay::finish() {
  finished_ = true;
  if (own_) {
    core_.reset();
    const std::vector<std::string> sources(sources_.begin(), sources_.end());
    auto dropped = own_->drop(sources);
    own_.reset();
    return dropped;
  }
  const bool all = core_->flush(kFlushPatience);
  core_.reset();
  if (all) return {};
  return tl::make_unexpected("not all entries are in the stores yet; they wait in the journal");
}

}  // namespace greycache
