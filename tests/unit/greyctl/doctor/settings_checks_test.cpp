// Settings that are good alone and fight each other.
#include "greyctl/doctor/settings_checks.h"

#include <doctest/doctest.h>

#include "tests/unit/greyctl/doctor/found.h"

namespace greycache::settings_checks_test {

namespace {

using std::chrono::hours;
using std::chrono::minutes;

template <typename Value>
Findings with(Value Settings::*member, Value value) {
  Settings settings;
  settings.*member = value;
  return settings_findings(settings);
}

}  // namespace

TEST_CASE("the defaults are well") {
  CHECK(is_well(settings_findings(Settings())));
}

TEST_CASE("max_connect_age under the retry times of real servers") {
  const Milliseconds limit = hours(12);
  CHECK(is_well(with(&Settings::max_connect_age, limit)));
  CHECK(found(with(&Settings::max_connect_age, limit - Milliseconds(1)), Severity::warning,
              "max_connect_age is"));
}

TEST_CASE("reconnect_delay over an hour, and near max_connect_age") {
  CHECK(is_well(with(&Settings::reconnect_delay, Milliseconds(hours(1)))));
  CHECK(found(with(&Settings::reconnect_delay, Milliseconds(minutes(61))), Severity::warning,
              "reconnect_delay is 61m"));
  CHECK(found(with(&Settings::reconnect_delay, Milliseconds(hours(7))), Severity::warning,
              "between reconnect_delay (7h) and max_connect_age (1d)"));
}

TEST_CASE("awl_age under a month, but for none at all") {
  CHECK(found(with(&Settings::awl_age, Milliseconds(hours(24 * 30))), Severity::warning,
              "awl_age is"));
  CHECK(is_well(with(&Settings::awl_age, Milliseconds(hours(24 * 32)))));
  CHECK(is_well(with(&Settings::awl_age, Milliseconds(0))));
}

TEST_CASE("a throttle of some few") {
  CHECK(found(with(&Settings::connect_src_throttle, std::int64_t{4}), Severity::warning,
              "connect_src_throttle is 4"));
  CHECK(is_well(with(&Settings::connect_src_throttle, std::int64_t{5})));
}

TEST_CASE("a history that ends before it is known what became of a mail") {
  CHECK(found(with(&Settings::history_keep, Milliseconds(hours(23))), Severity::warning,
              "history_keep (23h)"));
  CHECK(is_well(with(&Settings::history_keep, Milliseconds(hours(24)))));
  CHECK(found(with(&Settings::history_keep, Milliseconds(0)), Severity::note, "history_keep is 0"));
}

TEST_CASE("ports that others than this host reach") {
  for (const char* address : {"2501", "127.0.0.1:2501", "[::1]:2501", ""}) {
    CAPTURE(address);
    CHECK(is_well(with(&Settings::inet, std::string(address))));
    CHECK(is_well(with(&Settings::metrics, std::string(address))));
  }
  CHECK(found(with(&Settings::inet, std::string("*:2501")), Severity::warning, "inet is *:2501"));
  CHECK(found(with(&Settings::metrics, std::string("192.0.2.1:9125")), Severity::warning,
              "metrics is 192.0.2.1:9125"));
}

TEST_CASE("nobody who is told") {
  CHECK(found(with(&Settings::admin_mail, std::string()), Severity::note, "admin_mail is empty"));
  CHECK(found(with(&Settings::loglevel, std::int64_t{1}), Severity::note, "loglevel is 1"));
}

}  // namespace greycache::settings_checks_test
