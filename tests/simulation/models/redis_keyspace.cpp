// The keys of a Redis server.
#include "tests/simulation/models/redis_keyspace.h"

#include <vector>

namespace greycache::simulation {

bool RedisKeyspace::is_over(const RedisKey& key) const {
  const auto there = keys_.find(key);
  return there != keys_.end() && there->second.expires && *there->second.expires <= clock_();
}

const RedisValue* RedisKeyspace::find(const RedisKey& key) {
  const auto there = keys_.find(key);
  if (there == keys_.end()) return nullptr;
  if (!is_over(key)) return &there->second;
  erase(key);
  return nullptr;
}

RedisValue& RedisKeyspace::made(const RedisKey& key) {
  const auto [there, added] = keys_.try_emplace(key);
  if (added) log_.push(clock_(), KeyChange{key, std::nullopt});
  return there->second;
}

bool RedisKeyspace::set_field(const RedisKey& key, const std::string& field, std::string value) {
  changed_(key);
  auto& fields = made(key).fields;
  const auto [place, added] = fields.try_emplace(field);
  log_.push(clock_(), FieldChange{key, field, added ? std::nullopt : std::optional(place->second)});
  place->second = std::move(value);
  return added;
}

bool RedisKeyspace::erase_field(const RedisKey& key, const std::string& field) {
  const auto there = keys_.find(key);
  if (there == keys_.end() || !there->second.fields.contains(field)) return false;
  changed_(key);
  auto& fields = there->second.fields;
  const auto place = fields.find(field);
  log_.push(clock_(), FieldChange{key, field, std::move(place->second)});
  fields.erase(place);
  // A hash without fields is none.
  if (fields.empty()) remove(there);
  return true;
}

void RedisKeyspace::remove(Keys::iterator key) {
  log_.push(clock_(), KeyChange{key->first, std::move(key->second)});
  keys_.erase(key);
}

bool RedisKeyspace::erase(const RedisKey& key) {
  if (!keys_.contains(key)) return false;
  changed_(key);
  remove(keys_.find(key));
  return true;
}

void RedisKeyspace::set_expiry(const RedisKey& key, SimTime at) {
  const auto there = keys_.find(key);
  if (there == keys_.end()) return;
  changed_(key);
  log_.push(clock_(), ExpiryChange{key, there->second.expires});
  there->second.expires = at;
}

void RedisKeyspace::put(const RedisKey& key, RedisValue value) {
  changed_(key);
  const auto there = keys_.find(key);
  log_.push(clock_(),
            KeyChange{key, there == keys_.end() ? std::nullopt
                                                : std::optional(std::move(there->second))});
  keys_.insert_or_assign(key, std::move(value));
}

void RedisKeyspace::flush(std::optional<int> db) {
  for (auto key = keys_.begin(); key != keys_.end();) {
    const auto next = std::next(key);
    if (!db || key->first.db == *db) remove(key);
    key = next;
  }
}

void RedisKeyspace::drop_expired() {
  const SimTime now = clock_();
  std::vector<RedisKey> over;
  for (const auto& [key, value] : keys_) {
    if (value.expires && *value.expires <= now) over.push_back(key);
  }
  for (const RedisKey& key : over) erase(key);
}

void RedisKeyspace::take_back(FieldChange&& change) {
  auto& fields = keys_[change.key].fields;
  if (change.before) {
    fields.insert_or_assign(change.field, std::move(*change.before));
  } else {
    fields.erase(change.field);
  }
}

void RedisKeyspace::take_back(ExpiryChange&& change) {
  keys_[change.key].expires = change.before;
}

void RedisKeyspace::take_back(KeyChange&& change) {
  if (change.before) {
    keys_.insert_or_assign(change.key, std::move(*change.before));
  } else {
    keys_.erase(change.key);
  }
}

void RedisKeyspace::lose_last(SimTime span) {
  log_.take_back(clock_() - span, [this](Change&& change) {
    std::visit([this](auto&& one) { take_back(std::move(one)); }, std::move(change));
  });
}

void RedisKeyspace::load(Keys keys) {
  keys_ = std::move(keys);
  log_.clear();
}

void RedisKeyspace::copy(const RedisKeyspace& other) {
  keys_ = other.keys_;
  log_ = other.log_;
}

}  // namespace greycache::simulation
