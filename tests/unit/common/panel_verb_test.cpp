// Each verb by each role, with and without a domain: what stands here is what the contract says.
#include "common/panel_verb.h"

#include <doctest/doctest.h>

#include <array>
#include <string>

namespace greycache {

namespace {

struct Expected {
  std::string_view name;
  std::string_view choice;
  Role least;
  bool of_domain;
};

constexpr std::array kExpected{
    Expected{"now", "", Role::viewer, false},
    Expected{"waiting", "", Role::viewer, true},
    Expected{"why", "", Role::viewer, true},
    Expected{"history", "", Role::viewer, true},
    Expected{"known", "", Role::viewer, false},
    Expected{"show", "", Role::viewer, false},
    Expected{"report", "", Role::viewer, false},
    Expected{"release", "", Role::keeper, true},
    Expected{"expect", "add", Role::keeper, true},
    Expected{"expect", "remove", Role::keeper, true},
    Expected{"expect", "list", Role::viewer, true},
    Expected{"never", "client", Role::keeper, false},
    Expected{"never", "sender", Role::keeper, false},
    Expected{"never", "recipient", Role::keeper, true},
    Expected{"forget", "", Role::keeper, false},
    Expected{"opt", "page", Role::viewer, true},
    Expected{"opt", "add", Role::keeper, true},
    Expected{"opt", "remove", Role::keeper, true},
    Expected{"settings", "", Role::viewer, false},
    Expected{"lists", "", Role::viewer, false},
    Expected{"rules_try", "", Role::viewer, false},
    Expected{"list_check", "", Role::viewer, false},
    Expected{"list_write", "", Role::admin, false},
    Expected{"setting_check", "", Role::viewer, false},
    Expected{"setting_write", "", Role::admin, false},
    Expected{"changes", "", Role::viewer, false},
};

}  // namespace

TEST_CASE("the table holds these verbs and no others") {
  REQUIRE(verb_table().size() == kExpected.size());
  for (const Expected& expected : kExpected) {
    CHECK_MESSAGE(find_verb(expected.name, expected.choice) != nullptr, expected.name);
  }
}

TEST_CASE("each role may what the contract says, with a domain and without") {
  for (const Expected& expected : kExpected) {
    const Verb* verb = find_verb(expected.name, expected.choice);
    REQUIRE(verb != nullptr);
    for (const auto& [name, role] : kRoles) {
      CAPTURE(expected.name);
      CAPTURE(name);
      const bool has_role = static_cast<int>(role) >= static_cast<int>(expected.least);
      CHECK(may(*verb, role, false) == has_role);
      CHECK(may(*verb, role, true) == (has_role && expected.of_domain));
    }
  }
}

TEST_CASE("who only looks changes nothing") {
  for (const Verb& verb : verb_table()) {
    CHECK_MESSAGE((!verb.changes || verb.least != Role::viewer), verb.name);
  }
}

TEST_CASE("without the argument that chooses, the first row of a verb is meant") {
  CHECK(find_verb("opt", "")->choice == "page");
  CHECK(find_verb("expect", "")->choice == "add");
  CHECK(find_verb("opt", "burn") == nullptr);
  CHECK(find_verb("burn", "") == nullptr);
  CHECK(choosing_argument("never") == "kind");
  CHECK(choosing_argument("now").empty());
}

TEST_CASE("roles have the names of the contract") {
  CHECK(role_of("operator") == Role::keeper);
  CHECK(role_of("admin") == Role::admin);
  CHECK(!role_of("Admin").has_value());
  CHECK(role_name(Role::viewer) == "viewer");
}

}  // namespace greycache
