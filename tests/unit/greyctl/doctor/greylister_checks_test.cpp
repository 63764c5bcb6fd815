// Hosts on which somebody else greylists, too.
#include "greyctl/doctor/greylister_checks.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <tuple>

#include "tests/unit/greyctl/doctor/found.h"
#include "tests/unit/greyctl/doctor/postfix_host.h"

namespace greycache::greylister_checks_test {

namespace {

Findings of(const PostfixState& state, const RspamdFacts& rspamd = {}) {
  return greylister_findings(state, kServiceOfHost, rspamd);
}

Findings of_list(const std::string& value) {
  return of(postfix_host({{"smtpd_recipient_restrictions", value}}));
}

const std::string kOurs(kCheckOfHost);

}  // namespace

TEST_CASE("a host with Greycache alone is well, also on a port of SQLgrey's") {
  CHECK(is_well(of(postfix_host())));
  CHECK(is_well(of_list("check_policy_service inet:127.0.0.1:2501")));
}

TEST_CASE("postgrey in front and behind") {
  const std::string postgrey = "check_policy_service inet:127.0.0.1:10023";
  CHECK(found(of_list(postgrey + ", " + kOurs), Severity::warning,
              "postgrey is asked in smtpd_recipient_restrictions (inet:127.0.0.1:10023), before"));
  CHECK(found(of_list(kOurs + ", " + postgrey), Severity::warning, "behind Greycache"));
  CHECK(found(of_list(postgrey), Severity::warning, "and Greycache is not"));
  CHECK(is_well(of_list(kOurs + ", check_policy_service inet:127.0.0.1:100231")));
}

TEST_CASE("SQLgrey by name and port") {
  CHECK(found(of_list("check_policy_service inet:192.0.2.9:2501, " + kOurs), Severity::warning,
              "SQLgrey"));
  CHECK(found(of_list(kOurs + ", check_policy_service unix:/run/sqlgrey.sock"), Severity::warning,
              "SQLgrey"));
}

TEST_CASE("policyd and iRedAPD stay, since they do more than greylist") {
  const std::string iredapd = "check_policy_service inet:127.0.0.1:7777";
  for (const auto& [service, name, off] :
       {std::tuple("inet:127.0.0.1:7777", "iRedAPD", "plugins in /opt/iredapd/settings.py"),
        {"unix:/run/iredapd.sock", "iRedAPD", "plugins in /opt/iredapd/settings.py"},
        {"inet:127.0.0.1:10031", "policyd", "module Greylisting"}}) {
    INFO(service);
    const std::string check = fmt::format("check_policy_service {}, ", service);
    const Findings findings = of_list(check + kOurs);
    REQUIRE(findings.all().size() == 1);
    const Finding& finding = findings.all().front();
    CHECK(finding.severity == Severity::note);
    CHECK(finding.what == fmt::format("{} is asked in smtpd_recipient_restrictions ({}), before "
                                      "Greycache: mail waits twice where it greylists",
                                      name, service));
    CHECK(finding.advice.find(off) != std::string::npos);
    CHECK(finding.advice.find("leave it in smtpd_recipient_restrictions") != std::string::npos);
  }
  CHECK(found(of_list(iredapd), Severity::note, "and Greycache is not"));
  CHECK(is_well(of_list(kOurs + ", check_policy_service unix:private/policyd-spf")));
}

TEST_CASE("policyd and iRedAPD do not greylist at DATA or behind it, others are warned of there") {
  for (const char* list : {"smtpd_data_restrictions", "smtpd_end_of_data_restrictions"}) {
    INFO(list);
    for (const char* port : {"7777", "10031"}) {
      INFO(port);
      CHECK(is_well(
          of(postfix_host({{list, fmt::format("check_policy_service inet:127.0.0.1:{}", port)}}))));
    }
    CHECK(found(of(postfix_host({{list, "check_policy_service inet:127.0.0.1:10023"}})),
                Severity::warning, "postgrey"));
  }
}

TEST_CASE("a greylister that spawn starts is known by its command") {
  const ParametersOfHost list{
      {"smtpd_recipient_restrictions", kOurs + ", check_policy_service unix:private/waits"}};
  CHECK(is_well(of(postfix_host(list))));
  CHECK(found(of(postfix_host(list, "waits unix - n n - 0 spawn user=x argv=/usr/sbin/postgrey\n")),
              Severity::warning, "postgrey"));
}

TEST_CASE("a greylister for a service of master.cf") {
  CHECK(found(of(postfix_host({}, "submission inet n - y - - smtpd\n",
                              "submission/inet/smtpd_client_restrictions = check_policy_service "
                              "inet:127.0.0.1:10023")),
              Severity::warning, "smtpd_client_restrictions of submission/inet in master.cf"));
}

TEST_CASE("rspamd's module greylist") {
  const auto state = postfix_host({{"smtpd_milters", "inet:localhost:11332"}});
  CHECK(found(of(state, {true, {}}), Severity::warning, "module greylist is not switched off"));
  CHECK(found(of(state, {true, {"# enabled = false;\nexpire = 1d;\n"}}), Severity::warning,
              "rspamd"));
  CHECK(is_well(of(state, {true, {"", "expire = 1d;\nenabled = false;\n"}})));
  CHECK(is_well(of(state, {true, {"\"enabled\" = no\n"}})));
  CHECK(found(of(state, {false, {}}), Severity::note, "on another host"));
  CHECK(is_well(of(postfix_host(), {true, {}})));
}

TEST_CASE("milter-greylist") {
  CHECK(
      found(of(postfix_host({{"smtpd_milters", "unix:/run/milter-greylist/milter-greylist.sock"}})),
            Severity::warning, "milter-greylist stands in smtpd_milters"));
}

TEST_CASE("tests of postscreen after its greeting") {
  const ParametersOfHost tests{{"postscreen_pipelining_enable", "yes"},
                               {"postscreen_bare_newline_enable", "yes"}};
  CHECK(is_well(of(postfix_host(tests))));
  const std::string postscreen = "smtp inet n - y - 1 postscreen";
  CHECK(found(of(with_service(postfix_host(tests), "smtp", postscreen)), Severity::warning,
              "(postscreen_pipelining_enable, postscreen_bare_newline_enable)"));
  CHECK(is_well(of(with_service(postfix_host(), "smtp", postscreen))));
}

}  // namespace greycache::greylister_checks_test
