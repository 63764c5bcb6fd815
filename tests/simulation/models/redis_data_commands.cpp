// The commands of Redis on keys.
#include "tests/simulation/models/redis_data_commands.h"

#include <charconv>
#include <chrono>
#include <cstdint>
#include <limits>
#include <optional>
#include <vector>

namespace greycache::simulation {

namespace {

constexpr std::string_view kWrongType =
    "WRONGTYPE Operation against a key holding the wrong kind of value";
constexpr std::string_view kNoInteger = "ERR value is not an integer or out of range";

// As string2ll() of Redis: no blanks, no plus, no leading zeros.
std::optional<std::int64_t> integer_in(std::string_view text) {
  std::int64_t value = 0;
  const char* const end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc() || rest != end || std::to_string(value) != text) return std::nullopt;
  return value;
}

// The hash of the first argument; nullptr where there is none, and false where there is something
// else, which was told.
bool find_hash(RedisCall& call, const RedisValue*& hash) {
  hash = call.keys.find(call.key());
  if (hash == nullptr || hash->is_hash()) return true;
  call.reply.error(kWrongType);
  return false;
}

void add_field(RedisCall& call, const RedisValue* hash, const std::string& field) {
  if (hash == nullptr) return call.reply.nil();
  const auto there = hash->fields.find(field);
  if (there == hash->fields.end()) return call.reply.nil();
  call.reply.bulk(there->second);
}

void expire_in(RedisCall& call, std::int64_t unit) {
  constexpr std::int64_t kFarthest = std::numeric_limits<std::int64_t>::max() / 1'000'000;
  const auto units = integer_in(call.words[2]);
  if (!units) return call.reply.error(kNoInteger);
  if (*units > kFarthest || *units < -kFarthest) {
    return call.reply.error("ERR invalid expire time in '" + lower_case(call.words[0]) +
                            "' command");
  }
  if (call.keys.find(call.key()) == nullptr) return call.reply.integer(0);
  if (*units <= 0) {
    call.keys.erase(call.key());
  } else {
    call.keys.set_expiry(call.key(), call.now + SimTime(*units * unit));
  }
  call.reply.integer(1);
}

}  // namespace

void redis_hget(RedisCall& call) {
  const RedisValue* hash = nullptr;
  if (find_hash(call, hash)) add_field(call, hash, call.words[2]);
}

void redis_hmget(RedisCall& call) {
  const RedisValue* hash = nullptr;
  if (!find_hash(call, hash)) return;
  call.reply.array(call.words.size() - 2);
  for (std::size_t i = 2; i < call.words.size(); ++i) add_field(call, hash, call.words[i]);
}

void redis_hgetall(RedisCall& call) {
  const RedisValue* hash = nullptr;
  if (!find_hash(call, hash)) return;
  call.reply.array(hash == nullptr ? 0 : 2 * hash->fields.size());
  if (hash == nullptr) return;
  for (const auto& [field, value] : hash->fields) {
    call.reply.bulk(field);
    call.reply.bulk(value);
  }
}

void redis_hlen(RedisCall& call) {
  const RedisValue* hash = nullptr;
  if (!find_hash(call, hash)) return;
  call.reply.integer(hash == nullptr ? 0 : static_cast<std::int64_t>(hash->fields.size()));
}

void redis_exists(RedisCall& call) {
  std::int64_t there = 0;
  for (std::size_t i = 1; i < call.words.size(); ++i) {
    there += call.keys.find({call.db, call.words[i]}) == nullptr ? 0 : 1;
  }
  call.reply.integer(there);
}

void redis_ttl(RedisCall& call) {
  const RedisValue* const value = call.keys.find(call.key());
  if (value == nullptr) return call.reply.integer(-2);
  if (!value->expires) return call.reply.integer(-1);
  call.reply.integer(std::chrono::round<std::chrono::seconds>(*value->expires - call.now).count());
}

