// The commands that write entries.
#include "greycache/redis/source_writing.h"

#include <doctest/doctest.h>

namespace greycache::source_writing_test {

namespace {

constexpr UnixTime kNow = 1'000'000;
const std::string kMarker = "0a1b2c3d 1000000 1000 90000";
constexpr Ages kAges{1000, 90000};
constexpr Instant kAt{kNow, kAges};

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

// What a merge of one fact into what `there` holds writes, between MULTI and EXEC.
std::string merged_with(const Fact& fact, const std::string& there,
                        const std::string& marker = "") {
  const SourceMerge merge({{fact.src, {fact}}}, "grey", marker, kAt);
  std::vector<RedisReply> replies{values({there})};
  if (!marker.empty()) replies.insert(replies.begin(), {RedisReply::Type::status, "OK", 0, {}});
  return merge.write(replies).bytes();
}

std::string written(std::initializer_list<std::initializer_list<std::string_view>> commands) {
  CommandBuffer buffer;
  for (const auto& command : commands) buffer.add(command);
  return buffer.bytes();
}

// The same as one transaction.
std::string together(std::initializer_list<std::initializer_list<std::string_view>> commands) {
  return written({{"MULTI"}}) + written(commands) + written({{"EXEC"}});
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
  CHECK(time_to_live({}, kAges) == 4600);
  CHECK(time_to_live(connects, kAges) == 4600);
  CHECK(time_to_live(both, kAges) == 90000);
  const Fact wrote{FactKind::correspondent, "to:a@d", "x", "d", "", 1, 2};
  CHECK(time_to_live(std::vector<Fact>{wrote}, {1000, 90000, 95000}) == 95000);
  CHECK(time_to_live(std::vector<Fact>{wrote}, {100'000, 90000, 95000}) == 103'600);
}

TEST_CASE("facts of one source are one HSET, with the marker where there is one") {
  CommandBuffer commands;
  add_write(commands, "grey:{a}", {"a", {connect_of("a", "x", 9), from_awl_of("a", "x", 1, 2)}},
            kAges);
  CHECK(commands.bytes() == written({{"HSET", "grey:{a}", "x@d r", "9", "x@d", "1 2"},
                                     {"EXPIRE", "grey:{a}", "90000"}}));
  CommandBuffer marked;
  add_write(marked, "grey:{a}", {"a", {connect_of("a", "x", 9)}}, kAges, kMarker);
  CHECK(marked.bytes() == written({{"HSET", "grey:{a}", "@", kMarker, "x@d r", "9"},
                                   {"EXPIRE", "grey:{a}", "4600"}}));
}

TEST_CASE("a source is made large in one transaction, with its entries or without") {
  for (const bool emptied : {false, true}) {
    CommandBuffer commands;
    add_large(commands, "grey:{a}", "a", "0a1b2c3d 7 large", kAges, emptied);
    const std::string begin =
        written({{"MULTI"}}) + (emptied ? written({{"EXPIRE", "grey:{a}", "0"}}) : "");
    CHECK(commands.bytes() == begin + written({{"HSET", "grey:{a}", "@", "0a1b2c3d 7 large"},
                                               {"EXPIRE", "grey:{a}", "90000"},
                                               {"EXEC"}}));
  }
}

TEST_CASE("a merge reads the entries of the sources that have any, and watches all it will mark") {
  const std::vector<SourceFacts> sources{
      {"a", {}}, {"b", {connect_of("b", "x", 9), from_awl_of("b", "y", 1, 2)}}};
  CHECK(SourceMerge(sources, "grey", kMarker, kAt).read().bytes() ==
        written({{"WATCH", "grey:{a}", "grey:{b}"}, {"HMGET", "grey:{b}", "x@d r", "y@d"}}));
  CHECK(SourceMerge(sources, "grey", "", kAt).read().bytes() ==
        written({{"HMGET", "grey:{b}", "x@d r", "y@d"}}));
}

TEST_CASE("what is absent is written unless somebody else was first") {
  CHECK(merged_with(from_awl_of("a", "x", 1, 2), "") ==
        together({{"HSETNX", "grey:{a}", "x@d", "1 2"}, {"EXPIRE", "grey:{a}", "90000"}}));
}

TEST_CASE("what is there is merged") {
  const Fact fact = from_awl_of("a", "x", 50, 60);
  CHECK(merged_with(fact, "40 70").empty());
  CHECK(merged_with(fact, "50 60").empty());
  CHECK(merged_with(fact, "55 70") ==
        together({{"HSET", "grey:{a}", "x@d", "50 70"}, {"EXPIRE", "grey:{a}", "90000"}}));
  CHECK(merged_with(fact, "rubbish") ==
        together({{"HSET", "grey:{a}", "x@d", "50 60"}, {"EXPIRE", "grey:{a}", "90000"}}));
}

TEST_CASE("an expired connect counts as absent on either side") {
  const UnixTime oldest = kNow - 1000;
  CHECK(merged_with(connect_of("a", "x", oldest - 1), "").empty());
  CHECK(merged_with(connect_of("a", "x", oldest - 1), "999999").empty());
  CHECK_FALSE(merged_with(connect_of("a", "x", oldest), "999999").empty());
  const std::string fresh = together(
      {{"HSET", "grey:{a}", "x@d r", std::to_string(kNow)}, {"EXPIRE", "grey:{a}", "4600"}});
  CHECK(merged_with(connect_of("a", "x", kNow), std::to_string(oldest - 1)) == fresh);
  CHECK(merged_with(connect_of("a", "x", kNow), std::to_string(oldest)).empty());
}

TEST_CASE("the marker goes with the entries, also where nothing else is to be written") {
  CHECK(merged_with(from_awl_of("a", "x", 1, 2), "", kMarker) ==
        together(
            {{"HSET", "grey:{a}", "@", kMarker, "x@d", "1 2"}, {"EXPIRE", "grey:{a}", "90000"}}));
  CHECK(merged_with(from_awl_of("a", "x", 1, 2), "1 2", kMarker) ==
        together({{"HSET", "grey:{a}", "@", kMarker}, {"EXPIRE", "grey:{a}", "90000"}}));
  const SourceMerge empty({{"a", {}}}, "grey", kMarker, kAt);
  CHECK(empty.read().bytes() == written({{"WATCH", "grey:{a}"}}));
  const std::vector<RedisReply> watched{{RedisReply::Type::status, "OK", 0, {}}};
  CHECK(empty.write(watched).bytes() ==
        together({{"HSET", "grey:{a}", "@", kMarker}, {"EXPIRE", "grey:{a}", "4600"}}));
}

TEST_CASE("a source that could not be read is not written, the others are, the watch is ended") {
  const SourceMerge merge(
      {{"a", {from_awl_of("a", "x", 1, 2)}}, {"b", {from_awl_of("b", "x", 1, 2)}}}, "grey", kMarker,
      kAt);
  const RedisReply watched{RedisReply::Type::status, "OK", 0, {}};
  const RedisReply error{RedisReply::Type::error, "WRONGTYPE", 0, {}};
  const std::string bytes =
      merge.write(std::vector<RedisReply>{watched, error, values({""})}).bytes();
  CHECK(bytes.find("grey:{a}") == std::string::npos);
  CHECK(bytes.find("grey:{b}") != std::string::npos);
  CHECK(merge.write(std::vector<RedisReply>{watched, error, error}).bytes() == together({}));
}

}  // namespace greycache::source_writing_test
