// Names of rows and of questions: whatever row is wanted has the names that were asked for.
#include "greycache/history/history_names.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>

namespace greycache {

namespace {

std::set<std::string> names_of(const HistoryRow& row) {
  const HistoryLine line = history_line_of(row);
  std::set<std::string> names;
  for (const std::string_view name : names_in(history_texts(line.texts).value())) {
    if (!name.empty()) names.emplace(name);
  }
  return names;
}

HistoryRow example() {
  HistoryRow row;
  row.mx = "mx1";
  row.reference = "AAAAAAAA";
  row.outcome = "new";
  row.client_address = "192.0.2.1";
  row.client_name = "mail.x.example";
  row.helo_name = "helo.example";
  row.sender = "\"a@b\"@x.example";
  row.recipient = "bob@y.example";
  row.src = "192.0.2";
  row.organisation = "x.example";
  row.standing = "good";
  return row;
}

}  // namespace

TEST_CASE("a row has the names that a search may ask for as a whole") {
  CHECK(names_of(example()) ==
        std::set<std::string>{"AAAAAAAA", "192.0.2.1", "mail.x.example", "\"a@b\"@x.example",
                              "@x.example", "bob@y.example", "@y.example", "192.0.2", "x.example"});
  HistoryRow bare;
  bare.recipient = "postmaster";
  CHECK(names_of(bare) == std::set<std::string>{"postmaster"});
}

TEST_CASE("a question without names wants none") {
  HistoryQuery query;
  query.since = 1;
  query.outcomes = {"new"};
  query.sender = "";
  CHECK(wanted_names(query).empty());
}

TEST_CASE("a row that is wanted has one of each of the names that are asked for") {
  const HistoryRow row = example();
  const auto check = [&](const auto& condition, std::size_t conditions) {
    HistoryQuery query;
    condition(query);
    REQUIRE(query.wants(row));
    const auto wanted = wanted_names(query);
    CHECK(wanted.size() == conditions);
    for (const WantedNames& names : wanted) {
      CHECK(std::ranges::any_of(names, [names = names_of(row)](std::string_view name) {
        return names.contains(std::string(name));
      }));
    }
  };
  check([](HistoryQuery& query) { query.sender = "\"a@b\"@x.example"; }, 1);
  check([](HistoryQuery& query) { query.sender = "@x.example"; }, 1);
  check([](HistoryQuery& query) { query.sender = "@b\"@x.example"; }, 1);
  check([](HistoryQuery& query) { query.recipient = "@y.example"; }, 1);
  check([](HistoryQuery& query) { query.party = "bob@y.example"; }, 1);
  check([](HistoryQuery& query) { query.client_address = "192.0.2.1"; }, 1);
  for (const char* client : {"mail.x.example", "192.0.2", "x.example"}) {
    check([client](HistoryQuery& query) { query.client = client; }, 1);
  }
  check(
      [](HistoryQuery& query) {
        query.client = "longer.x.example";
        query.client_organisation = "x.example";
        query.party = "@x.example";
      },
      2);
}

}  // namespace greycache
