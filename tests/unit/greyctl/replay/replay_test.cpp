// Shows that a replay decides with the trace's times and answers as the daemon would.
#include "greyctl/replay/replay.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

namespace greycache {

namespace {

struct Bench {
  Rules rules;
  Replay replay{rules, {}, {}, 1000};

  std::string answer(UnixTime at, const std::string& instance = "") {
    return *replay.answer(fmt::format(
        R"({{"at": {}, "request": {{"client_address": "192.0.2.1", "client_name": "web.x.y",
            "sender": "a@b.c", "recipient": "r@d.e", "instance": "{}"}}}})",
        at, instance));
  }
};

}  // namespace

TEST_CASE("a conversation of hours is decided by the times of its lines") {
  Bench bench;
  CHECK(
      bench.answer(1000) ==
      R"({"action":"defer_if_permit Greylisted for 5 minutes","outcome":"new","delay":null,"rule":null,"src":"192.0.2"})");
  CHECK(bench.answer(1300).find(R"("outcome":"early")") != std::string::npos);
  CHECK(bench.answer(1301).find(R"("outcome":"reconnect","delay":301)") != std::string::npos);
  CHECK(bench.answer(90'000).find(R"("outcome":"from_awl","delay":null)") != std::string::npos);
}

TEST_CASE("what needs no entries has no source") {
  Bench bench;
  const auto answer = bench.replay.answer(
      R"({"at": 1, "request": {"client_address": "192.0.2.1", "sasl_username": "u"}})");
  CHECK(*answer ==
        R"({"action":"dunno","outcome":"not_applicable","delay":null,"rule":null,"src":null})");
}

TEST_CASE("one message has its header once") {
  Bench bench;
  bench.answer(1000);
  CHECK(bench.answer(1301, "i.1").find("PREPEND") != std::string::npos);
  const auto second = bench.replay.answer(
      R"({"at": 1302, "request": {"client_address": "192.0.2.1", "client_name": "web.x.y",
          "sender": "a@b.c", "recipient": "other@d.e", "instance": "i.1"}})");
  CHECK(second->find(R"("action":"dunno","outcome":"from_awl")") != std::string::npos);
}

TEST_CASE("a line that is no trace is refused") {
  Bench bench;
  CHECK_FALSE(bench.replay.answer("nonsense").has_value());
}

}  // namespace greycache
