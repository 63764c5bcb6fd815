// Expired entries taken out of a source.
#include "greycache/redis/source_tidy.h"

#include <doctest/doctest.h>

#include <string>

namespace greycache::source_tidy_test {

namespace {

const TidyRules kRules{"0a1b2c3d", {2000 + kClocksApart, {1000, 1500}}};
const std::string kMarked = "0a1b2c3d " + std::to_string(2000 + kClocksApart);

RedisReply entries(const std::vector<const char*>& texts) {
  RedisReply reply;
  reply.type = RedisReply::Type::array;
  for (const char* text : texts) {
    reply.elements.push_back({RedisReply::Type::string, text, 0, {}});
  }
  return reply;
}

}  // namespace

TEST_CASE("what is expired by every clock or unreadable goes, what may count stays") {
  const auto commands = tidy_write("k", "192.0.2",
                                   entries({"a@d r", "999", "b@d r", "1000", "c@d", "1 500", "*@d",
                                            "1 501", "@", "0a1b2c3d 7 1000 2000", "what", "1"}),
                                   kRules);
  CommandBuffer expected;
  expected.add({"MULTI"});
  expected.add({"HDEL", "k", "a@d r", "c@d", "what"});
  expected.add({"HSET", "k", "@", kMarked + " 1000 1500"});
  expected.add({"EXEC"});
  CHECK(commands.bytes() == expected.bytes());
}

TEST_CASE("a source without garbage only gets a new marker") {
  const auto commands = tidy_write("k", "s", entries({"@", "0a1b2c3d 7 1000 2000"}), kRules);
  CommandBuffer expected;
  expected.add({"MULTI"});
  expected.add({"HSET", "k", "@", kMarked + " 1000 1500"});
  expected.add({"EXEC"});
  CHECK(commands.bytes() == expected.bytes());
}

TEST_CASE("what a tidying leaves counts by no longer ages than its own") {
  for (const auto& [before, after] :
       {std::pair(std::string("0a1b2c3d 7 900 2000"), kMarked + " 900 1500"),
        std::pair(std::string("0a1b2c3d 7 2000 900"), kMarked + " 1000 900")}) {
    const auto commands = tidy_write("k", "s", entries({"@", before.c_str()}), kRules);
    CommandBuffer expected;
    expected.add({"MULTI"});
    expected.add({"HSET", "k", "@", after});
    expected.add({"EXEC"});
    CHECK(commands.bytes() == expected.bytes());
  }
}

TEST_CASE("a source that is no longer here as a whole is left alone, the watch is ended") {
  CommandBuffer expected;
  expected.add({"MULTI"});
  expected.add({"EXEC"});
  for (const RedisReply& reply :
       {entries({}), entries({"a@d r", "1"}), entries({"@", "ffffffff 7 1000 2000", "a@d r", "1"}),
        entries({"@", "0a1b2c3d 7 large", "a@d r", "1"}), RedisReply{}}) {
    CHECK(tidy_write("k", "s", reply, kRules).bytes() == expected.bytes());
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

TEST_CASE("large sources are remembered, the newest always, not without end") {
  LargeSources large;
  for (std::size_t i = 0; i <= LargeSources::kLimit; ++i) {
    large.insert(std::to_string(i));
    CHECK(large.contains(std::to_string(i)));
  }
  int count = 0;
  for (std::size_t i = 0; i <= LargeSources::kLimit; ++i) {
    count += large.contains(std::to_string(i)) ? 1 : 0;
  }
  CHECK(count == static_cast<int>(LargeSources::kLimit));
  large.erase("7");
  CHECK_FALSE(large.contains("7"));
}

}  // namespace greycache::source_tidy_test
