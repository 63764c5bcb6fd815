// Where Postfix asks policy services, by what postconf(1) prints.
#include "greyctl/postfix/policy_question.h"

#include <doctest/doctest.h>

namespace greycache {

namespace {

std::vector<PolicyQuestion> questions(const std::string& expanded,
                                      const std::string& overrides = {}) {
  return policy_questions(postfix_state_of({"", expanded, "", overrides}));
}

}  // namespace

TEST_CASE("every list is looked through, in the order in which smtpd asks them") {
  const auto all = questions(
      "smtpd_recipient_restrictions = permit_mynetworks, check_policy_service unix:private/a\n"
      "smtpd_client_restrictions = check_policy_service inet:127.0.0.1:10023\n"
      "smtpd_end_of_data_restrictions = check_policy_service unix:private/c\n");
  REQUIRE(all.size() == 3);
  CHECK(all[0].service == "inet:127.0.0.1:10023");
  CHECK(all[1].place() == "smtpd_recipient_restrictions");
  CHECK(all[1].number == 1);
  CHECK(all[2].list == "smtpd_end_of_data_restrictions");
}

TEST_CASE("restriction classes are lists, too, whatever the case of their names") {
  const auto all = questions(
      "smtpd_restriction_classes = plain, own_Network\n"
      "own_Network = warn_if_reject check_policy_service unix:private/a\n");
  REQUIRE(all.size() == 1);
  CHECK(all[0].list == "own_Network");
  CHECK(all[0].warned());
}

TEST_CASE("what master.cf has of its own") {
  const auto all = questions(
      "",
      "submission/inet/smtpd_recipient_restrictions = check_policy_service unix:private/a, reject\n"
      "127.0.0.1:25/inet/smtpd_tls_security_level = may\nrelay/unix/syslog_name = x\n");
  REQUIRE(all.size() == 1);
  CHECK(all[0].master_service == "submission/inet");
  CHECK(all[0].place() == "smtpd_recipient_restrictions of submission/inet in master.cf");
}

TEST_CASE("what stands in the braces") {
  const auto all = questions(
      "smtpd_recipient_restrictions = check_policy_service { unix:private/a, timeout=5s "
      "default_action=DUNNO, { policy_context = a b } }\n");
  REQUIRE(all.size() == 1);
  CHECK(all[0].options.at("timeout") == "5s");
  CHECK(all[0].options.at("default_action") == "DUNNO");
  CHECK(all[0].options.at("policy_context") == "a b");
  CHECK(all[0].options.size() == 3);
}

TEST_CASE("a check without an argument is none") {
  const auto all = questions("smtpd_recipient_restrictions = check_policy_service\n");
  REQUIRE(all.size() == 1);
  CHECK(all[0].service.empty());
}

}  // namespace greycache
