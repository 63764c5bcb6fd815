// What stands in the braces of a check, and in main.cf.
#include "greyctl/doctor/policy_parameter_checks.h"

#include <doctest/doctest.h>

#include "tests/unit/greyctl/doctor/found.h"
#include "tests/unit/greyctl/doctor/postfix_host.h"

namespace greycache::policy_parameter_checks_test {

namespace {

Findings of(const std::string& argument, const ParametersOfHost& parameters = {}) {
  ParametersOfHost all = parameters;
  all.emplace_back("smtpd_recipient_restrictions",
                   "reject_unauth_destination, check_policy_service " + argument);
  const auto state = postfix_host(all);
  return policy_parameter_findings(state, ours_of(state), {});
}

Findings with(const std::string& options) {
  return of("{ unix:private/greypolicy, timeout=5s, default_action=DUNNO, " + options + " }");
}

}  // namespace

TEST_CASE("the check that greyctl postfix makes is well") {
  CHECK(is_well(of("{ unix:private/greypolicy, timeout=5s, default_action=DUNNO }")));
  CHECK(is_well(of("{ unix:private/greypolicy timeout=5s default_action=dunno text }")));
}

TEST_CASE("default_action that turns mail away, or lets it pass what comes behind") {
  CHECK(found(of("unix:private/greypolicy"), Severity::warning,
              "default_action is \"451 4.3.5 Server configuration problem\""));
  CHECK(found(of("{ unix:private/greypolicy, timeout=5s, { default_action = defer_if_permit } }"),
              Severity::warning, "turns mail away"));
  CHECK(found(of("{ unix:private/greypolicy, timeout=5s, default_action=OK }"), Severity::warning,
              "is left out"));
  CHECK(is_well(of("{ unix:private/greypolicy, timeout=5s }",
                   {{"smtpd_policy_service_default_action", "DUNNO"}})));
}

TEST_CASE("timeouts that are shorter than the helper's, and very long ones") {
  const auto timeout = [](const std::string& value) {
    return of("{ unix:private/greypolicy, default_action=DUNNO, timeout=" + value + " }");
  };
  CHECK(found(timeout("2s"), Severity::warning, "gives up before policy-helper"));
  CHECK(is_well(timeout("3")));
  CHECK(is_well(timeout("30s")));
  CHECK(found(timeout("31s"), Severity::warning, "holds each recipient up"));
  CHECK(found(of("{ unix:private/greypolicy, default_action=DUNNO }"), Severity::warning,
              "timeout is \"100s\""));
}

TEST_CASE("a helper that was told to wait longer than Postfix") {
  const auto told = [](const std::string& timeout) {
    const auto state = with_service(postfix_host(), "greypolicy",
                                    "greypolicy unix - n n - 0 spawn user=greycache "
                                    "argv=/x/policy-helper --timeout " +
                                        timeout);
    return policy_parameter_findings(state, ours_of(state), {});
  };
  CHECK(is_well(told("4999ms")));
  CHECK(found(told("5s"), Severity::warning, "before policy-helper does, which has 5s"));
}

TEST_CASE("a daemon that is asked without a helper may have a short timeout") {
  CHECK(is_well(of("{ inet:127.0.0.1:2501, timeout=1s, default_action=DUNNO }")));
}

TEST_CASE("tries, limits and pauses") {
  CHECK(found(with("try_limit=1"), Severity::warning, "is not opened again"));
  CHECK(is_well(with("try_limit=2")));
  CHECK(found(with("request_limit=100"), Severity::warning, "a start of policy-helper"));
  CHECK(found(with("retry_delay=10s"), Severity::warning, "waited out"));
  CHECK(found(with("max_ttl=2h"), Severity::warning, "idle_timeout"));
  CHECK(is_well(with("max_ttl=1h")));
}

}  // namespace greycache::policy_parameter_checks_test
