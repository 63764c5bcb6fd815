// One job a second: first this host's row, then those of the others.
#include "greycache/storage/stand_in_watch.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "common/typed_log.h"

namespace greycache {

namespace {

bool names(const std::vector<StandIn>& rows, const std::string& host) {
  return std::ranges::find(rows, host, &StandIn::host) != rows.end();
}

// Whether nobody has renewed it since it was one of these.
bool is_among(const StandIn& row, const std::vector<StandIn>& rows) {
  const auto same = [&](const StandIn& other) {
    return other.host == row.host && other.seen == row.seen;
  };
  return std::ranges::any_of(rows, same);
}

StoreResult<void> forget(PersistentStore& store, const std::vector<StandIn>& rows) {
  for (const StandIn& row : rows) {
    auto done = store.forget_stand_in(row.host, row.seen);
    if (!done) return done;
  }
  return {};
}

}  // namespace

StandInWatch::StandInWatch(EventLoop& loop, Worker& worker, HotTier& hot, Options options,
                           std::function<bool()> store_up, BackgroundJobs& jobs)
    : worker_(worker),
      hot_(hot),
      options_(std::move(options)),
      store_up_(std::move(store_up)),
      jobs_(jobs),
      timer_(loop, [this] { ask(); }) {
  hot_.set_store_up(store_up_);
  hot_.set_on_turn([this] { look(); });
}

StandInWatch::~StandInWatch() {
  hot_.set_store_up({});
  hot_.set_on_turn({});
}

void StandInWatch::begin() {
  timer_.start(std::chrono::milliseconds(0));
}

void StandInWatch::look() {
  if (busy_) {
    again_ = true;
  } else {
    ask();
  }
}

void StandInWatch::ask() {
  timer_.stop();
  // Whoever found the store away tries it again.
  if (!store_up_()) {
    tried_ = true;
    return pause();
  }
  busy_ = worker_.post([this, host = options_.host, own = own(),
                        lost = given_up_](PersistentStore& store) -> Worker::Completion {
    StoreResult<std::vector<StandIn>> rows;
    if (auto forgotten = forget(store, lost); !forgotten) {
      rows = tl::unexpected(forgotten.error());
    } else {
      rows = store.exchange_stand_ins(host, own);
    }
    return [this, rows = std::move(rows)] { have_read(rows); };
  });
  if (!busy_) pause();
}

// Between a start and the first word of the hot store, and while an older row stands, nobody knows
// yet whether the hot store has all: the row stays as it was.
OwnStandIn StandInWatch::own() const {
  if (hot_.on_stand_in()) return OwnStandIn::stands;
  if (!own_stands_) return OwnStandIn::as_it_is;
  return hot_.in_use() ? OwnStandIn::goes : OwnStandIn::stands;
}

void StandInWatch::have_read(StoreResult<std::vector<StandIn>> rows) {
  tried_ = true;
  if (!rows) {
    if (store_up_()) jobs_.failed(BackgroundJob::stand_ins, rows.error().message);
    return pause();
  }
  jobs_.succeeded(BackgroundJob::stand_ins);
  own_stands_ = names(*rows, options_.host);
  std::erase_if(*rows, [this](const StandIn& row) { return row.host == options_.host; });
  tell_changes(*rows);
  others_ = std::move(*rows);
  hot_.set_others_go_without(!others_.empty());
  std::erase_if(given_up_, [this](const StandIn& row) { return !is_among(row, others_); });
  give_up_on_lost();
  // Whose row stands though it is not needed has just learned of it.
  again_ = again_ || (own_stands_ && own() == OwnStandIn::goes);
  pause();
}

void StandInWatch::tell_changes(const std::vector<StandIn>& others) const {
  for (const StandIn& row : others) {
    if (names(others_, row.host)) continue;
    log_typed(LogType::dbaccess, 1,
              "{} goes without {}: what is not known there is asked of the persistent store",
              row.host, hot_.name());
  }
  for (const StandIn& row : others_) {
    if (names(others, row.host)) continue;
    log_typed(LogType::dbaccess, 2, "{} goes without {} no longer", row.host, hot_.name());
  }
}

// Once for all that are lost by now. Where the row cannot be removed then, that alone is tried
// again.
void StandInWatch::give_up_on_lost() {
  std::vector<StandIn> lost;
  std::ranges::copy_if(others_, std::back_inserter(lost), [this](const StandIn& row) {
    return row.age >= options_.given_up_after.count() && !is_among(row, given_up_);
  });
  if (lost.empty() || distrusting_ || !hot_.in_use()) return;
  distrusting_ = true;
  hot_.distrust([this, lost = std::move(lost)](const StoreResult<void>& result) {
    distrusting_ = false;
    if (!result) return;
    for (const StandIn& row : lost) {
      log_typed(LogType::dbaccess, 1,
                "{} has gone without {} and said nothing for {} s: all sources are read again",
                row.host, hot_.name(), row.age);
      given_up_.push_back(row);
    }
    look();
  });
}

void StandInWatch::pause() {
  busy_ = false;
  const bool at_once = std::exchange(again_, false);
  timer_.start_about(at_once ? std::chrono::milliseconds(0) : options_.interval);
}

}  // namespace greycache
