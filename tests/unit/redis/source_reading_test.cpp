// Redis's answers about one source, read as facts.
#include "greycache/redis/source_reading.h"

#include <doctest/doctest.h>

namespace greycache::source_reading_test {

namespace {

constexpr std::string_view kGeneration = "0a1b2c3d";
const Instant kAt{1000, {}};
const Keys kKeys{"192.0.2", "alice+1", "example.com", "alice", "bob@example.net"};

RedisReply string(const char* text) {
  return {RedisReply::Type::string, text, 0, {}};
}

RedisReply array(std::vector<RedisReply> elements) {
  return {RedisReply::Type::array, {}, 0, std::move(elements)};
}

}  // namespace

TEST_CASE("a request asks for the marker and its three entries at once") {
  CommandBuffer commands;
  add_look_up(commands, "grey", {&kKeys});
  CommandBuffer expected;
  expected.add({"HMGET", "grey:{192.0.2}", "@", "*@example.com", "alice@example.com",
                "alice+1@example.com bob@example.net"});
  CHECK(commands.bytes() == expected.bytes());
}

TEST_CASE("a whole source is one HGETALL") {
  CommandBuffer commands;
  std::vector<Fact> all;
  add_look_up(commands, "mx", {&kKeys, &all});
  CommandBuffer expected;
  expected.add({"HGETALL", "mx:{192.0.2}"});
  CHECK(commands.bytes() == expected.bytes());
}

TEST_CASE("the three entries are found by their place") {
  KnownEntries found;
  const auto reading = read_source(
      {&kKeys},
      array({string("0a1b2c3d 900 86400 5184000"), string("1 2"), string("3 4"), string("5")}),
      kGeneration, kAt, found);
  CHECK(reading.marker == Marker{900, ages_of_source("192.0.2", Ages{})});
  CHECK(reading.unreadable == 0);
  CHECK(found.whole());
  CHECK(found.domain_awl == Fact{FactKind::domain_awl, "192.0.2", "", "example.com", "", 1, 2});
  CHECK(found.from_awl == Fact{FactKind::from_awl, "192.0.2", "alice", "example.com", "", 3, 4});
  CHECK(found.connect ==
        Fact{FactKind::connect, "192.0.2", "alice+1", "example.com", "bob@example.net", 5, 5});
}

TEST_CASE("of a user's source the correspondent alone is asked for, and found by its place") {
  const Keys keys{"to:anna@here.example", "alice", "example.com", "alice", ""};
  CommandBuffer commands;
  add_look_up(commands, "grey", {&keys});
  CommandBuffer expected;
  expected.add({"HMGET", "grey:{to:anna@here.example}", "@", "@alice@example.com"});
  CHECK(commands.bytes() == expected.bytes());
  KnownEntries found;
  const auto reading =
      read_source({&keys}, array({string("0a1b2c3d 900 86400 5184000 7776000"), string("3 4")}),
                  kGeneration, kAt, found);
  CHECK(reading.marker == Marker{900, Ages{}});
  CHECK(found.whole());
  CHECK(found.correspondent == Seen(3, 4));
  CHECK_FALSE((found.from_awl || found.domain_awl || found.connect));
}

TEST_CASE("without a marker of this generation the source is not resident") {
  for (const RedisReply& marker :
       {RedisReply{}, string(""), string("yes"), string("-1"), string("900"), string("0a1b2c3d"),
        string("0a1b2c3d x 86400 5184000"), string("0a1b2c3d 900"), string("0a1b2c3d 900 86400"),
        string("0a1b2c3d 900 86400 x"), string("0a1b2c3d 900 86400 5184000 1"),
        string("ffffffff 900 86400 5184000")}) {
    KnownEntries found;
    found.residence = Residence::whole;
    read_source({&kKeys}, array({marker, {}, {}, {}}), kGeneration, kAt, found);
    CHECK_FALSE(found.whole());
  }
}

TEST_CASE(
    "a source that a clock ahead has filled or tidied is absent: it left out what counts here") {
  const Instant at{1'700'000'000, {}};
  for (const std::optional<Ages>& whole : {std::optional<Ages>(at.ages), std::optional<Ages>()}) {
    const Residence here = whole ? Residence::whole : Residence::large;
    CHECK(residence_of(Marker{at.now, whole}, at) == here);
    CHECK(residence_of(Marker{at.now + kClocksApart, whole}, at) == here);
    CHECK(residence_of(Marker{at.now + kClocksApart + 1, whole}, at) == Residence::absent);
  }
}

TEST_CASE("an unreadable entry is absent and counted") {
  KnownEntries found;
  const auto reading = read_source(
      {&kKeys},
      array({string("0a1b2c3d 900 86400 5184000"), string("1"), string("x y"), string("5")}),
      kGeneration, kAt, found);
  CHECK(found.whole());
  CHECK_FALSE(found.domain_awl.has_value());
  CHECK_FALSE(found.from_awl.has_value());
  CHECK(found.connect.has_value());
  CHECK(reading.unreadable == 2);
}

TEST_CASE("a reply of another shape says nothing of the source") {
  const RedisReply error{RedisReply::Type::error, "WRONGTYPE", 0, {}};
  for (const RedisReply& reply :
       {RedisReply{}, error, array({}), array({string("0a1b2c3d 900 86400 5184000")}),
        array({string("1"), {}, {}, {}, {}}), string("0a1b2c3d 900 86400 5184000")}) {
    KnownEntries found;
    read_source({&kKeys}, reply, kGeneration, kAt, found);
    CHECK_FALSE(found.whole());
  }
  KnownEntries found;
  std::vector<Fact> all;
  read_source({&kKeys, &all},
              array({string("@"), string("0a1b2c3d 900 86400 5184000"), string("odd")}),
              kGeneration, kAt, found);
  CHECK_FALSE(found.whole());
}

TEST_CASE("a whole source gives all entries and the three besides") {
  KnownEntries found;
  std::vector<Fact> all{Fact{}};
  const auto reading =
      read_source({&kKeys, &all},
                  array({string("alice@example.com"), string("3 4"), string("@"),
                         string("0a1b2c3d 900 86400 5184000"), string("zoe@example.org r@d"),
                         string("7"), string("garbage"), string("1")}),
                  kGeneration, kAt, found);
  CHECK(found.whole());
  CHECK(all.size() == 2);
  CHECK(found.from_awl.has_value());
  CHECK_FALSE(found.connect.has_value());
  CHECK(reading.entries == 3);
  CHECK(reading.unreadable == 1);
}

}  // namespace greycache::source_reading_test
