#include "greyctl/health/health.h"

#include <doctest/doctest.h>

#include "tests/unit/greyctl/health/stats_answer.h"

using namespace greycache;

namespace {

AskedSocket answering(const ClientResult& answer, bool may_ask = true) {
  return {"/run/x.sock", [may_ask] { return may_ask; }, [answer] { return answer; }};
}

AskedSocket failing(const char* why) {
  return answering(tl::make_unexpected(std::string(why)));
}

const AskedSocket kServes = answering("DUNNO");

}  // namespace

TEST_CASE("a daemon that answers on both sockets and lacks nothing is well") {
  const Health health = health_of(kServes, answering(StatsAnswer().text()));
  CHECK(exit_status(health.state) == 0);
  CHECK(health_text(health) == "greycache 1.2 well\n");
  CHECK(health_json(health) == R"({"state":"well","version":"1.2","reasons":[]})"
                               "\n");
}

TEST_CASE("one that lacks something is degraded, with every reason in the line") {
  const Health health = health_of(
      kServes,
      answering(StatsAnswer{.redis_up = false, .reason = "refused", .history_fails = 1}.text()));
  CHECK(exit_status(health.state) == 1);
  CHECK(health_text(health) ==
        "greycache 1.2 degraded: Redis is away: refused; tasks fail: history\n");
}

TEST_CASE("one that answers no mail does not serve, and its control socket is not asked") {
  AskedSocket control = answering(StatsAnswer().text());
  bool asked = false;
  control.ask = [&] {
    asked = true;
    return ClientResult("");
  };
  const Health health = health_of(failing("no answer"), control);
  CHECK(exit_status(health.state) == 2);
  CHECK(health_text(health) == "greycache not serving: no answer\n");
  CHECK_FALSE(asked);
}

TEST_CASE("a control socket that fails or talks nonsense is degraded") {
  CHECK(exit_status(health_of(kServes, failing("no answer")).state) == 1);
  CHECK(exit_status(health_of(kServes, answering("{}")).state) == 1);
}

TEST_CASE("without the right to ask nothing is said to be well or ill") {
  const AskedSocket closed = answering("", false);
  CHECK(exit_status(health_of(closed, closed).state) == 77);
  const Health health = health_of(kServes, closed);
  CHECK(exit_status(health.state) == 77);
  CHECK(health_json(health) ==
        R"({"state":"unknown","version":null,"reasons":["this account may not ask /run/x.sock, )"
        R"(so it is known only that the daemon serves"]})"
        "\n");
}

TEST_CASE("a reason has neither a line break nor a bar, which would end the text for Nagios") {
  const std::string line = health_text(health_of(failing("a|b\nc"), kServes));
  CHECK(line == "greycache not serving: a/b\\x0ac\n");
}
