// smtpd's lists are taken apart and put together as Postfix reads them.
#include "greyctl/postfix/restriction_list.h"

#include <doctest/doctest.h>

namespace greycache::restriction_list_test {

namespace {

constexpr const char* kService = "unix:private/greypolicy";

std::vector<std::string> texts_of(const RestrictionList& list) {
  std::vector<std::string> texts;
  for (const Restriction& each : list.restrictions()) texts.push_back(each.text());
  return texts;
}

using Texts = std::vector<std::string>;

}  // namespace

TEST_CASE("blanks and commas separate, braces hold together") {
  CHECK(texts_of(RestrictionList("")).empty());
  CHECK(texts_of(RestrictionList(" , ")).empty());
  CHECK(texts_of(RestrictionList("permit_mynetworks reject_unauth_destination")) ==
        Texts{"permit_mynetworks", "reject_unauth_destination"});
  CHECK(texts_of(RestrictionList("a,b ,c,  check_policy_service { unix:x, timeout=5s }")) ==
        Texts{"a", "b", "c", "check_policy_service { unix:x, timeout=5s }"});
  CHECK(texts_of(RestrictionList("check_client_access cidr:{ {192.0.2.0/24 own} }, permit")) ==
        Texts{"check_client_access cidr:{ {192.0.2.0/24 own} }", "permit"});
}

TEST_CASE("an argument is no restriction") {
  const RestrictionList list("reject_rbl_client permit, sleep 1, check_sender_access reject, x");
  CHECK(list.restrictions().size() == 4);
  CHECK(list.last_reached() == 4);
  CHECK_FALSE(list.relay_guard());
}

TEST_CASE("what refuses to relay is found, unless it only warns") {
  CHECK(RestrictionList("permit_mynetworks, reject_unauth_destination").relay_guard() == 1);
  CHECK(RestrictionList("DEFER_unauth_destination").relay_guard() == 0);
  CHECK(RestrictionList("permit_mynetworks, reject").relay_guard() == 1);
  CHECK_FALSE(RestrictionList("permit_mynetworks").relay_guard());
  CHECK_FALSE(RestrictionList("warn_if_reject reject_unauth_destination").relay_guard());
}

TEST_CASE("behind permit, reject and defer nothing is reached") {
  CHECK(RestrictionList("a, permit, b").last_reached() == 1);
  CHECK(RestrictionList("a, reject").last_reached() == 1);
  CHECK(RestrictionList("a, defer").last_reached() == 1);
  CHECK(RestrictionList("a, warn_if_reject reject, b").last_reached() == 3);
  CHECK(RestrictionList("permit_mynetworks, defer_if_permit").last_reached() == 2);
}

TEST_CASE("a check is found in every form of its argument") {
  CHECK(RestrictionList("a, check_policy_service unix:private/greypolicy").check_of(kService) == 1);
  CHECK(RestrictionList("check_policy_service {unix:private/greypolicy}").check_of(kService) == 0);
  CHECK(RestrictionList("check_policy_service { unix:private/greypolicy, timeout=5s }")
            .check_of(kService) == 0);
  CHECK_FALSE(RestrictionList("check_policy_service unix:private/other").check_of(kService));
  CHECK_FALSE(RestrictionList("check_policy_service").check_of(kService));
  CHECK_FALSE(RestrictionList("check_policy_service {").check_of(kService));
}

TEST_CASE("restrictions are put in front of one, or behind all") {
  CHECK(RestrictionList("").with("x, y", 0) == "x, y");
  CHECK(RestrictionList("a,b").with("x", 2) == "a,b, x");
  CHECK(RestrictionList("a, b, ").with("x", 2) == "a, b, x");
  CHECK(RestrictionList("a, permit").with("x", 1) == "a, x, permit");
  CHECK(RestrictionList("a, warn_if_reject b").with("x", 1) == "a, x, warn_if_reject b");
}

TEST_CASE("one is taken out with what separated it") {
  const std::string check = "check_policy_service { unix:private/greypolicy, timeout=5s }";
  CHECK(RestrictionList(check).without(0).empty());
  CHECK(RestrictionList("a, " + check).without(1) == "a");
  CHECK(RestrictionList("a, " + check + ", b").without(1) == "a, b");
  CHECK(RestrictionList(check + ", b, c").without(0) == "b, c");
  CHECK(RestrictionList("a warn_if_reject " + check + " b").without(1) == "a b");
}

TEST_CASE("what was put there and is taken out leaves what was") {
  for (const char* text : {"a", "a, b", "a b\tc", "a, permit"}) {
    const RestrictionList list(text);
    const RestrictionList with(
        list.with("check_policy_service unix:private/greypolicy", list.last_reached()));
    const auto check = with.check_of(kService);
    REQUIRE(check);
    CHECK(with.without(*check) == text);
  }
}

}  // namespace greycache::restriction_list_test
