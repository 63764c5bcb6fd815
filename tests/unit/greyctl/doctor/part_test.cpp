// Looking in processes that hang, end and fail.
#include "greyctl/doctor/part.h"

#include <doctest/doctest.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <stdexcept>

#include "tests/unit/greyctl/doctor/found.h"

namespace greycache::part_test {

namespace {

using std::chrono::seconds;

Findings looked(const std::function<Findings()>& look) {
  return look_at_parts({{"it", look}}, Deadline::after(seconds(20))).front();
}

}  // namespace

TEST_CASE("what a part finds comes back whole, in the order of the parts") {
  const auto findings = look_at_parts({{"one",
                                        [] {
                                          Findings all;
                                          all.error("a \"b\"\n\xc3\xa4", "do\tthat");
                                          all.ok("well");
                                          return all;
                                        }},
                                       {"two",
                                        [] {
                                          Findings all;
                                          all.note("second", "");
                                          return all;
                                        }}},
                                      Deadline::after(seconds(20)));
  REQUIRE(findings.size() == 2);
  REQUIRE(findings[0].all().size() == 2);
  CHECK(findings[0].all()[0] == Finding{Severity::error, "a \"b\"\n\xc3\xa4", "do\tthat"});
  CHECK(findings[1].all()[0] == Finding{Severity::note, "second", ""});
}

TEST_CASE("a part that finds more than a pipe holds holds nobody up") {
  const auto findings = looked([] {
    Findings all;
    for (int i = 0; i < 5000; ++i) all.note(std::string(100, 'x'), "");
    return all;
  });
  CHECK(findings.all().size() == 5000);
}

TEST_CASE("a part that hangs is ended at the deadline, and the others are told") {
  const auto begin = std::chrono::steady_clock::now();
  const auto findings = look_at_parts({{"hangs",
                                        [] {
                                          while (true) pause();
                                          return Findings();
                                        }},
                                       {"well",
                                        [] {
                                          Findings all;
                                          all.ok("well");
                                          return all;
                                        }}},
                                      Deadline::after(std::chrono::milliseconds(500)));
  CHECK(std::chrono::steady_clock::now() - begin < seconds(10));
  REQUIRE(findings[0].all().size() == 1);
  CHECK(findings[0].all()[0].what == "could not be looked at in time: something hangs there");
  CHECK(findings[0].all()[0].severity == Severity::warning);
  CHECK(is_well(findings[1]));
}

TEST_CASE("a part that crashes or throws is a finding") {
  CHECK(looked([]() -> Findings { throw std::runtime_error("no luck"); }).all()[0].what ==
        "could not be looked at: no luck");
  const auto crashed = looked([]() -> Findings {
    raise(SIGKILL);
    return {};
  });
  CHECK(crashed.all()[0].what == "could not be looked at to its end");
}

}  // namespace greycache::part_test
