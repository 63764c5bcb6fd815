// Many opt rows at a time: counted, told apart, and told where it ends in the middle.
#include "greycache/panel/opt_rows_change.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "greycache/panel/opt_page.h"
#include "tests/unit/storage/held_store.h"
#include "tests/unit/storage/manual_loop.h"

namespace greycache {

namespace {

using nlohmann::json;

// Does so many jobs, and is full then.
class ShortWorker final : public Worker {
 public:
  ShortWorker(PersistentStore& store, int jobs) : store_(store), left_(jobs) {}
  bool post(Job job) override {
    if (left_-- <= 0) return false;
    job(store_)();
    return true;
  }
  void end() override {}

 private:
  PersistentStore& store_;
  int left_;
};

struct Changing {
  HeldStore store;
  OptMethod optmethod = OptMethod::optout;
  int changes = 0;  // that were told

  Answer add(const json& rows, const std::string& domain, Worker& worker) {
    json members = {{"account", "a"},  {"role", "operator"}, {"verb", "opt"},
                    {"action", "add"}, {"choice", "out"},    {"rows", rows}};
    if (!domain.empty()) members["domain"] = domain;
    const auto question = parse_question(members.dump());
    REQUIRE(question.has_value());
    Answer answer = wrong("there was none");
    OptRowsChange::begin({worker, optmethod, [this] { ++changes; }},
                         std::make_shared<const Question>(*question),
                         [&answer](const Answer& told) { answer = told; });
    return answer;
  }
  Answer add(const json& rows, const std::string& domain = {}) {
    ImmediateWorker worker(store);
    return add(rows, domain, worker);
  }
};

}  // namespace

TEST_CASE("opt rows: each is changed, stood so already, or is told") {
  Changing bench;
  const json rows = {"Bob@customer.example", "customer.example", "eve@other.example", "a b"};
  const auto answer = bench.add(rows, "customer.example");
  REQUIRE(answer.has_value());
  const json told = json::parse(answer->object);
  CHECK(told["changed"] == 2);
  CHECK(told["unchanged"] == 0);
  CHECK(told["faults"].size() == 2);
  CHECK(told["done"] == "2 rows are added to optout");
  CHECK(answer->done == "2 rows are added to optout");
  CHECK(told["note"].is_null());
  CHECK(bench.changes == 1);
}

TEST_CASE("opt rows: what was changed is told, and how it is taken back") {
  Changing bench;
  REQUIRE(bench.add({"one@x.example"}).has_value());
  json rows = {"one@x.example", "Two@x.example", "two@x.example", "a b"};
  const auto answer = bench.add(rows);
  REQUIRE(answer.has_value());
  CHECK(json::parse(answer->object)["undo"] == json{{"verb", "opt"},
                                                    {"choice", "out"},
                                                    {"action", "remove"},
                                                    {"rows", json::array({"Two@x.example"})}});
  CHECK(answer->difference == "+Two@x.example\n");
  CHECK(json::parse(bench.add(rows)->object)["undo"].is_null());
  rows = json::array();
  for (int i = 0; i < 25; ++i) rows.push_back(fmt::format("n{}@x.example", i));
  CHECK(bench.add(rows)->difference.ends_with("+n19@x.example\n and 5 more\n"));
}

TEST_CASE("opt rows: where they do not count, the answer says so") {
  Changing bench;
  bench.optmethod = OptMethod::none;
  const json told = json::parse(bench.add({"customer.example"})->object);
  const std::string note =
      "these rows do not count while optmethod = none; they would with optmethod = optout";
  CHECK(told["note"] == note);
  CHECK(told["done"] == "1 row is added to optout, but " + note);
  CHECK(opt_note(OptChoice::in, OptMethod::optout) ==
        "while optmethod = optout domains here do not count, and addresses only where their domain "
        "stands in opt-out");
  CHECK(opt_note(OptChoice::in, OptMethod::optin).empty());
}

TEST_CASE("opt rows: the same again changes nothing, and nothing is said to be done") {
  Changing bench;
  json rows = json::array();
  for (int i = 0; i < 120; ++i) rows.push_back(fmt::format("n{}@x.example", i));
  CHECK(json::parse(bench.add(rows)->object)["changed"] == 120);
  const auto again = bench.add(rows);
  CHECK(json::parse(again->object)["unchanged"] == 120);
  CHECK(again->done.empty());
  CHECK(bench.changes == 1);
}

TEST_CASE("opt rows: what was changed before it came to a fault is told, too") {
  Changing bench;
  ShortWorker worker(bench.store, 2);
  json rows = json::array();
  for (int i = 0; i < 500; ++i) rows.push_back(fmt::format("n{}@x.example", i));
  const auto answer = bench.add(rows, "", worker);
  REQUIRE(answer.has_value());
  const json told = json::parse(answer->object);
  CHECK(told["stopped"] ==
        "400 of 500 rows were looked at, then: the store is busy; try again; the same may be asked "
        "again");
  CHECK(told["undo"]["rows"].size() == 400);
  CHECK(answer->done == "400 rows are added to optout");
  CHECK(bench.changes == 1);
  bench.store.away = true;
  CHECK(bench.add({"y.example"}).error().sentence.starts_with("0 of 1 rows were looked at, then"));
}

TEST_CASE("opt rows: a customer's domain has room for so many, an operator and others for more") {
  Changing bench;
  std::vector<std::string> before;
  for (std::size_t i = 0; i < OptRowsChange::kMostOfCustomer - 250; ++i) {
    before.push_back(fmt::format("n{}@x.example", i));
  }
  for (int i = 0; i < 3000; ++i) before.push_back(fmt::format("n{}@busy.example", i));
  REQUIRE(bench.store.change_opt_rows(OptTable::optout_email, before, true));
  json rows = json::array();
  for (int i = 0; i < 500; ++i) rows.push_back(fmt::format("more{}@x.example", i));
  const auto answer = bench.add(rows, "x.example");
  REQUIRE(answer.has_value());
  CHECK(answer->done == "250 rows are added to optout");
  const json told = json::parse(answer->object);
  CHECK(told["faults"].size() == 250);
  CHECK(told["faults"][0] ==
        json{{"row", "more250@x.example"},
             {"error",
              "your domain has 100000 of them, which is all it may have; ask who runs the mail "
              "server"}});
  const json again = json::parse(bench.add(rows, "x.example")->object);
  CHECK(again["changed"] == 0);
  CHECK(again["unchanged"] == 250);
  CHECK(json::parse(bench.add({"one@y.example"}, "y.example")->object)["changed"] == 1);
  CHECK(json::parse(bench.add(rows)->object)["changed"] == 250);
}

}  // namespace greycache
