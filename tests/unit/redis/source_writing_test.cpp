// The commands that write entries.
#include "greycache/redis/source_writing.h"

#include <doctest/doctest.h>

namespace greycache {

namespace {

constexpr UnixTime kNow = 1'000'000;
const std::string kMarker = "0a1b2c3d 1000000";

RedisOptions options() {
  RedisOptions options;
  options.max_connect_age = 1000;
  options.awl_age = 90000;
  return options;
}

Fact connect_of(const std::string& src, const std::string& name, UnixTime first) {
  return {FactKind::connect, src, name, "d", "r", first, first};
}

Fact from_awl_of(const std::string& src, const std::string& name, UnixTime first, UnixTime last) {
  return {FactKind::from_awl, src, name, "d", "", first, last};
}

RedisReply values(const std::vector<std::string>& texts) {
  RedisReply reply;
  reply.type = RedisReply::Type::array;
  for (const std::string& text : texts) {
    const auto type = text.empty() ? RedisReply::Type::nil : RedisReply::Type::string;
    reply.elements.push_back({type, text, 0, {}});
  }
  return reply;
}

// What a merge of one fact into what `there` holds writes.
std::string merged_with(const Fact& fact, const std::string& there,
                        const std::string& marker = "") {
  const RedisOptions settings = options();
  const SourceMerge merge({{fact.src, {fact}}}, marker, kNow, settings);
  return merge.write(std::vector<RedisReply>{values({there})}).bytes();
}

std::string written(std::initializer_list<std::initializer_list<std::string_view>> commands) {
  CommandBuffer buffer;
  for (const auto& command : commands) buffer.add(command);
  return buffer.bytes();
}

}  // namespace

TEST_CASE("facts are gathered by source, copies merged, what cannot be stored left out") {
  const auto sources = by_source(std::vector<Fact>{
      from_awl_of("b", "x", 5, 6), connect_of("a", "x", 9), from_awl_of("b", "x", 3, 4),
      connect_of("b", "y", 1), connect_of("a", "bad name", 1)});
  REQUIRE(sources.size() == 2);
  CHECK(sources[0].src == "a");
  CHECK(sources[0].facts == std::vector<Fact>{connect_of("a", "x", 9)});
  CHECK(sources[1].src == "b");
  CHECK(sources[1].facts ==
        std::vector<Fact>{connect_of("b", "y", 1), from_awl_of("b", "x", 3, 6)});
}

TEST_CASE("a key lives as long as the longest-lived of what is written") {
  const std::vector<Fact> connects{connect_of("a", "x", 1)};
  const std::vector<Fact> both{connect_of("a", "x", 1), from_awl_of("a", "x", 1, 2)};
  CHECK(time_to_live({}, options()) == 4600);
  CHECK(time_to_live(connects, options()) == 4600);
  CHECK(time_to_live(both, options()) == 90000);
}

TEST_CASE("facts of one source are one HSET, with the size asked where it may have grown") {
  CommandBuffer commands;
  CHECK(add_write(commands, {"a", {connect_of("a", "x", 9), from_awl_of("a", "x", 1, 2)}},
                  options()));
  CHECK(commands.bytes() == written({{"HSET", "grey:{a}", "x@d r", "9", "x@d", "1 2"},
                                     {"EXPIRE", "grey:{a}", "90000"},
                                     {"HLEN", "grey:{a}"}}));
  CommandBuffer awl_only;
  CHECK_FALSE(add_write(awl_only, {"a", {from_awl_of("a", "x", 1, 2)}}, options()));
  CommandBuffer marked;
  CHECK_FALSE(add_write(marked, {"a", {connect_of("a", "x", 9)}}, options(), kMarker));
  CHECK(marked.bytes() == written({{"HSET", "grey:{a}", "@", kMarker, "x@d r", "9"},
                                   {"EXPIRE", "grey:{a}", "4600"}}));
  CHECK(awl_only.commands() == 2);
}

TEST_CASE("a merge reads the entries of the sources that have any") {
  const RedisOptions settings = options();
  const SourceMerge merge(
      {{"a", {}}, {"b", {connect_of("b", "x", 9), from_awl_of("b", "y", 1, 2)}}}, kMarker, kNow,
      settings);
  CHECK(merge.read().bytes() == written({{"HMGET", "grey:{b}", "x@d r", "y@d"}}));
}

TEST_CASE("what is absent is written unless somebody else was first") {
  CHECK(merged_with(from_awl_of("a", "x", 1, 2), "") ==
        written({{"HSETNX", "grey:{a}", "x@d", "1 2"}, {"EXPIRE", "grey:{a}", "90000"}}));
}

TEST_CASE("what is there is merged") {
  const Fact fact = from_awl_of("a", "x", 50, 60);
  CHECK(merged_with(fact, "40 70").empty());
  CHECK(merged_with(fact, "50 60").empty());
  CHECK(merged_with(fact, "55 70") ==
        written({{"HSET", "grey:{a}", "x@d", "50 70"}, {"EXPIRE", "grey:{a}", "90000"}}));
  CHECK(merged_with(fact, "rubbish") ==
        written({{"HSET", "grey:{a}", "x@d", "50 60"}, {"EXPIRE", "grey:{a}", "90000"}}));
}

TEST_CASE("an expired connect counts as absent on either side") {
  const UnixTime oldest = kNow - 1000;
  CHECK(merged_with(connect_of("a", "x", oldest - 1), "").empty());
  CHECK(merged_with(connect_of("a", "x", oldest - 1), "999999").empty());
  CHECK_FALSE(merged_with(connect_of("a", "x", oldest), "999999").empty());
  const std::string fresh = written(
      {{"HSET", "grey:{a}", "x@d r", std::to_string(kNow)}, {"EXPIRE", "grey:{a}", "4600"}});
  CHECK(merged_with(connect_of("a", "x", kNow), std::to_string(oldest - 1)) == fresh);
  CHECK(merged_with(connect_of("a", "x", kNow), std::to_string(oldest)).empty());
}

TEST_CASE("the marker is written last, also where nothing else is") {
  CHECK(merged_with(from_awl_of("a", "x", 1, 2), "1 2", kMarker) ==
        written({{"HSET", "grey:{a}", "@", kMarker}, {"EXPIRE", "grey:{a}", "90000"}}));
  const RedisOptions settings = options();
  const SourceMerge empty({{"a", {}}}, kMarker, kNow, settings);
  CHECK(empty.read().empty());
  CHECK(empty.write({}).bytes() ==
        written({{"HSET", "grey:{a}", "@", kMarker}, {"EXPIRE", "grey:{a}", "4600"}}));
}

TEST_CASE("a source that could not be read is not written, the others are") {
  const RedisOptions settings = options();
  const SourceMerge merge(
      {{"a", {from_awl_of("a", "x", 1, 2)}}, {"b", {from_awl_of("b", "x", 1, 2)}}}, kMarker, kNow,
      settings);
  const RedisReply error{RedisReply::Type::error, "WRONGTYPE", 0, {}};
  const std::string bytes = merge.write(std::vector<RedisReply>{error, values({""})}).bytes();
  CHECK(bytes.find("grey:{a}") == std::string::npos);
  CHECK(bytes.find("grey:{b}") != std::string::npos);
}

}  // namespace greycache
