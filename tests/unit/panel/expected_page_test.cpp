// Pages of what is expected: of the account's domain alone, each row once.
#include "greycache/panel/expected_page.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <nlohmann/json.hpp>

namespace greycache::expected_page_test {

namespace {

using nlohmann::json;

constexpr UnixTime kNow = 1'760'000'000;

json page_of(const Expectations& known, const std::string& domain, const std::string& place,
             int limit, const std::string& filter = "") {
  json members = {{"account", "a"}, {"role", "operator"}, {"verb", "expect"}, {"action", "list"},
                  {"place", place}, {"limit", limit},     {"filter", filter}};
  if (!domain.empty()) members["domain"] = domain;
  const auto question = parse_question(members.dump());
  REQUIRE(question.has_value());
  const auto page = expected_page(known, *question, kNow);
  REQUIRE(page.has_value());
  return json::parse(page->object);
}

// The recipients of all pages, and all places that were told on the way.
std::pair<std::string, std::string> paged(const Expectations& known, const std::string& domain,
                                          int limit) {
  std::string recipients;
  std::string places;
  std::string place;
  for (int pages = 0; pages < 100; ++pages) {
    const json page = page_of(known, domain, place, limit);
    for (const json& row : page["rows"]) recipients += row["recipient"].get<std::string>() + " ";
    if (page["next"].is_null()) return {recipients, places};
    place = page["next"];
    places += place + " ";
  }
  FAIL("there is always another page");
  return {};
}

Expectations of(const std::vector<std::string>& recipients) {
  Expectations known;
  for (const std::string& recipient : recipients) {
    REQUIRE(known.merge({recipient, "", kNow + 60, kNow, kNow + 60, false, "a fair"}));
  }
  return known;
}

}  // namespace

TEST_CASE("expected: a filter is a part of the names, or of the reason that the account is told") {
  Expectations known = of({"a@customer.example", "b@customer.example", "c@other.example"});
  REQUIRE(known.merge({"d@customer.example", "x@Shop.example", kNow + 60, kNow, kNow + 60, false,
                       "customer: by Carl"}));
  const auto found = [&](const std::string& filter, const std::string& domain) {
    std::string recipients;
    const json page = page_of(known, domain, "", 9, filter);
    for (const json& row : page["rows"]) {
      recipients += row["recipient"].get<std::string>().front();
    }
    return recipients;
  };
  CHECK(found("", "") == "abcd");
  CHECK(found(" B@Cust ", "") == "b");
  CHECK(found("by carl", "") == "d");
  CHECK(found("fair", "") == "abc");
  CHECK(found("fair", "customer.example").empty());
  CHECK(found("by carl", "customer.example") == "d");
  CHECK(found("other", "customer.example").empty());
  CHECK(page_of(known, "customer.example", "", 9, "d@")["rows"][0]["why"] == "customer: by Carl");
}

TEST_CASE("expected: an account with a domain is not told why, which may name the staff") {
  const auto known = of({"a@customer.example"});
  CHECK(page_of(known, "", "", 9)["rows"][0]["why"] == "a fair");
  CHECK(page_of(known, "customer.example", "", 9)["rows"][0]["why"] == "");
}

TEST_CASE("expected: all rows come page by page") {
  const auto known = of({"a@customer.example", "b@other.example", "c@customer.example"});
  for (const int limit : {1, 2, 3, 9}) {
    CHECK(paged(known, "", limit).first ==
          "a@customer.example b@other.example c@customer.example ");
  }
  CHECK(page_of(known, "", "", 3)["next"].is_null());
  CHECK(page_of(known, "", "", 1, "customer")["next"].is_string());
  CHECK(page_of(known, "", "", 2, "customer")["next"].is_null());
}

TEST_CASE("expected: an account with a domain learns of no other recipient, nor by a place") {
  std::vector<std::string> recipients{"zoe@customer.example"};
  for (int i = 0; i < 6000; ++i) recipients.push_back(fmt::format("n{:04}@other.example", i));
  const auto known = of(recipients);
  const auto [own, places] = paged(known, "customer.example", 1);
  CHECK(own == "zoe@customer.example ");
  CHECK(!places.empty());
  CHECK(places.find("other") == std::string::npos);
  CHECK(paged(known, "none.example", 1).first.empty());
}

}  // namespace greycache::expected_page_test
