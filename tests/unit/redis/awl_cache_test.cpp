// The cache of AWL entries: its bound, its order, and what it refuses to remember.
#include "greycache/redis/awl_cache.h"

#include <doctest/doctest.h>

namespace greycache::awl_cache_test {

namespace {

Keys keys_of(const std::string& src, const std::string& name = "alice",
             const std::string& domain = "example.com") {
  return {src, name, domain, name, "bob@example.net"};
}

KnownEntries entries(std::optional<Seen> domain_awl, std::optional<Seen> from_awl) {
  return {Residence::absent, domain_awl, from_awl, std::nullopt};
}

const KnownEntries kKnown = entries(std::nullopt, Seen(5, 7));

struct OnCache : AwlCache {
  explicit OnCache(std::size_t most = 100) : AwlCache(most) { switch_on(); }
  void add(const Keys& keys) { remember(keys, kKnown, moment()); }
  bool holds(const Keys& keys) { return find(keys) != nullptr; }
};

}  // namespace

TEST_CASE("awl cache: what was remembered is found, by source, domain and name") {
  OnCache cache;
  cache.remember(keys_of("192.0.2"), entries(Seen(1, 2), Seen(3, 4)), cache.moment());
  const KnownEntries* found = cache.find(keys_of("192.0.2"));
  REQUIRE(found != nullptr);
  CHECK(found->domain_awl == Seen(1, 2));
  CHECK(found->from_awl == Seen(3, 4));
  CHECK_FALSE(cache.holds(keys_of("192.0.3")));
  CHECK_FALSE(cache.holds(keys_of("192.0.2", "carol")));
  CHECK_FALSE(cache.holds(keys_of("192.0.2", "alice", "example.org")));
  cache.add(keys_of("192.0.2"));
  CHECK_FALSE(cache.find(keys_of("192.0.2"))->domain_awl.has_value());
  CHECK(cache.size() == 1);
}

TEST_CASE("awl cache: the absence of both entries is not remembered") {
  OnCache cache;
  cache.remember(keys_of("192.0.2"), {}, cache.moment());
  CHECK(cache.size() == 0);
}

TEST_CASE("awl cache: it holds nothing before it is on and after it is off") {
  AwlCache cache(100);
  cache.remember(keys_of("192.0.2"), kKnown, cache.moment());
  CHECK(cache.find(keys_of("192.0.2")) == nullptr);
  cache.switch_on();
  cache.remember(keys_of("192.0.2"), kKnown, cache.moment());
  CHECK(cache.find(keys_of("192.0.2")) != nullptr);
  cache.switch_off();
  CHECK(cache.find(keys_of("192.0.2")) == nullptr);
  CHECK(cache.size() == 0);
}

TEST_CASE("awl cache: a look-up made before it went on is not remembered") {
  AwlCache cache(100);
  const auto before = cache.moment();
  cache.switch_on();
  cache.remember(keys_of("192.0.2"), kKnown, before);
  CHECK(cache.size() == 0);
}

TEST_CASE("awl cache: with no room it never goes on") {
  AwlCache cache(0);
  cache.switch_on();
  CHECK_FALSE(cache.on());
}

TEST_CASE("awl cache: a source is forgotten with all its senders, and no other") {
  OnCache cache;
  cache.add(keys_of("192.0.2"));
  cache.add(keys_of("192.0.2", "carol"));
  cache.add(keys_of("192.0.3"));
  cache.forget("192.0.2");
  CHECK_FALSE(cache.holds(keys_of("192.0.2")));
  CHECK_FALSE(cache.holds(keys_of("192.0.2", "carol")));
  CHECK(cache.holds(keys_of("192.0.3")));
  CHECK(cache.size() == 1);
}

TEST_CASE("awl cache: what was forgotten while a look-up was under way is not remembered from it") {
  OnCache cache;
  const auto asked = cache.moment();
  cache.forget("192.0.2");
  cache.remember(keys_of("192.0.2"), kKnown, asked);
  CHECK_FALSE(cache.holds(keys_of("192.0.2")));
  cache.add(keys_of("192.0.2"));
  CHECK(cache.holds(keys_of("192.0.2")));
}

TEST_CASE("awl cache: so it is when everything was forgotten meanwhile") {
  OnCache cache;
  const auto asked = cache.moment();
  cache.forget_all();
  cache.remember(keys_of("192.0.2"), kKnown, asked);
  CHECK(cache.size() == 0);
  cache.add(keys_of("192.0.2"));
  CHECK(cache.size() == 1);
}

TEST_CASE("awl cache: beyond its bound the source goes that was used least recently") {
  OnCache cache(3);
  cache.add(keys_of("1"));
  cache.add(keys_of("2"));
  cache.add(keys_of("3"));
  CHECK(cache.holds(keys_of("1")));
  cache.add(keys_of("4"));
  CHECK(cache.size() == 3);
  CHECK_FALSE(cache.holds(keys_of("2")));
  CHECK(cache.holds(keys_of("1")));
  cache.add(keys_of("3", "carol"));
  cache.add(keys_of("3", "dave"));
  CHECK(cache.size() == 3);
  CHECK(cache.holds(keys_of("3")));
  CHECK_FALSE(cache.holds(keys_of("4")));
}

TEST_CASE("awl cache: a source that alone is too much goes as a whole") {
  OnCache cache(2);
  for (const char* name : {"a", "b", "c"}) cache.add(keys_of("1", name));
  CHECK(cache.size() == 0);
}

TEST_CASE("awl cache: a source begins anew beyond its own bound") {
  OnCache cache(10 * AwlCache::kMostOfSource);
  cache.add(keys_of("2"));
  for (std::size_t i = 0; i < AwlCache::kMostOfSource; ++i) {
    cache.add(keys_of("1", std::to_string(i)));
  }
  CHECK(cache.size() == AwlCache::kMostOfSource + 1);
  cache.add(keys_of("1", "one more"));
  CHECK(cache.size() == 2);
  CHECK(cache.holds(keys_of("1", "one more")));
}

}  // namespace greycache::awl_cache_test
