// Places of accounts with a domain: they lead on, and say nothing.
#include "greycache/panel/sealed_place.h"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

namespace greycache::sealed_place_test {

namespace {

Question asked(const std::string& domain, const std::string& place = {}) {
  nlohmann::json members = {
      {"account", "a"}, {"role", "viewer"}, {"verb", "waiting"}, {"place", place}};
  if (!domain.empty()) members["domain"] = domain;
  const auto question = parse_question(members.dump());
  REQUIRE(question.has_value());
  return *question;
}

constexpr const char* kPlace = "0 192.0.2 x.example alice eve@other.example 17 connect_7 3";

}  // namespace

TEST_CASE("a place: an account of the whole site reads it as it is") {
  CHECK(told_place(asked(""), kPlace) == kPlace);
  CHECK(asked_place(asked("", kPlace)) == kPlace);
  CHECK(told_place(asked("customer.example"), "").empty());
  CHECK(asked_place(asked("customer.example", "")) == "");
}

TEST_CASE("a place: an account with a domain reads no name in it, and goes on with it") {
  const std::string told = told_place(asked("customer.example"), kPlace);
  CHECK(told.find_first_not_of("0123456789abcdef") == std::string::npos);
  CHECK(told != told_place(asked("customer.example"), std::string(kPlace) + "1"));
  CHECK(asked_place(asked("customer.example", told)) == kPlace);
}

TEST_CASE("a place: what an account with a domain was not told is none") {
  const std::string told = told_place(asked("customer.example"), kPlace);
  CHECK(!asked_place(asked("other.example", told)).has_value());
  CHECK(!asked_place(asked("customer.example", kPlace)).has_value());
  CHECK(!asked_place(asked("customer.example", told.substr(2))).has_value());
  CHECK(!asked_place(asked("customer.example", told.substr(0, 16))).has_value());
  CHECK(!asked_place(asked("customer.example", told + "0")).has_value());
  std::string changed = told;
  changed.back() = changed.back() == '0' ? '1' : '0';
  CHECK(!asked_place(asked("customer.example", changed)).has_value());
}

}  // namespace greycache::sealed_place_test