void redis_hset(RedisCall& call) {
  if (call.words.size() % 2 != 0) {
    return call.reply.error("ERR wrong number of arguments for 'hset' command");
  }
  const RedisValue* hash = nullptr;
  if (!find_hash(call, hash)) return;
  std::int64_t added = 0;
  for (std::size_t i = 2; i < call.words.size(); i += 2) {
    added += call.keys.set_field(call.key(), call.words[i], call.words[i + 1]) ? 1 : 0;
  }
  call.reply.integer(added);
}

void redis_hsetnx(RedisCall& call) {
  const RedisValue* hash = nullptr;
  if (!find_hash(call, hash)) return;
  const bool there = hash != nullptr && hash->fields.contains(call.words[2]);
  if (!there) call.keys.set_field(call.key(), call.words[2], call.words[3]);
  call.reply.integer(there ? 0 : 1);
}

void redis_hincrby(RedisCall& call) {
  const auto by = integer_in(call.words[3]);
  if (!by) return call.reply.error(kNoInteger);
  const RedisValue* hash = nullptr;
  if (!find_hash(call, hash)) return;
  std::int64_t value = 0;
  if (hash != nullptr && hash->fields.contains(call.words[2])) {
    const auto before = integer_in(hash->fields.find(call.words[2])->second);
    if (!before) return call.reply.error("ERR hash value is not an integer");
    value = *before;
  }
  std::int64_t sum = 0;
  if (__builtin_add_overflow(value, *by, &sum)) {
    return call.reply.error("ERR increment or decrement would overflow");
  }
  call.keys.set_field(call.key(), call.words[2], std::to_string(sum));
  call.reply.integer(sum);
}

// Of a string nothing is known but that it is none of ours.
void redis_set(RedisCall& call) {
  call.keys.find(call.key());
  RedisValue value;
  value.type = "string";
  call.keys.put(call.key(), std::move(value));
  call.reply.simple("OK");
}

void redis_hdel(RedisCall& call) {
  const RedisValue* hash = nullptr;
  if (!find_hash(call, hash)) return;
  std::int64_t gone = 0;
  for (std::size_t i = 2; i < call.words.size(); ++i) {
    gone += call.keys.erase_field(call.key(), call.words[i]) ? 1 : 0;
  }
  call.reply.integer(gone);
}

void redis_expire(RedisCall& call) {
  expire_in(call, 1'000'000);
}

void redis_pexpire(RedisCall& call) {
  expire_in(call, 1'000);
}

void redis_del(RedisCall& call) {
  std::int64_t gone = 0;
  for (std::size_t i = 1; i < call.words.size(); ++i) {
    const RedisKey key{call.db, call.words[i]};
    if (call.keys.find(key) != nullptr && call.keys.erase(key)) ++gone;
  }
  call.reply.integer(gone);
}

void redis_rename(RedisCall& call) {
  const RedisValue* const value = call.keys.find(call.key());
  if (value == nullptr) return call.reply.error("ERR no such key");
  const RedisValue moved = *value;
  call.keys.erase(call.key());
  call.keys.put({call.db, call.words[2]}, moved);
  call.reply.simple("OK");
}

void redis_dbsize(RedisCall& call) {
  std::int64_t keys = 0;
  for (const auto& [key, value] : call.keys.all()) keys += key.db == call.db ? 1 : 0;
  call.reply.integer(keys);
}

void redis_scan(RedisCall& call) {
  std::string_view prefix;
  for (std::size_t i = 2; i + 1 < call.words.size(); i += 2) {
    if (lower_case(call.words[i]) == "match") prefix = call.words[i + 1];
  }
  if (prefix.ends_with('*')) prefix.remove_suffix(1);
  std::vector<std::string_view> found;
  for (const auto& [key, value] : call.keys.all()) {
    if (key.db == call.db && key.name.starts_with(prefix) && !call.keys.is_over(key)) {
      found.push_back(key.name);
    }
  }
  call.reply.array(2);
  call.reply.bulk("0");
  call.reply.array(found.size());
  for (const std::string_view name : found) call.reply.bulk(name);
}

}  // namespace greycache::simulation
