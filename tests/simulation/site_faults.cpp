// What befalls a site's stores, disks and links.
#include <algorithm>
#include <map>
#include <utility>

#include "tests/simulation/site.h"

namespace greycache::simulation {

namespace {

// Of "grey:{192.0.2}"; none of "grey:{epoch}", without which none counts.
std::string source_in(const std::string& key) {
  const std::size_t begin = key.find('{') + 1;
  const std::string src = key.substr(begin, key.rfind('}') - begin);
  return src == "epoch" ? std::string() : src;
}

}  // namespace

// What goes wrong with each call for a while: "what" is journal, store, or link.
void Site::trouble(const Event& event) {
  using Point = FaultPoint;
  const Words& words = event.words;
  PlannedDice::Trouble trouble;
  const std::string what = words.text("what");
  if (what == "journal") {
    trouble.points = {Point::journal_open, Point::journal_append, Point::journal_next,
                      Point::journal_tick};
    trouble.error = StoreError::Kind::read_only;
  } else if (what == "store") {
    trouble.points = {Point::open,   Point::merge,        Point::load,     Point::find,
                      Point::expire, Point::read_sources, Point::stand_ins};
  } else {
    trouble.points = {Point::connect, Point::request, Point::reply};
  }
  if (what != "link") disks_fail(words.span("for"));
  trouble.who = words.has("host") ? "mx" + words.text("host") : "mx";
  trouble.before = static_cast<unsigned>(words.number("before"));
  trouble.after = static_cast<unsigned>(words.number("after"));
  trouble.slow = words.span("slow");
  const std::uint64_t number = dice_.begin(std::move(trouble));
  fault(words.span("for"), [this, number] { dice_.end(number); });
}

void Site::disk(const Event& event) {
  const Words& words = event.words;
  ModelDisk& disk = host(words).disk();
  disks_fail(words.span("for"));
  disk.set_state(words.text("state") == "full" ? ModelDisk::State::full
                                               : ModelDisk::State::failing);
  fault(words.span("for"), [&disk] { disk.set_state(ModelDisk::State::well); });
}

void Site::database(const Event& event) {
  const Words& words = event.words;
  ModelDatabase& database = stores_.database(static_cast<int>(words.number("host")));
  const std::string how = words.text("how");
  disks_fail(words.span("for"));
  const auto well = [&database] {
    database.set_state(ModelDatabase::State::up);
    database.set_read_only(false);
  };
  fault(words.span("for"), well);
  if (how == "down") database.set_state(ModelDatabase::State::down);
  if (how == "hanging") database.set_state(ModelDatabase::State::hanging);
  if (how == "read_only") database.set_read_only(true);
  if (how == "ends") database.end_connections();
  if (how == "promoted") {
    database.promote(words.span("lost"));
    // A host that writes nothing asks by and by.
    const World::Span noticed = World::Span(settings_.journal_keep) / 4;
    fault(words.span("for") + noticed, {});
    stores_lose(words.span("lost"), noticed);
  }
}

// What befalls Redis itself; what a mood is called: as in kMoods.
void Site::redis(const Event& event) {
  using Mood = ModelRedis::Mood;
  static const std::map<std::string, Mood> kMoods{{"loading", Mood::loading},
                                                  {"busy", Mood::busy},
                                                  {"read_only", Mood::read_only},
                                                  {"out_of_memory", Mood::out_of_memory},
                                                  {"cannot_save", Mood::cannot_save}};
  const Words& words = event.words;
  const std::string how = words.text("how");
  const World::Span span = words.span("for");
  ModelRedis& redis = stores_.redis();
  if (!stores_.shared()) return;
  if (const auto mood = kMoods.find(how); mood != kMoods.end()) {
    redis.set_mood(mood->second);
    return fault(span, [&redis] { redis.set_mood(Mood::well); });
  }
  if (how == "paused") {
    redis.pause();
    return fault(span, [&redis] { redis.resume(); });
  }
  if (how == "stopped") {
    redis.stop();
    return fault(span, [&redis] {
      if (!redis.running()) redis.start_empty();
    });
  }
  if (how == "cut") {
    const std::string host = "mx" + words.text("host");
    stores_.network().cut(host, Stores::kRedis);
    return fault(span, [this, host] { stores_.network().heal(host, Stores::kRedis); });
  }
  fault(World::Span(0), {});
  redis_forgets(words);
}

// Some of it, or all.
void Site::redis_forgets(const Words& words) {
  const std::string how = words.text("how");
  ModelRedis& redis = stores_.redis();
  if (!redis.running()) return;
  if (how == "flushed") {
    redis.flush();
    oracle_.hot_store_lost({}, world_.now());
  }
  if (how == "ends") redis.end_connections();
  if (how == "fails_over") redis.fail_over(words.span("lost"));
  if (how != "evicts") return;
  for (const std::string& key :
       redis.evict("", 1, static_cast<std::uint64_t>(words.number("from")))) {
    world_.note("Redis evicts " + key);
    oracle_.hot_store_lost(source_in(key), world_.now());
  }
  const std::int64_t left = words.number("times") - 1;
  if (left <= 0) return;
  Words again = words;
  again.set("times", left);
  again.set("from", words.number("from") + 1);
  world_.after(World::Span(words.number("gap")), [this, again] {
    fault(World::Span(0), {});
    redis_forgets(again);
  });
}

}  // namespace greycache::simulation
