// Where the check stands, for many a main.cf.
#include "greyctl/doctor/place_checks.h"

#include <doctest/doctest.h>

#include "tests/unit/greyctl/doctor/found.h"
#include "tests/unit/greyctl/doctor/postfix_host.h"

namespace greycache::place_checks_test {

namespace {

const std::string kCheck(kCheckOfHost);
const std::string kList = "smtpd_recipient_restrictions";
const std::string kGuarded = "permit_mynetworks, reject_unauth_destination";

Findings of(const PostfixState& state, const Settings& settings = {}) {
  return place_findings(state, ours_of(state), settings);
}

Findings of_list(const std::string& value) {
  return of(postfix_host({{kList, value}}));
}

}  // namespace

TEST_CASE("a host whose check is at the end of the list is well") {
  CHECK(is_well(of(postfix_host())));
}

TEST_CASE("a Postfix that does not ask") {
  const auto findings = of_list(kGuarded);
  CHECK(found(findings, Severity::error, "Postfix does not ask Greycache"));
  CHECK(findings.all().front().advice == "greyctl postfix --apply");
}

TEST_CASE("a check before reject_unauth_destination") {
  const std::string early = "permit_mynetworks, " + kCheck + ", reject_unauth_destination";
  CHECK(is_well(of_list(early)));  // smtpd_relay_restrictions come before
  CHECK(found(of(postfix_host({{kList, early}, {"smtpd_relay_restrictions", ""}})),
              Severity::warning, "before reject_unauth_destination"));
  // Postfix before 3.6 has no such parameter, and asks them behind.
  for (const char* before : {"no", ""}) {
    const auto state =
        postfix_host({{kList, early}, {"smtpd_relay_before_recipient_restrictions", before}});
    CHECK(found(of(state), Severity::warning, "before reject_unauth_destination"));
  }
}

TEST_CASE("a check that the own networks reach") {
  const std::string bare = "reject_unauth_destination, " + kCheck;
  CHECK(found(of_list(bare), Severity::warning, "no permit_mynetworks stands before the check"));
  CHECK(found(of_list("reject_unauth_destination, " + kCheck + ", permit_mynetworks"),
              Severity::warning, "192.0.2.0/24"));
  CHECK(is_well(of(postfix_host({{kList, bare}, {"mynetworks", "127.0.0.0/8 [::1]/128"}}))));
  Settings settings;
  settings.correspondent_networks = "192.0.2.0/24";
  CHECK(is_well(of(postfix_host({{kList, bare}}), settings)));
}

TEST_CASE("a check that nothing reaches") {
  for (const char* word : {"permit", "reject", "permit_auth_destination", "permit_mx_backup"}) {
    CAPTURE(word);
    CHECK(found(of_list(kGuarded + ", " + word + ", " + kCheck), Severity::error,
                std::string("is not reached: ") + word));
  }
  CHECK(is_well(of_list(kGuarded + ", " + kCheck + ", permit")));
}

TEST_CASE("Postfix asks twice") {
  CHECK(found(of_list(kGuarded + ", " + kCheck + ", " + kCheck), Severity::warning, "2 times"));
  const auto both = of(postfix_host(
      {{"smtpd_relay_restrictions", "permit_mynetworks, reject_unauth_destination, " + kCheck}}));
  CHECK(found(both, Severity::warning,
              "2 times, in smtpd_relay_restrictions and smtpd_recipient_restrictions"));
}

TEST_CASE("a check at the data, where Postfix names none of several recipients") {
  for (const std::string list : {"smtpd_data_restrictions", "smtpd_end_of_data_restrictions"}) {
    CAPTURE(list);
    CHECK(found(of(postfix_host({{list, kCheck}, {kList, kGuarded}})), Severity::warning,
                list + " asks when the recipients are through"));
  }
}

TEST_CASE("a check among the restrictions of the client") {
  const ParametersOfHost client{{"smtpd_client_restrictions", kCheck}, {kList, kGuarded}};
  CHECK(found(of(postfix_host(client)), Severity::warning, "counts each wait against its sender"));
  const ParametersOfHost helo{{"smtpd_helo_restrictions", kCheck}, {kList, kGuarded}};
  CHECK(found(of(postfix_host(helo)), Severity::warning, "before what refuses unknown recipients"));
  CHECK_FALSE(found(of(postfix_host(helo)), Severity::warning, "fail2ban"));
}

TEST_CASE("a check that is asked before there is a recipient") {
  ParametersOfHost at_once{
      {"smtpd_client_restrictions", kCheck}, {kList, kGuarded}, {"smtpd_delay_reject", "no"}};
  CHECK(found(of(postfix_host(at_once)), Severity::error, "no mail waits"));
  at_once[1].second += ", " + kCheck;
  CHECK(found(of(postfix_host(at_once)), Severity::warning, "since smtpd_delay_reject is no"));
  CHECK(found(of(postfix_host({{"smtpd_etrn_restrictions", kCheck}, {kList, kGuarded}})),
              Severity::error, "asks in smtpd_etrn_restrictions only"));
}

TEST_CASE("a check that only warns") {
  CHECK(found(of_list(kGuarded + ", warn_if_reject " + kCheck), Severity::note, "warn_if_reject"));
}

TEST_CASE("a service of master.cf that takes mail with a list of its own") {
  const std::string own = "smtp/inet/smtpd_recipient_restrictions = permit_mynetworks,reject";
  CHECK(found(of(postfix_host({}, "", own)), Severity::warning, "smtp/inet has"));
  CHECK(is_well(of(postfix_host({}, "", own + "," + kCheck))));
  const std::string submission = "submission inet n - y - - smtpd\n";
  CHECK(is_well(of(postfix_host(
      {}, submission,
      "submission/inet/smtpd_recipient_restrictions = permit_sasl_authenticated,reject"))));
}

TEST_CASE("a check that asks the daemon without a helper is one, too") {
  for (const char* service : {"unix:/run/greycache/policy.sock", "inet:127.0.0.1:2501"}) {
    CAPTURE(service);
    CHECK(is_well(of_list(kGuarded + ", check_policy_service " + service)));
  }
}

}  // namespace greycache::place_checks_test
