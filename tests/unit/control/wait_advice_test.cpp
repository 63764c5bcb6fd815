// Each long wait gets the reason that fits, and what helps.
#include "greycache/control/wait_advice.h"

#include <doctest/doctest.h>

#include <algorithm>

namespace greycache::wait_advice_test {

namespace {

constexpr UnixTime kNow = 1'790'000'000;

Rules example_rules() {
  Rules rules;
  rules.max_connect_age = 3600;
  rules.connect_src_throttle = 5;
  return rules;
}

LongWait example_wait() {
  LongWait wait;
  wait.last.at = kNow - 60;
  wait.last.reference = "7K3M9QXA";
  wait.last.client_address = "192.0.2.1";
  wait.last.client_name = "mail.one.example";
  wait.last.src = "192.0.2.1";
  wait.last.recipient = "bob@y.example";
  wait.attempts = 3;
  wait.first_attempts = 1;
  wait.sources = 1;
  wait.waited = 900;
  return wait;
}

bool says(const LongWait& wait, const std::string& words) {
  const auto lines = wait_advice(wait, example_rules(), kNow);
  return std::ranges::any_of(
      lines, [&](const std::string& line) { return line.find(words) != std::string::npos; });
}

}  // namespace

TEST_CASE(
    "a mail that is tried and waits gets a whitelist line, and no reason where none is known") {
  CHECK(says(example_wait(), "greyctl allow mail.one.example"));
  CHECK_FALSE(says(example_wait(), "max_connect_age"));
  CHECK_FALSE(says(example_wait(), "connect_src_throttle"));
}

TEST_CASE("what was throttled is told so") {
  LongWait wait = example_wait();
  wait.throttled = 1;
  CHECK(says(wait, "connect_src_throttle (5): so many first attempts of 192.0.2.1 wait"));
}

TEST_CASE("retries that come later than max_connect_age are told so") {
  LongWait wait = example_wait();
  wait.first_attempts = 3;
  wait.waited = 2 * 3600 + 1;
  CHECK(says(wait, "max_connect_age (1 hour)"));
  wait.waited = 2 * 3600;
  CHECK_FALSE(says(wait, "max_connect_age"));
}

TEST_CASE("a sender of many hosts is told so, also where the mail has passed") {
  LongWait wait = example_wait();
  wait.sources = 4;
  wait.first_attempts = 4;
  wait.passed = true;
  CHECK(says(wait, "it came from 4"));
  CHECK(says(wait, "greyctl allow mail.one.example"));
}

TEST_CASE("a mail that still waits can be released, one that passed or is forgotten cannot") {
  LongWait wait = example_wait();
  CHECK(says(wait, "greyctl release 7K3M9QXA"));
  wait.last.at = kNow - 3601;
  CHECK_FALSE(says(wait, "greyctl release"));
  wait = example_wait();
  wait.passed = true;
  CHECK_FALSE(says(wait, "greyctl release"));
}

TEST_CASE("a server that tries seldom is told so") {
  LongWait wait = example_wait();
  wait.passed = true;
  CHECK_FALSE(says(wait, "its server"));
  wait.waited = 1801;
  CHECK(says(wait, "its server tries again that seldom"));
}

}  // namespace greycache::wait_advice_test
