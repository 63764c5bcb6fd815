// The keys of a Redis server, with what is needed to be as they were a moment ago.
#pragma once

#include <compare>
#include <cstddef>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include "tests/simulation/models/sim_time.h"
#include "tests/simulation/models/undo_log.h"

namespace greycache::simulation {

struct RedisKey {
  int db = 0;
  std::string name;

  friend auto operator<=>(const RedisKey&, const RedisKey&) = default;
};

struct RedisValue {
  std::map<std::string, std::string, std::less<>> fields;
  // "hash", or that of somebody else's key, of which nothing else is known.
  std::string type = "hash";
  std::optional<SimTime> expires;

  bool is_hash() const { return type == "hash"; }
};

// Keys and fields are reached in byte order.
class RedisKeyspace {
 public:
  using Keys = std::map<RedisKey, RedisValue>;

  // How long ago lose_last() can reach.
  static constexpr SimTime kLongestLoss = std::chrono::seconds(30);

  // `changed` is told of each key before it is changed; not by flush(), lose_last() and copy().
  RedisKeyspace(SimClock clock, std::function<void(const RedisKey&)> changed)
      : clock_(std::move(clock)), changed_(std::move(changed)) {}

  // nullptr where it is not there, or has expired: then it is deleted.
  const RedisValue* find(const RedisKey& key);
  // The same without deleting it.
  bool is_over(const RedisKey& key) const;
  const Keys& all() const { return keys_; }

  // What is written must be a hash, or not there. Whether the field is a new one.
  bool set_field(const RedisKey& key, const std::string& field, std::string value);
  bool erase_field(const RedisKey& key, const std::string& field);
  bool erase(const RedisKey& key);
  void set_expiry(const RedisKey& key, SimTime at);
  // In the place of what is there.
  void put(const RedisKey& key, RedisValue value);

  // All keys of `db`; of all where it is none.
  void flush(std::optional<int> db);
  // Deletes what has expired.
  void drop_expired();
  void lose_last(SimTime span);
  // Becomes as the other; what that can lose can be lost of this.
  void copy(const RedisKeyspace& other);
  // Becomes what a file held; of that nothing can be lost.
  void load(Keys keys);

 private:
  struct FieldChange {
    RedisKey key;
    std::string field;
    std::optional<std::string> before;
  };
  struct ExpiryChange {
    RedisKey key;
    std::optional<SimTime> before;
  };
  struct KeyChange {
    RedisKey key;
    std::optional<RedisValue> before;
  };
  using Change = std::variant<FieldChange, ExpiryChange, KeyChange>;

  RedisValue& made(const RedisKey& key);
  void remove(Keys::iterator key);
  void take_back(FieldChange&& change);
  void take_back(ExpiryChange&& change);
  void take_back(KeyChange&& change);

  SimClock clock_;
  std::function<void(const RedisKey&)> changed_;
  Keys keys_;
  UndoLog<Change> log_{kLongestLoss};
};

}  // namespace greycache::simulation
