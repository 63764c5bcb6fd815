// The hot store on Redis.
#include "greycache/redis/redis_hot_store.h"

#include <algorithm>
#include <utility>

#include "common/typed_log.h"
#include "greycache/redis/redis_error.h"
#include "greycache/redis/redis_hello.h"
#include "greycache/redis/source_entry.h"
#include "greycache/redis/source_reading.h"
#include "greycache/redis/store_epoch.h"

namespace greycache {

namespace {

// Calls that wait for the first round of a merge, which lasts one round trip.
constexpr std::size_t kMaxWaiting = 1024;

// The marker of a crowded source is looked at that many times as often.
constexpr UnixTime kCrowdedTidyFactor = 16;

StoreError too_many_waiting() {
  return {StoreError::Kind::unavailable, "too many calls wait for Redis"};
}

}  // namespace

RedisHotStore::RedisHotStore(event_base* base, RedisOptions options, StateChange state_changed,
                             RandomUnit random)
    : options_(std::move(options)),
      cache_(options_.awl_cache),
      connection_(
          base, options_,
          [this, told = std::move(state_changed)](const StoreResult<std::string>& state) {
            on_state(state);
            if (told) told(state);
          },
          random) {
  if (options_.awl_cache > 0) {
    tracking_.emplace(base, options_, connection_, cache_, marks_, std::move(random));
  }
}

void RedisHotStore::on_state(const StoreResult<std::string>& state) {
  if (!state) marks_.clear();
  if (state) set_epoch(connection_.epoch());
  if (!tracking_) return;
  if (state) {
    tracking_->data_ready();
  } else {
    tracking_->data_lost();
  }
}

// A source whose marker waits was read before the change.
void RedisHotStore::set_epoch(std::optional<std::int64_t> epoch) {
  std::string generation =
      epoch ? generation_name(connection_.generation(), *epoch) : std::string();
  if (generation == generation_) return;
  generation_ = std::move(generation);
  marks_.clear();
}

// Somebody has deleted it, or the server was flushed: one more is needed, so that sources can be
// resident.
void RedisHotStore::begin_epoch(SteadyTime deadline, const WriteDone& done) {
  CommandBuffer commands;
  add_epoch_raise(commands, options_.prefix, new_epoch(), 0);
  connection_.send(commands, deadline,
                   [this, done](const Replies& replies) { on_raised(replies, done); });
}

void RedisHotStore::probe(WriteDone done) {
  CommandBuffer commands;
  add_probe_write(commands, options_);
  submit({std::move(commands), deadline(),
          [this, done = std::move(done)](const Replies& replies) { done(outcome(replies)); }});
}

void RedisHotStore::distrust(WriteDone done) {
  set_epoch(std::nullopt);
  CommandBuffer commands;
  add_epoch_raise(commands, options_.prefix, new_epoch(), 1);
  submit({std::move(commands), deadline(),
          [this, done = std::move(done)](const Replies& replies) { on_raised(replies, done); }});
}

void RedisHotStore::on_raised(const Replies& replies, const WriteDone& done) {
  const auto result = outcome(replies);
  if (!result) return done(result);
  const RedisReply& raised = replies->back();
  if (raised.type != RedisReply::Type::integer) {
    const StoreError error = redis_error(raised.text);
    connection_.fail(error);
    return done(tl::make_unexpected(error));
  }
  set_epoch(raised.integer);
  done({});
}

SteadyTime RedisHotStore::deadline() const {
  return std::chrono::steady_clock::now() + options_.timeout;
}

bool RedisHotStore::peek(const Keys& keys, Finding& found) {
  const AwlEntries* known = cache_.find(keys);
  if (known == nullptr) return false;
  ++cache_hits_;
  found.resident = false;
  found.domain_awl = known->domain_awl;
  found.from_awl = known->from_awl;
  found.connect.reset();
  found.crowded = false;
  return true;
}

CacheCounts RedisHotStore::cache_counts() const {
  return {.on = cache_.on() ? 1 : 0,
          .entries = static_cast<std::int64_t>(cache_.size()),
          .hits = cache_hits_,
          .invalidations = tracking_ ? tracking_->invalidations() : 0};
}

void RedisHotStore::look_up(std::span<const LookUp> asked, std::span<Finding> found,
                            LookUpDone done) {
  if (asked.empty()) return done({});
  CommandBuffer commands;
  add_epoch_question(commands, options_.prefix);
  for (const auto& [src, filled] : marks_.next_turn()) add_marker(commands, src, filled);
  const Asked call{asked, found, cache_.moment(), commands.commands(), deadline()};
  for (const LookUp& one : asked) add_look_up(commands, options_.prefix, one);
  submit({std::move(commands), call.deadline,
          [this, call, done = std::move(done)](const Replies& replies) {
            on_found(call, replies, done);
          }});
}

void RedisHotStore::add_marker(CommandBuffer& commands, const std::string& src,
                               UnixTime filled) const {
  commands.add(
      {"HSET", source_key(options_.prefix, src), kMarkerField, marker_value(generation_, filled)});
  add_expire(commands, {src, {}}, options_);
}

void RedisHotStore::on_found(const Asked& asked, const Replies& replies, const LookUpDone& done) {
  const auto result = outcome(replies);
  if (result) {
    set_epoch(epoch_in_answer(replies->front()));
    for (std::size_t i = 0; i < asked.look_ups.size(); ++i) {
      read_finding(asked.look_ups[i], (*replies)[asked.first_reply + i], asked.found[i],
                   asked.moment);
    }
  }
  if (result && generation_.empty()) return begin_epoch(asked.deadline, done);
  done(result);
  tidy_next();
}

void RedisHotStore::read_finding(const LookUp& asked, const RedisReply& reply, Finding& found,
                                 AwlCache::Moment moment) {
  const SourceReading reading = read_source(asked, reply, generation_, found);
  const std::string& src = asked.keys->src;
  if (reply.is_array() && marks_.contains(src)) found.resident = true;
  counters_.unreadable += static_cast<std::int64_t>(reading.unreadable);
  note_size(src, reading.entries);
  found.crowded = crowded_.contains(src);
  if (reading.filled && wants_tidying(*reading.filled, found.crowded)) to_tidy_.push(src);
  if (found.resident && reading.unreadable == 0) {
    cache_.remember(*asked.keys, {found.domain_awl, found.from_awl}, moment);
  }
}

void RedisHotStore::apply(std::span<const Fact> facts, UnixTime now, WriteDone done) {
  now_ = std::max(now_, now);
  CommandBuffer commands;
  SizeReplies sizes;
  for (const SourceFacts& source : by_source(facts)) {
    cache_.forget(source.src);
    const auto filled = marks_.take(source.src);
    const std::string marker = filled ? marker_value(generation_, *filled) : std::string();
    if (!add_write(commands, source, options_, marker)) continue;
    sizes.emplace_back(commands.commands() - 1, source.src);
  }
  if (commands.empty()) return done({});
  submit({std::move(commands), deadline(),
          [this, sizes = std::move(sizes), done = std::move(done)](const Replies& replies) {
            on_applied(sizes, replies, done);
          }});
}

void RedisHotStore::on_applied(const SizeReplies& sizes, const Replies& replies,
                               const WriteDone& done) {
  const auto result = outcome(replies);
  if (result) {
    for (const auto& [index, src] : sizes) {
      // The marker is a field too. A key of another type answers an error.
      const std::int64_t fields = (*replies)[index].integer;
      if (fields > 0) note_size(src, static_cast<std::size_t>(fields - 1));
    }
  }
  done(result);
}

void RedisHotStore::fill(std::span<const SourceFacts> sources, UnixTime now) {
  std::vector<SourceFacts> distinct;
  std::size_t total = 0;
  for (const SourceFacts& source : sources) {
    total += source.facts.size();
    if (total > kMaxFillFacts && !distinct.empty()) break;
    auto facts = by_source(source.facts);
    if (facts.empty() && ready() && !generation_.empty() && marks_.add(source.src, now)) continue;
    if (facts.empty()) facts.push_back({source.src, {}});
    note_size(source.src, facts.front().facts.size());
    distinct.push_back(std::move(facts.front()));
  }
  merge(std::move(distinct), true, now, [](const StoreResult<void>&) {});
}

void RedisHotStore::replay(std::span<const Fact> facts, UnixTime now, WriteDone done) {
  // Merged with an expired connect of the same names, a younger one would be hidden.
  std::vector<Fact> counting(facts.begin(), facts.end());
  std::erase_if(counting, [oldest = now - options_.max_connect_age](const Fact& fact) {
    return fact.kind == FactKind::connect && fact.first_seen < oldest;
  });
  merge(by_source(counting), false, now, std::move(done));
}

void RedisHotStore::merge(std::vector<SourceFacts> sources, bool mark, UnixTime now,
                          WriteDone done) {
  now_ = std::max(now_, now);
  if (sources.empty()) return done({});
  for (const SourceFacts& source : sources) cache_.forget(source.src);
  SourceMerge merge(std::move(sources),
                    mark && !generation_.empty() ? marker_value(generation_, now) : std::string(),
                    now, options_);
  CommandBuffer first = merge.read();
  const SteadyTime until = deadline();
  if (first.empty()) {
    submit({merge.write({}), until,
            [this, done = std::move(done)](const Replies& replies) { done(outcome(replies)); }});
    return;
  }
  submit({std::move(first), until,
          [this, until, merge = std::move(merge), done = std::move(done)](const Replies& replies) {
            on_merge_read(merge, until, replies, done);
            release_waiting();
          },
          true});
}

void RedisHotStore::on_merge_read(const SourceMerge& merge, SteadyTime deadline,
                                  const Replies& replies, const WriteDone& done) {
  const auto result = outcome(replies);
  if (!result) return done(result);
  const CommandBuffer commands = merge.write(*replies);
  if (commands.empty()) return done({});
  connection_.send(commands, deadline,
                   [this, done](const Replies& written) { done(outcome(written)); });
}

void RedisHotStore::submit(Operation operation) {
  if (!held_ && waiting_.empty()) return start(std::move(operation));
  if (waiting_.size() < kMaxWaiting) {
    waiting_.push_back(std::move(operation));
  } else {
    operation.done(tl::make_unexpected(too_many_waiting()));
  }
}

void RedisHotStore::start(Operation operation) {
  held_ = operation.holds_others;
  connection_.send(operation.commands, operation.deadline, std::move(operation.done));
}

void RedisHotStore::release_waiting() {
  held_ = false;
  while (!held_ && !waiting_.empty()) {
    Operation next = std::move(waiting_.front());
    waiting_.pop_front();
    start(std::move(next));
  }
}

StoreResult<void> RedisHotStore::outcome(const Replies& replies) {
  if (!replies) return tl::make_unexpected(replies.error());
  StoreResult<void> result;
  for (const RedisReply& reply : *replies) {
    if (!reply.is_error()) continue;
    StoreError error = redis_error(reply.text);
    if (error.kind == StoreError::Kind::data) {
      // That source is not resident and never will be; the others go on.
      if (counters_.foreign_keys++ == 0) log_typed(LogType::dbaccess, 1, "{}", error.message);
    } else if (result) {
      result = tl::make_unexpected(std::move(error));
    }
  }
  if (!result && ends_connection(result.error())) connection_.fail(result.error());
  return result;
}

void RedisHotStore::note_size(const std::string& src, std::size_t entries) {
  if (entries <= options_.max_entries_per_source) return;
  ++counters_.crowded;
  crowded_.insert(src);
}

bool RedisHotStore::wants_tidying(UnixTime filled, bool crowded) const {
  const UnixTime age = now_ - filled;
  return age > options_.max_connect_age / (crowded ? kCrowdedTidyFactor : 1);
}

void RedisHotStore::tidy_next() {
  if (tidying_ || !ready()) return;
  const auto src = to_tidy_.pop();
  if (!src) return;
  tidying_ = true;
  const SteadyTime until = deadline();
  connection_.send(
      tidy_read(source_key(options_.prefix, *src)), until,
      [this, src = *src, until](const Replies& replies) { on_tidy_read(src, until, replies); });
}

void RedisHotStore::on_tidy_read(const std::string& src, SteadyTime deadline,
                                 const Replies& replies) {
  if (!outcome(replies)) {
    ++counters_.untidied;
    tidying_ = false;
    return;
  }
  const TidyRules rules{
      generation_, {now_ - options_.max_connect_age, now_ - options_.awl_age}, now_};
  std::size_t left = 0;
  const CommandBuffer commands =
      tidy_write(source_key(options_.prefix, src), src, (*replies)[1], rules, left);
  connection_.send(commands, deadline,
                   [this, src, left](const Replies& written) { on_tidied(src, left, written); });
}

void RedisHotStore::on_tidied(const std::string& src, std::size_t left, const Replies& replies) {
  tidying_ = false;
  if (!outcome(replies)) {
    ++counters_.untidied;
    return;
  }
  // EXEC answers nil where somebody wrote to the source meanwhile.
  if (replies->back().is_array()) {
    ++counters_.tidied;
    if (left <= options_.max_entries_per_source) crowded_.erase(src);
  }
  tidy_next();
}

}  // namespace greycache
