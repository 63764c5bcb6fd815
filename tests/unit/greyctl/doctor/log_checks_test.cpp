// Mail logs that the tools cannot use.
#include "greyctl/doctor/log_checks.h"

#include <doctest/doctest.h>

#include <cerrno>

#include "greyctl/doctor/log_look.h"
#include "tests/unit/greyctl/doctor/found.h"
#include "tests/unit/temporary_directory.h"

namespace greycache::log_checks_test {

namespace {

LogFacts good() {
  LogFacts facts;
  facts.path = "/var/log/mail.log";
  facts.lines = 100;
  facts.of_postfix = 1;
  facts.silent_days = 1;
  return facts;
}

const std::string kLine =
    "2026-11-29T10:00:00.123456+00:00 mx postfix/smtpd[123]: connect from "
    "mail.sender.example[203.0.113.9]\n";

}  // namespace

TEST_CASE("a log that is written and understood is well") {
  CHECK(is_well(log_findings(good())));
}

TEST_CASE("a log that this account may not read") {
  auto facts = good();
  facts.error = EACCES;
  CHECK(found(log_findings(facts), Severity::warning, "Permission denied"));
}

TEST_CASE("a log without a line of Postfix, and one that nobody writes") {
  auto facts = good();
  facts.of_postfix = 0;
  CHECK(found(log_findings(facts), Severity::warning, "none of the last 100 lines"));
  facts.lines = 0;
  CHECK(is_well(log_findings(facts)));
  facts = good();
  facts.silent_days = 2;
  CHECK(found(log_findings(facts), Severity::warning, "for 2 days"));
}

TEST_CASE("no log at all") {
  CHECK(found(log_findings({}), Severity::note, "journal"));
  LogFacts container;
  container.to_output = true;
  CHECK(found(log_findings(container), Severity::note, "standard output"));
}

TEST_CASE("the end of a file is read as greyctl trace reads it") {
  const TemporaryDirectory directory;
  directory.write("good", kLine);
  CHECK(is_well(look_at_log_file(directory.file("good"))));
  std::string strange;
  for (int i = 0; i < 20'000; ++i) strange += "what nobody has written before\n";
  directory.write("strange", strange);
  CHECK(found(look_at_log_file(directory.file("strange")), Severity::warning, "none of the last"));
  directory.write("long", strange + kLine);
  CHECK(is_well(look_at_log_file(directory.file("long"))));
  CHECK(found(look_at_log_file(directory.file("none")), Severity::warning, "No such file"));
}

}  // namespace greycache::log_checks_test
