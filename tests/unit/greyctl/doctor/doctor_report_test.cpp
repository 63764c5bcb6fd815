// Findings as a person and a program read them.
#include "greyctl/doctor/doctor_report.h"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

namespace greycache {

namespace {

DoctorReport mixed() {
  Findings clock;
  clock.note("nobody keeps the clock", "apt install chrony");
  Findings redis;
  redis.ok("Redis 7.0.15 can be used");
  redis.warning("no maxmemory", "maxmemory 512mb");
  redis.error("a \"replica\"", "");
  return {{"clock", clock}, {"redis", redis}};
}

}  // namespace

TEST_CASE("nothing to say is one line") {
  Findings well;
  well.ok("it is well");
  const DoctorReport report{{"clock", well}, {"redis", {}}};
  CHECK(report_text(report) == "All is well. Looked at: clock, redis.\n");
  CHECK(worst_of(report) == Severity::ok);
}

TEST_CASE("the worst comes first, each with what to do") {
  CHECK(report_text(mixed()) ==
        "error: redis: a \"replica\"\n"
        "warning: redis: no maxmemory\n"
        "    -> maxmemory 512mb\n"
        "note: clock: nobody keeps the clock\n"
        "    -> apt install chrony\n"
        "1 error, 1 warning, 1 note. Looked at: clock, redis.\n");
  CHECK(worst_of(mixed()) == Severity::error);
}

TEST_CASE("as JSON, what is well included") {
  const auto json = nlohmann::json::parse(report_json(mixed()));
  CHECK(json["worst"] == "error");
  CHECK(json["looked_at"] == nlohmann::json({"clock", "redis"}));
  REQUIRE(json["findings"].size() == 4);
  CHECK(json["findings"][1]["severity"] == "ok");
  CHECK(json["findings"][1]["advice"].is_null());
  CHECK(json["findings"][3] == nlohmann::json({{"severity", "error"},
                                               {"about", "redis"},
                                               {"what", "a \"replica\""},
                                               {"advice", nullptr}}));
}

}  // namespace greycache
