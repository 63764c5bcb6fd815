// What every history store does: rows in, rows out, the newest first, and old days gone.
#include "tests/contract/history_store_suite.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <ctime>
#include <limits>
#include <string>
#include <vector>

#include "tests/contract/history_lines.h"
#include "tests/contract/persistent_store_suite.h"

namespace greycache {

namespace {

constexpr UnixTime kSecondsOfDay = 86'400;

HistoryRow row_at(UnixTime at, const std::string& reference, const std::string& outcome = "new") {
  HistoryRow row;
  row.at = at;
  row.delay = 301;
  row.mx = "mx1";
  row.reference = reference;
  row.outcome = outcome;
  row.rule = "discrimination:3";
  row.client_address = "192.0.2.1";
  row.client_name = "mail.x.example";
  row.helo_name = "mail%20x";
  row.sender = "alice@x.example";
  row.recipient = "bob@y.example";
  row.src = "192.0.2";
  row.organisation = "x.example";
  row.standing = "good";
  return row;
}

void write(HistoryStore& store, const std::vector<HistoryRow>& rows) {
  REQUIRE_STORED(store.write(lines_of(rows)));
}

// All pieces of a search.
std::vector<HistoryRow> found(HistoryStore& store, const HistoryQuery& query = {},
                              std::size_t limit = 1000) {
  std::vector<HistoryRow> rows;
  HistoryPlace place;
  while (!place.done && rows.size() < limit) {
    auto piece = store.find(query, place, limit - rows.size());
    REQUIRE_STORED(piece);
    rows.insert(rows.end(), piece->begin(), piece->end());
  }
  return rows;
}

std::vector<std::string> references(const std::vector<HistoryRow>& rows) {
  std::vector<std::string> names;
  for (const HistoryRow& row : rows) names.push_back(row.reference);
  return names;
}

using Names = std::vector<std::string>;

void tend(HistoryStore& store, UnixTime before) {
  for (int i = 0; i < 100; ++i) {
    const auto more = store.tend(before, history_now());
    REQUIRE_STORED(more);
    if (!*more) return;
  }
  FAIL("a store has always more to drop");
}

HistoryRow row_with_names(UnixTime at, int number) {
  const std::string n = std::to_string(number);
  HistoryRow row = row_at(at, "R" + n);
  row.client_address = "192.0." + n;
  row.client_name = "mail" + n + ".x.example";
  row.sender = "alice@s" + n + ".example";
  row.recipient = "bob@r" + n + ".example";
  row.src = "192." + n;
  row.organisation = "o" + n + ".example";
  return row;
}

void check_names(HistoryStore& store, const HistoryRow& row) {
  const auto check = [&](const auto& condition) {
    HistoryQuery query;
    condition(query);
    CHECK(found(store, query) == std::vector<HistoryRow>{row});
  };
  check([&](HistoryQuery& query) { query.references = {row.reference}; });
  check([&](HistoryQuery& query) { query.sender = row.sender; });
  check([&](HistoryQuery& query) { query.recipient = row.recipient; });
  check([&](HistoryQuery& query) { query.recipient = row.recipient.substr(3); });
  check([&](HistoryQuery& query) { query.party = row.sender; });
  check([&](HistoryQuery& query) { query.party = row.sender.substr(5); });
  check([&](HistoryQuery& query) { query.client_address = row.client_address; });
  for (const std::string& name : {row.client_name, row.src, row.organisation}) {
    check([&](HistoryQuery& query) { query.client = name; });
  }
}

}  // namespace

UnixTime history_now() {
  return std::time(nullptr);
}

TEST_CASE("history: a row comes back as it was written, by another process, too") {
  const auto store = fresh_history();
  const HistoryRow row = row_at(history_now(), "AAAAAAAA");
  write(*store, {row});
  CHECK(found(*store) == std::vector<HistoryRow>{row});
  CHECK(found(*reopened_history()) == std::vector<HistoryRow>{row});
}

TEST_CASE("history: texts that are empty, long, or look like SQL come back as they are") {
  const auto store = fresh_history();
  HistoryRow row = row_at(history_now(), "");
  row.sender = "";
  row.helo_name = std::string(kHistoryNameLimit * 3, '%');
  row.client_name = "');drop$1table\"history\\x00;--";
  row.mx = row.rule = row.organisation = row.standing = "";
  write(*store, {row});
  CHECK(found(*store) == std::vector<HistoryRow>{row});
  HistoryQuery query;
  query.client = row.client_name;
  CHECK(found(*store, query) == std::vector<HistoryRow>{row});
  query.client = "' or '1'='1";
  CHECK(found(*store, query).empty());
}

TEST_CASE("history: the newest row comes first, and no more than are wanted") {
  const auto store = fresh_history();
  const UnixTime now = history_now();
  write(*store, {row_at(now - 3, "A"), row_at(now - 2, "B")});
  write(*store, {row_at(now - 1, "C")});
  CHECK(references(found(*store)) == Names{"C", "B", "A"});
  CHECK(references(found(*store, {}, 2)) == Names{"C", "B"});
}

TEST_CASE("history: of many references one row each is enough, of whatever time") {
  const auto store = fresh_history();
  const UnixTime now = history_now();
  std::vector<HistoryRow> rows;
  for (int i = 0; i < 3000; ++i)
    rows.push_back(row_at(now - 80'000 + 25 * i, "X" + std::to_string(i)));
  rows.push_back(row_at(now - 2, "A"));
  rows.push_back(row_at(now - 1, "X100", "early"));
  write(*store, rows);
  HistoryQuery query;
  query.one_of_each = true;
  query.references = {"A", "X100", "never"};
  const auto newest = found(*store, query);
  REQUIRE(newest.size() >= 2);
  CHECK(newest[0].outcome == "early");
  CHECK(newest[1].reference == "A");
  query.references = {"X7", "X5", "never"};
  query.since = query.until = now - 80'000 + 25 * 5;
  CHECK(references(found(*store, query)) == Names{"X5"});
  query.until += 50;
  CHECK(references(found(*store, query)) == Names{"X7", "X5"});
  query.references = {"X7", "X5"};
  CHECK(references(found(*store, query)) == Names{"X7", "X5"});
}

TEST_CASE("history: what is asked for is found, by each condition") {
  const auto store = fresh_history();
  const UnixTime now = history_now();
  HistoryRow other = row_at(now - 1, "B", "early");
  other.client_address = "2001:db8::1";
  other.client_name = "unknown";
  other.sender = "";
  other.recipient = "carol@sub.y.example";
  other.src = "2001:db8::/64";
  other.organisation = "";
  write(*store, {row_at(now - 2, "A"), other});
  const auto check = [&](const auto& condition, const Names& expected) {
    HistoryQuery query;
    condition(query);
    CHECK(references(found(*store, query)) == expected);
  };
  check([&](HistoryQuery& query) { query.since = now - 1; }, {"B"});
  check([&](HistoryQuery& query) { query.until = now - 2; }, {"A"});
  check([](HistoryQuery& query) { query.outcomes = {"new", "throttled"}; }, {"A"});
  check([](HistoryQuery& query) { query.references = {"A", "B"}; }, {"B", "A"});
  check([](HistoryQuery& query) { query.references = {"B"}; }, {"B"});
  check([](HistoryQuery& query) { query.sender = ""; }, {"B"});
  check([](HistoryQuery& query) { query.sender = "alice@x.example"; }, {"A"});
  check([](HistoryQuery& query) { query.sender = "@x.example"; }, {"A"});
  check([](HistoryQuery& query) { query.recipient = "@y.example"; }, {"A"});
  check([](HistoryQuery& query) { query.party = "carol@sub.y.example"; }, {"B"});
  check([](HistoryQuery& query) { query.party = "alice@x.example"; }, {"A"});
  check([](HistoryQuery& query) { query.client_address = "2001:db8::1"; }, {"B"});
  check([](HistoryQuery& query) { query.address_begin = "2001:db8:"; }, {"B"});
  check([](HistoryQuery& query) { query.address_begin = "001:"; }, {});
  for (const char* network : {"2001:db8::/64", "2001:db8::/33", "::/0", "2001:db8::1/128"}) {
    check([=](HistoryQuery& query) { query.client_network = Network::parse(network); }, {"B"});
  }
  for (const char* network : {"192.0.2.0/24", "192.0.2.0/29", "0.0.0.0/0"}) {
    check([=](HistoryQuery& query) { query.client_network = Network::parse(network); }, {"A"});
  }
  check([](HistoryQuery& query) { query.client_network = Network::parse("192.0.2.128/25"); }, {});
  check([](HistoryQuery& query) { query.part = "ice@x.ex"; }, {"A"});
  check([](HistoryQuery& query) { query.part = "know"; }, {"B"});
  check([](HistoryQuery& query) { query.part = "carol"; }, {});
  check([](HistoryQuery& query) { query.client = "x.example"; }, {"A"});
  check([](HistoryQuery& query) { query.client = "2001:db8::/64"; }, {"B"});
  check([](HistoryQuery& query) { query.client = "mail.x.example"; }, {"A"});
  check(
      [](HistoryQuery& query) {
        query.client = "a-longer-name.x.example";
        query.client_organisation = "x.example";
      },
      {"A"});
  check(
      [](HistoryQuery& query) {
        query.party = "alice@x.example";
        query.outcomes = {"early"};
      },
      {});
}

TEST_CASE("history: a row whose sender writes to itself is found once") {
  const auto store = fresh_history();
  HistoryRow row = row_at(history_now(), "A");
  row.recipient = row.sender;
  write(*store, {row});
  HistoryQuery query;
  query.party = row.sender;
  CHECK(found(*store, query).size() == 1);
}

TEST_CASE("history: old days go, and what is kept stays") {
  const auto store = fresh_history();
  const UnixTime now = history_now();
  tend(*store, now - 7 * kSecondsOfDay);
  write(*store, {row_at(now - 30 * kSecondsOfDay, "OLD"), row_at(now - 3 * kSecondsOfDay, "OLDER"),
                 row_at(now, "NEW")});
  tend(*store, now - 7 * kSecondsOfDay);
  CHECK(references(found(*store)) == Names{"NEW", "OLDER"});
}

TEST_CASE("history: a row of a clock that is wrong is taken, and harms no others") {
  const auto store = fresh_history();
  const UnixTime now = history_now();
  tend(*store, now - 7 * kSecondsOfDay);
  write(*store,
        {row_at(now + 4000 * kSecondsOfDay, "FUTURE"), row_at(1, "PAST"), row_at(now, "NOW")});
  tend(*store, now - 7 * kSecondsOfDay);
  HistoryQuery query;
  query.references = {"NOW"};
  CHECK(references(found(*store, query)) == Names{"NOW"});
  query.references = {"PAST"};
  CHECK(found(*store, query).empty());
}

TEST_CASE("history: many rows in one batch are all there") {
  const auto store = fresh_history();
  const UnixTime now = history_now();
  std::vector<HistoryRow> rows;
  for (int i = 0; i < 5000; ++i) rows.push_back(row_at(now, std::to_string(i)));
  write(*store, rows);
  CHECK(found(*store, {}, 10'000).size() == 5000);
  HistoryQuery query;
  query.references = {"4711"};
  CHECK(found(*store, query).size() == 1);
}

TEST_CASE("history: a batch of any number of rows is written as a whole, in its order") {
  const UnixTime now = history_now();
  for (const std::size_t size : {1U, 15U, 16U, 17U, 31U, 32U, 33U, 100U}) {
    const auto store = fresh_history();
    std::vector<HistoryRow> rows;
    for (std::size_t i = 0; i < size; ++i) {
      rows.push_back(row_at(now - 1000 + static_cast<UnixTime>(i), "R" + std::to_string(i)));
      rows.back().delay = static_cast<UnixTime>(i);
    }
    write(*store, rows);
    std::reverse(rows.begin(), rows.end());
    CHECK(found(*store) == rows);
  }
}

TEST_CASE("history: rows of hours and days are found in one order, by what has no index, too") {
  const auto store = fresh_history();
  const UnixTime now = history_now();
  Names expected;
  std::vector<HistoryRow> rows;
  for (int i = 0; i < 200; ++i) {
    rows.push_back(row_at(now - 3 - i * 2500, "R" + std::to_string(i)));
    if (i % 2 == 0) rows.back().client_name = "other.example";
    if (i % 2 == 0) rows.back().organisation = "other.example";
    if (i % 2 != 0) expected.push_back(rows.back().reference);
  }
  rows.insert(rows.begin(), row_at(now + 60, "AHEAD"));
  rows.push_back(row_at(1000, "FIRST"));
  // SQLite has the order of writing.
  std::reverse(rows.begin(), rows.end());
  expected.insert(expected.begin(), "AHEAD");
  expected.push_back("FIRST");
  write(*store, rows);
  HistoryQuery query;
  query.client = "x.example";
  CHECK(references(found(*store, query)) == expected);
  CHECK(references(found(*store, query, 3)) == Names(expected.begin(), expected.begin() + 3));
  query.since = now - 4 * 2500;
  CHECK(references(found(*store, query)) == Names{"AHEAD", "R1", "R3"});
  query.until = now - 2503;
  CHECK(references(found(*store, query)) == Names{"R1", "R3"});
}

TEST_CASE("history: one row among many is found by each of its names, tended or not") {
  const auto store = fresh_history();
  const UnixTime now = history_now();
  tend(*store, now - 7 * kSecondsOfDay);
  for (int begin = 0; begin < 5000; begin += 200) {
    std::vector<HistoryRow> rows;
    for (int i = begin; i < begin + 200; ++i) rows.push_back(row_with_names(now, i));
    write(*store, rows);
  }
  for (int round = 0; round < 2; ++round) {
    for (const int number : {0, 4095, 4096, 4999}) check_names(*store, row_with_names(now, number));
    tend(*store, now - 7 * kSecondsOfDay);
  }
}

TEST_CASE("history: nothing to write is no error") {
  const auto store = fresh_history();
  write(*store, std::vector<HistoryRow>{});
  CHECK(found(*store).empty());
}

}  // namespace greycache
