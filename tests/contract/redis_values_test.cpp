// Fields and values that anybody may have written into the hash of a source, and keys of any type.
#include <doctest/doctest.h>

#include <algorithm>
#include <random>

#include "tests/contract/odd_values.h"
#include "tests/contract/redis_source.h"

namespace greycache::redis_values_test {

namespace {

const Keys kOdd{"10.0.0", "n", "d.example", "n", "r@here.example"};
const Fact kConnect = connect_at(kNow);

std::string quoted(const std::string& text) {
  std::string word = "'";
  for (const char c : text) word += c == '\'' ? "'\\''" : std::string(1, c);
  return word + "'";
}

std::vector<std::string> odd_values() {
  std::vector<std::string> values = odd_names();
  for (const char* value :
       {"1", "1 2", "-1 2", "1 -2", "0 0", "253402300799", "253402300800 1",
        "9223372036854775807 9223372036854775807", "9223372036854775808", "1e9", "0x10", "inf",
        "-inf", "nan", "1 2 3", "1\t2", "1700000000 1700000000"}) {
    values.emplace_back(value);
  }
  values.emplace_back("\xff\xfe");
  return values;
}

// A field of one of the three kinds whose names may be odd, or one that is of none.
std::string field(std::minstd_rand& random, const std::vector<std::string>& texts) {
  const auto any = [&] { return texts[random() % texts.size()]; };
  switch (random() % 5) {
    case 0:
      return any();
    case 1:
      return "n@" + any();
    case 2:
      return any() + "@d.example";
    case 3:
      return "n@d.example " + any();
    default:
      return "n" + std::to_string(random() % 9) + "@d.example";
  }
}

void check_sound(const StoreResult<FoundEntries>& found) {
  REQUIRE(found.has_value());
  for (const Fact& fact : found->all) CHECK(is_sound(fact));
  for (const auto& seen : {found->domain_awl, found->from_awl, found->connect}) {
    if (seen) CHECK(is_sound_time(seen->first_seen));
    if (seen) CHECK(is_sound_time(seen->last_seen));
  }
}

}  // namespace

TEST_CASE("redis: any field and value in a source leaves all others, and the connection, alone") {
  ReadyRedis redis;
  redis.fill(kSrc, {kConnect});
  redis.fill("10.0.0", {});
  std::minstd_rand random(1);
  const auto texts = odd_values();
  for (int round = 0; round < 60; ++round) {
    std::string words = "HSET 'grey:{10.0.0}'";
    for (int i = 0; i < 5; ++i) {
      words += " " + quoted(field(random, texts)) + " " + quoted(texts[random() % texts.size()]);
    }
    redis_cli(words);
    check_sound(redis.look_up(kOdd));
    check_sound(redis.look_up(kOdd, true));
    // Where the connection is lost: by what.
    INFO(redis.told().back());
    Fact change = kConnect;
    change.src = kOdd.src;
    CHECK(redis.apply({change}).has_value());
    CHECK(redis.replay({change}).has_value());
    const auto other = redis.look_up(kAlice, true);
    REQUIRE(other.has_value());
    CHECK(other->whole());
    CHECK(other->all == std::vector<Fact>{kConnect});
  }
  CHECK(redis.store().counters().unreadable > 100);
  CHECK(redis.told().size() == 1);
}

TEST_CASE("redis: a key of any type leaves all other sources, and the connection, alone") {
  ReadyRedis redis;
  redis.fill(kSrc, {kConnect});
  for (const std::string& key :
       {std::string("SET 'grey:{10.0.0}' 1"), std::string("RPUSH 'grey:{10.0.0}' a b"),
        std::string("SADD 'grey:{10.0.0}' a b"), std::string("ZADD 'grey:{10.0.0}' 1 a"),
        std::string("XADD 'grey:{10.0.0}' '*' a b"), std::string("PFADD 'grey:{10.0.0}' a"),
        std::string("SETBIT 'grey:{10.0.0}' 100 1")}) {
    CAPTURE(key);
    redis_cli("DEL 'grey:{10.0.0}'");
    redis_cli(key);
    Fact odd = kConnect;
    odd.src = kOdd.src;
    redis.fill(kOdd.src, {odd});
    CHECK(redis.apply({odd, kConnect}).has_value());
    CHECK(redis.replay({odd, kConnect}).has_value());
    const auto found = redis.look_up(kOdd, true);
    check_sound(found);
    CHECK_FALSE(found->whole());
    CHECK(redis.look_up(kAlice)->whole());
  }
  CHECK(redis.told().size() == 1);
}

}  // namespace greycache::redis_values_test
