// Pages of opt rows.
#include "greycache/panel/opt_page.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "tests/unit/storage/held_store.h"

namespace greycache::opt_page_test {

namespace {

using nlohmann::json;

json page_of(HeldStore& store, const std::string& domain, const std::string& place) {
  json members = {{"account", "a"},  {"role", "viewer"}, {"verb", "opt"},
                  {"choice", "out"}, {"place", place},   {"limit", 1}};
  if (!domain.empty()) members["domain"] = domain;
  const auto question = parse_question(members.dump());
  REQUIRE(question.has_value());
  auto page = OptPage::of(*question);
  REQUIRE(page.has_value());
  const auto answer = page->answer(store);
  REQUIRE(answer.has_value());
  return json::parse(answer->object);
}

}  // namespace

TEST_CASE("opt rows: an account with a domain learns of no other row, nor by a place") {
  HeldStore store;
  for (int i = 0; i < 5000; ++i) {
    const std::string row = fmt::format("n{:04}@other.example", i);
    REQUIRE(store.change_opt_table(OptTable::optout_email, row, true).value());
  }
  REQUIRE(store.change_opt_table(OptTable::optout_email, "m@customer.example", true).value());
  REQUIRE(store.change_opt_table(OptTable::optout_email, "n1@customer.example", true).value());
  std::string rows;
  std::string places;
  json page = {{"next", ""}};
  for (int pages = 0; page["next"].is_string(); ++pages) {
    REQUIRE(pages < 100);
    page = page_of(store, "customer.example", page["next"]);
    for (const json& row : page["rows"]) rows += row.get<std::string>() + " ";
    if (page["next"].is_string()) places += page["next"].get<std::string>() + " ";
  }
  CHECK(rows == "m@customer.example n1@customer.example ");
  CHECK(!places.empty());
  CHECK(places.find("other") == std::string::npos);
  CHECK(places.find("customer") == std::string::npos);
}

TEST_CASE("opt rows: behind the last row there is no page") {
  HeldStore store;
  REQUIRE(store.change_opt_table(OptTable::optout_domain, "x.example", true).value());
  CHECK(page_of(store, "", "")["next"].is_null());
  REQUIRE(store.change_opt_table(OptTable::optout_email, "a@y.example", true).value());
  const json first = page_of(store, "", "");
  CHECK(first["rows"] == json{"x.example"});
  const json second = page_of(store, "", first["next"]);
  CHECK(second["rows"] == json{"a@y.example"});
  CHECK(second["next"].is_null());
}

}  // namespace greycache::opt_page_test
