// Expired entries taken out of a source.
#include "greycache/redis/source_tidy.h"

#include <doctest/doctest.h>

namespace greycache {

namespace {

const TidyRules kRules{"0a1b2c3d", {1000, 500}, 2000};

RedisReply entries(const std::vector<const char*>& texts) {
  RedisReply reply;
  reply.type = RedisReply::Type::array;
  for (const char* text : texts) {
    reply.elements.push_back({RedisReply::Type::string, text, 0, {}});
  }
  return reply;
}

}  // namespace

TEST_CASE("what is expired or unreadable goes, what counts stays") {
  std::size_t left = 0;
  const auto commands = tidy_write("k", "192.0.2",
                                   entries({"a@d r", "999", "b@d r", "1000", "c@d", "1 500", "*@d",
                                            "1 501", "@", "0a1b2c3d 7", "what", "1"}),
                                   kRules, left);
  CommandBuffer expected;
  expected.add({"MULTI"});
  expected.add({"HDEL", "k", "a@d r", "c@d", "what"});
  expected.add({"HSET", "k", "@", "0a1b2c3d 2000"});
  expected.add({"EXEC"});
  CHECK(commands.bytes() == expected.bytes());
  CHECK(left == 2);
}

TEST_CASE("a source without garbage only gets a new marker") {
  std::size_t left = 0;
  const auto commands = tidy_write("k", "s", entries({"@", "0a1b2c3d 7"}), kRules, left);
  CommandBuffer expected;
  expected.add({"MULTI"});
  expected.add({"HSET", "k", "@", "0a1b2c3d 2000"});
  expected.add({"EXEC"});
  CHECK(commands.bytes() == expected.bytes());
}

TEST_CASE("a source that is no longer resident is left alone, the watch is ended") {
  CommandBuffer expected;
  expected.add({"MULTI"});
  expected.add({"EXEC"});
  for (const RedisReply& reply : {entries({}), entries({"a@d r", "1"}),
                                  entries({"@", "ffffffff 7", "a@d r", "1"}), RedisReply{}}) {
    std::size_t left = 0;
    CHECK(tidy_write("k", "s", reply, kRules, left).bytes() == expected.bytes());
  }
}

TEST_CASE("sources wait once each, in order, and not without end") {
  TidyQueue queue;
  queue.push("a");
  queue.push("b");
  queue.push("a");
  CHECK(queue.pop() == "a");
  CHECK(queue.pop() == "b");
  CHECK_FALSE(queue.pop().has_value());
  for (std::size_t i = 0; i < TidyQueue::kLimit + 10; ++i) queue.push(std::to_string(i));
  std::size_t count = 0;
  while (queue.pop()) ++count;
  CHECK(count == TidyQueue::kLimit);
}

TEST_CASE("crowded sources are remembered, the newest always, not without end") {
  CrowdedSources crowded;
  for (std::size_t i = 0; i <= CrowdedSources::kLimit; ++i) {
    crowded.insert(std::to_string(i));
    CHECK(crowded.contains(std::to_string(i)));
  }
  int count = 0;
  for (std::size_t i = 0; i <= CrowdedSources::kLimit; ++i) {
    count += crowded.contains(std::to_string(i)) ? 1 : 0;
  }
  CHECK(count == static_cast<int>(CrowdedSources::kLimit));
  crowded.erase("7");
  CHECK_FALSE(crowded.contains("7"));
}

}  // namespace greycache
