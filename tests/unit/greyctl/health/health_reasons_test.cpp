#include "greyctl/health/health_reasons.h"

#include <doctest/doctest.h>

#include "tests/unit/greyctl/health/stats_answer.h"

using namespace greycache;

namespace {

std::vector<std::string> reasons(const StatsAnswer& answer) {
  const auto condition = condition_in(answer.text());
  REQUIRE(condition);
  return condition->reasons;
}

}  // namespace

TEST_CASE("a daemon with all its stores has no reason, and tells its version") {
  CHECK(reasons({}).empty());
  CHECK(condition_in(StatsAnswer().text())->version == "1.2");
}

TEST_CASE("a store that is away is one, with its words made safe and short") {
  CHECK(reasons({.redis_up = false, .reason = "refused"}) ==
        std::vector<std::string>{"Redis is away: refused"});
  CHECK(reasons({.redis_up = false, .reason = "Redis: refused"}).at(0) == "Redis is away: refused");
  CHECK(reasons({.redis_up = false, .reason = "Redis: "}).at(0) == "Redis is away: ");
  const std::string odd = reasons({.redis_up = false, .reason = "a\\u001bb"}).at(0);
  CHECK(odd == "Redis is away: a\\x1bb");
  CHECK(reasons({.redis_up = false, .reason = std::string(500, 'x')}).at(0).size() < 200);
}

TEST_CASE("a journal beyond half of its room is one, at the half it is not") {
  CHECK(reasons({.journal_bytes = 500}).empty());
  CHECK(reasons({.journal_bytes = 501}).size() == 1);
}

TEST_CASE("a journal that is not on disk is one") {
  CHECK(reasons({.journal_state = "memory"}).at(0) == "changes are in memory only");
  CHECK(reasons({.journal_state = "full"}).at(0) == "the journal takes no more changes");
}

TEST_CASE("what fails beside the requests is one together") {
  CHECK(reasons({.cleaning_fails = 1, .history_fails = 1}).at(0) ==
        "tasks fail: cleaning, history");
}

TEST_CASE("what is no answer to stats tells nothing") {
  for (const char* text : {"", "{}", "[]", "null", "nonsense", R"({"version":1})",
                           R"({"version":"1","journal":[],"stores":[],"background_failing":{}})"}) {
    CAPTURE(text);
    CHECK_FALSE(condition_in(text));
  }
  const std::string answer = StatsAnswer().text();
  CHECK_FALSE(condition_in(answer.substr(0, answer.size() - 1)));
}
