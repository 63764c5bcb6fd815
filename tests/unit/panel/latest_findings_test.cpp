// Who is told the findings of which look, and when.
#include "greycache/panel/latest_findings.h"

#include <doctest/doctest.h>

#include <memory>
#include <optional>
#include <string>

#include "tests/unit/storage/manual_loop.h"

namespace greycache::latest_findings_test {

namespace {

// Looks end when a test says so.
struct Desk {
  ManualLoop loop;
  int begun = 0;
  bool busy = false;
  LatestFindings look{loop, [this] {
                        if (!busy) ++begun;
                        return !busy;
                      }};

  // The first finding that is told, "" for none; nothing until then.
  std::shared_ptr<std::optional<std::string>> ask() {
    auto told = std::make_shared<std::optional<std::string>>();
    look.ask([told](const std::vector<PanelFinding>& found) {
      *told = found.empty() ? "" : found.front().text;
    });
    return told;
  }
  void find(const std::string& text) { look.found({{"warning", text, ""}}); }
};

}  // namespace

TEST_CASE("who asks is told what the look finds that he began") {
  Desk desk;
  const auto first = desk.ask();
  CHECK(!*first);
  desk.find("a fault");
  CHECK(*first == "a fault");
  const auto second = desk.ask();
  CHECK(!*second);
  desk.look.found({});
  CHECK(*second == "");
  CHECK(desk.begun == 2);
}

TEST_CASE("who asks during a look is told of the next one, which all others share") {
  Desk desk;
  const auto first = desk.ask();
  const auto second = desk.ask();
  const auto third = desk.ask();
  desk.find("old");
  CHECK(*first == "old");
  CHECK(!*second);
  CHECK(desk.begun == 2);
  desk.find("new");
  CHECK(*second == "new");
  CHECK(*third == "new");
  CHECK(desk.begun == 2);
}

TEST_CASE("who waits too long is told what was known, each after his own patience") {
  Desk desk;
  desk.ask();
  desk.find("known");
  const auto first = desk.ask();
  desk.loop.pass(LatestFindings::kPatience / 2);
  const auto second = desk.ask();
  desk.loop.pass(LatestFindings::kPatience / 2 + std::chrono::milliseconds(1));
  CHECK(*first == "known");
  CHECK(!*second);
  desk.loop.pass(LatestFindings::kPatience / 2);
  CHECK(*second == "known");
  desk.find("late");
  const auto third = desk.ask();
  CHECK(!*third);
  desk.loop.pass(LatestFindings::kPatience);
  CHECK(*third == "late");
}

TEST_CASE("where nobody has time for a look the last one counts at once") {
  Desk desk;
  desk.ask();
  desk.find("known");
  desk.busy = true;
  CHECK(*desk.ask() == "known");
  desk.busy = false;
  const auto next = desk.ask();
  CHECK(!*next);
  desk.find("new");
  CHECK(*next == "new");
}

}  // namespace greycache::latest_findings_test
