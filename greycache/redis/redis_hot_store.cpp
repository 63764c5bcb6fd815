// The hot store on Redis.
#include "greycache/redis/redis_hot_store.h"

#include <algorithm>
#include <array>
#include <utility>

#include "common/typed_log.h"
#include "greycache/policy/correspondent.h"
#include "greycache/redis/info_text.h"
#include "greycache/redis/redis_hello.h"
#include "greycache/redis/source_entry.h"
#include "greycache/redis/source_reading.h"
#include "greycache/redis/store_epoch.h"
#include "greycache/redis/wire/redis_error.h"

namespace greycache {

RedisHotStore::RedisHotStore(EventLoop& loop, std::unique_ptr<RedisSockets> sockets,
                             RedisOptions options, StateChange state_changed, RandomUnit random)
    : loop_(loop),
      sockets_(std::move(sockets)),
      options_(std::move(options)),
      random_(std::move(random)),
      operations_(connection_),
      cache_(options_.awl_cache),
      connection_(
          loop, *sockets_, options_,
          [this, told = std::move(state_changed)](const StoreResult<std::string>& state) {
            on_state(state);
            if (told) told(state);
          },
          random_) {
  if (options_.awl_cache > 0) {
    tracking_.emplace(loop, *sockets_, options_, connection_, cache_, marks_, random_);
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
  if (tracking_) tracking_->tell_from_now();
}

void RedisHotStore::set_listener(SourceListener* listener) {
  if (tracking_) tracking_->set_listener(listener);
}

// Somebody has deleted it, or the server was flushed: one more is needed, so that sources can be
// resident.
void RedisHotStore::begin_epoch(SteadyTime deadline, const WriteDone& done) {
  CommandBuffer commands;
  add_epoch_raise(commands, options_.prefix, new_epoch(random_), 0);
  connection_.send(commands, deadline,
                   [this, done](const Replies& replies) { on_raised(replies, done); });
}

void RedisHotStore::probe(WriteDone done) {
  CommandBuffer commands;
  add_probe_write(commands, options_);
  operations_.submit(
      {std::move(commands), deadline(),
       [this, done = std::move(done)](const Replies& replies) { done(outcome(replies)); }});
}

void RedisHotStore::distrust(WriteDone done) {
  set_epoch(std::nullopt);
  CommandBuffer commands;
  add_epoch_raise(commands, options_.prefix, new_epoch(random_), 1);
  operations_.submit(
      {std::move(commands), deadline(),
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
  return loop_.now() + options_.timeout;
}

std::optional<KnownEntries> RedisHotStore::peek(const Keys& keys, const Ages&) {
  const KnownEntries* known = cache_.find(keys);
  if (known == nullptr) return std::nullopt;
  ++cache_hits_;
  return *known;
}

CacheCounts RedisHotStore::cache_counts() const {
  return {.on = cache_.on() ? 1 : 0,
          .entries = static_cast<std::int64_t>(cache_.size()),
          .hits = cache_hits_,
          .invalidations = tracking_ ? tracking_->invalidations() : 0};
}

void RedisHotStore::look_up(std::span<const LookUp> asked, const Instant& at,
                            std::span<KnownEntries> found, LookUpDone done) {
  if (asked.empty()) return done({});
  CommandBuffer commands;
  add_epoch_question(commands, options_.prefix);
  for (const auto& [src, marker] : marks_.next_turn(loop_.now()))
    add_marker(commands, src, marker, at.ages);
  const Asked call{asked, at, found, cache_.moment(), commands.commands(), deadline()};
  for (const LookUp& one : asked) add_look_up(commands, options_.prefix, one);
  operations_.submit({std::move(commands), call.deadline,
                      [this, call, done = std::move(done)](const Replies& replies) {
                        on_found(call, replies, done);
                      }});
}

void RedisHotStore::add_marker(CommandBuffer& commands, const std::string& src,
                               const Marker& marker, const Ages& ages) const {
  add_write(commands, source_key(options_.prefix, src), {src, {}}, ages,
            marker_value(generation_, marker));
}

void RedisHotStore::on_found(const Asked& asked, const Replies& replies, const LookUpDone& done) {
  const auto result = outcome(replies);
  if (result) {
    set_epoch(epoch_in_answer(replies->front()));
    for (std::size_t i = 0; i < asked.look_ups.size(); ++i) {
      read_known(asked.look_ups[i], (*replies)[asked.first_reply + i], asked.found[i], asked);
    }
  }
  if (result && generation_.empty()) return begin_epoch(asked.deadline, done);
  done(result);
  tidy_next(asked.at);
}

void RedisHotStore::read_known(const LookUp& asked, const RedisReply& reply, KnownEntries& found,
                               const Asked& call) {
  const SourceReading reading = read_source(asked, reply, generation_, call.at, found);
  const std::string& src = asked.keys->src;
  if (const Marker* waits = marks_.find(src); waits != nullptr && reply.is_array()) {
    found.residence = residence_of(*waits, call.at);
  }
  counters_.unreadable += static_cast<std::int64_t>(reading.unreadable);
  if (reading.marker) note_marker(src, *reading.marker, call.at);
  note_size(src, reading.entries, call.at);
  if (reading.unreadable == 0) {
    cache_.remember(*asked.keys, found, call.moment);
  }
}

void RedisHotStore::note_marker(const std::string& src, const Marker& marker, const Instant& at) {
  if (!marker.whole) return large_.insert(src);
  large_.erase(src);
  if (at.now - marker.since > at.ages.connect) to_tidy_.push(src);
}

void RedisHotStore::apply(std::span<const Fact> facts, const Instant& at, WriteDone done) {
  CommandBuffer commands;
  SizeReplies sizes;
  for (const SourceFacts& source : by_source(facts)) {
    cache_.forget(source.src);
    if (add_applied(commands, source, at.ages)) {
      sizes.emplace_back(commands.commands() - 1, source.src);
    }
  }
  if (commands.empty()) return done({});
  operations_.submit({std::move(commands), deadline(),
                      [this, at, sizes = std::move(sizes), done = std::move(done)](
                          const Replies& replies) { on_applied(sizes, at, replies, done); }});
}

// Whether the last command asks how many fields there are now.
bool RedisHotStore::add_applied(CommandBuffer& commands, const SourceFacts& source,
                                const Ages& ages) {
  const auto is_connect = [](const Fact& fact) { return fact.kind == FactKind::connect; };
  const auto mark = marks_.take(source.src);
  const std::string key = source_key(options_.prefix, source.src);
  add_write(commands, key, source, ages, mark ? marker_value(generation_, *mark) : std::string());
  // A source that had no entries, or has no new ones, is no larger than it may be.
  const bool grows = large_.contains(source.src) || std::ranges::any_of(source.facts, is_connect);
  if (mark || !grows) return false;
  commands.add({"HLEN", key});
  return true;
}

void RedisHotStore::on_applied(const SizeReplies& sizes, const Instant& at, const Replies& replies,
                               const WriteDone& done) {
  const auto result = outcome(replies);
  if (result) {
    for (const auto& [index, src] : sizes) {
      // The marker is a field too. A key of another type answers an error.
      const std::int64_t fields = (*replies)[index].integer;
      if (fields > 0) note_size(src, static_cast<std::size_t>(fields - 1), at);
    }
  }
  done(result);
}

void RedisHotStore::fill(std::span<const SourceFacts> sources, const Instant& at) {
  const Marker large{at.now, {}};
  // Those of a batch are marked alike.
  std::array<std::vector<SourceFacts>, 2> wholes;  // without correspondents, and with them
  std::vector<SourceFacts> larges;
  std::size_t total = 0;
  for (const SourceFacts& source : sources) {
    total += source.facts.size();
    if (total > kMaxFillFacts && total > source.facts.size()) break;
    auto facts = by_source(source.facts);
    if (facts.empty()) facts.push_back({source.src, {}});
    std::vector<Fact>& own = facts.front().facts;
    const bool fits = source.whole && own.size() <= options_.max_entries_per_source;
    if (own.empty() && fits && ready() && !generation_.empty() &&
        marks_.add(source.src, {at.now, ages_of_source(source.src, at.ages)}, loop_.now()))
      continue;
    if (!fits) std::erase_if(own, [](const Fact& f) { return f.kind == FactKind::connect; });
    auto& alike = wholes[holds_correspondents(source.src) ? 1 : 0];
    (fits ? alike : larges).push_back(std::move(facts.front()));
    if (alike.size() >= kFilledTogether) fill_whole(std::exchange(alike, {}), at);
  }
  for (std::vector<SourceFacts>& alike : wholes) fill_whole(std::move(alike), at);
  merge(std::move(larges), &large, at, [](const StoreResult<void>&) {});
}

void RedisHotStore::fill_whole(std::vector<SourceFacts> sources, const Instant& at) {
  if (sources.empty()) return;
  const Marker whole{at.now, ages_of_source(sources.front().src, at.ages)};
  merge(std::move(sources), &whole, at, [](const StoreResult<void>&) {});
}

void RedisHotStore::replay(std::span<const Fact> facts, const Instant& at, WriteDone done) {
  merge(counting_by_source(facts, at), nullptr, at, std::move(done));
}

void RedisHotStore::drop(std::span<const std::string> sources) {
  if (sources.empty()) return;
  CommandBuffer commands;
  add_drops_raise(commands, options_.prefix);
  for (const std::string& src : sources) {
    cache_.forget(src);
    commands.add({"EXPIRE", source_key(options_.prefix, src), "0"});
  }
  operations_.submit(
      {std::move(commands), deadline(), [this](const Replies& replies) { outcome(replies); }});
}

void RedisHotStore::ask_losses(std::function<void(StoreResult<std::string>)> done) {
  CommandBuffer commands;
  add_losses_question(commands, options_.prefix);
  commands.add({"INFO", "stats"});
  operations_.submit(
      {std::move(commands), deadline(), [this, done = std::move(done)](const Replies& replies) {
         const auto result = outcome(replies);
         if (!result) return done(tl::make_unexpected(result.error()));
         done(losses_in_answer(replies->front())
                  .append(info_value(replies->back().text, "\nevicted_keys:")));
       }});
}

void RedisHotStore::confirm(std::span<const Fact> facts, const Instant& at, WriteDone done) {
  SourceMerge merge(counting_by_source(facts, at), options_.prefix, {}, at);
  CommandBuffer read = merge.read();
  if (read.empty()) return done({});
  operations_.submit(
      {std::move(read), deadline(),
       [this, at, merge = std::move(merge), done = std::move(done)](const Replies& replies) {
         const auto result = outcome(replies);
         if (!result || merge.write(*replies).empty()) return done(result);
         this->merge(merge.sources(), nullptr, at, done);
       }});
}

void RedisHotStore::merge(std::vector<SourceFacts> sources, const Marker* marker, const Instant& at,
                          WriteDone done) {
  if (sources.empty()) return done({});
  for (const SourceFacts& source : sources) cache_.forget(source.src);
  const bool marks = marker != nullptr && !generation_.empty();
  SourceMerge merge(std::move(sources), options_.prefix,
                    marks ? marker_value(generation_, *marker) : std::string(), at);
  CommandBuffer first = merge.read();
  // Without an epoch nothing is marked: then a source without entries has nothing to be written.
  if (first.empty()) return done({});
  const SteadyTime until = deadline();
  operations_.submit(
      {std::move(first), until,
       [this, at, until, merge = std::move(merge), done = std::move(done)](const Replies& replies) {
         on_merge_read(merge, at, until, replies, done);
       },
       true});
}

void RedisHotStore::on_merge_read(const SourceMerge& merge, const Instant& at, SteadyTime deadline,
                                  const Replies& replies, const WriteDone& done) {
  const auto result = outcome(replies);
  if (!result) return done(result);
  CommandBuffer commands = merge.write(*replies);
  if (commands.empty()) return done({});
  // A source that was filled has its size from that.
  SizeReplies sizes;
  for (const SourceFacts& source : merge.sources()) {
    if (merge.watches()) break;
    commands.add({"HLEN", source_key(options_.prefix, source.src)});
    sizes.emplace_back(commands.commands() - 1, source.src);
  }
  connection_.send(commands, deadline,
                   [this, at, sizes = std::move(sizes), done](const Replies& written) {
                     on_applied(sizes, at, written, done);
                   });
}

StoreResult<void> RedisHotStore::outcome(const Replies& replies) {
  if (!replies) return tl::make_unexpected(replies.error());
  StoreResult<void> result;
  const auto note = [&](const RedisReply& reply) {
    if (!reply.is_error()) return;
    StoreError error = redis_error(reply.text);
    if (error.kind == StoreError::Kind::data) {
      // That source is not resident and never will be; the others go on.
      if (counters_.foreign_keys++ == 0) log_typed(LogType::dbaccess, 1, "{}", error.message);
    } else if (result) {
      result = tl::make_unexpected(std::move(error));
    }
  };
  for (const RedisReply& reply : *replies) {
    note(reply);
    // What EXEC answers for the commands of its transaction.
    if (reply.is_array()) std::ranges::for_each(reply.elements, note);
  }
  if (!result && ends_connection(result.error())) connection_.fail(result.error());
  return result;
}

void RedisHotStore::note_size(const std::string& src, std::size_t entries, const Instant& at) {
  const std::size_t most = options_.max_entries_per_source;
  if (entries <= most || (large_.contains(src) && entries <= 2 * most)) return;
  ++counters_.large;
  large_.insert(src);
  CommandBuffer commands;
  add_large(commands, source_key(options_.prefix, src), src,
            marker_value(generation_, {at.now, {}}), at.ages, entries > 2 * most);
  operations_.submit(
      {std::move(commands), deadline(), [this](const Replies& replies) { outcome(replies); }});
}

void RedisHotStore::tidy_next(const Instant& at) {
  if (tidying_ || !ready()) return;
  const auto src = to_tidy_.pop();
  if (!src) return;
  tidying_ = true;
  const SteadyTime until = deadline();
  operations_.submit({tidy_read(source_key(options_.prefix, *src)), until,
                      [this, src = *src, at, until](const Replies& replies) {
                        on_tidy_read(src, at, until, replies);
                      },
                      true});
}

void RedisHotStore::on_tidy_read(const std::string& src, const Instant& at, SteadyTime deadline,
                                 const Replies& replies) {
  if (!outcome(replies)) {
    ++counters_.untidied;
    tidying_ = false;
    return;
  }
  const CommandBuffer commands =
      tidy_write(source_key(options_.prefix, src), src, (*replies)[1], {generation_, at});
  connection_.send(commands, deadline,
                   [this, at](const Replies& written) { on_tidied(at, written); });
}

void RedisHotStore::on_tidied(const Instant& at, const Replies& replies) {
  tidying_ = false;
  if (!outcome(replies)) {
    ++counters_.untidied;
    return;
  }
  // EXEC answers nil where somebody wrote to the source meanwhile.
  if (replies->back().is_array()) ++counters_.tidied;
  tidy_next(at);
}

}  // namespace greycache
