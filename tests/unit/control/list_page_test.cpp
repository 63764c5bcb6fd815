// Pages of what waits and of who is known: each entry that counts once, and none besides.
#include "greycache/control/list_page.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "common/text.h"
#include "tests/unit/storage/held_store.h"

namespace greycache::list_page_test {

namespace {

constexpr UnixTime kNow = 1'760'000'000;

Fact entry(FactKind kind, const std::string& src, const std::string& name, UnixTime seen) {
  const bool waits = kind == FactKind::connect;
  return {kind,
          src,
          kind == FactKind::domain_awl ? "" : name,
          "x.example",
          waits ? "bob@y.example" : "",
          seen,
          seen};
}

struct Listed {
  std::shared_ptr<PolicySet> policy = std::make_shared<PolicySet>();
  HeldStore store;
  int pages = 0;

  std::string answer(const std::string& words) {
    auto page = ListPage::parse(words);
    REQUIRE(page.has_value());
    page->policy = policy;
    page->now = kNow;
    ++pages;
    return page->answer(store);
  }

  // The rows of all pages.
  std::vector<std::string> rows(const std::string& what) {
    std::vector<std::string> rows;
    std::string place;
    while (true) {
      const std::string text = answer(what + " " + place);
      for (const std::string_view line : split(text, '\n')) {
        if (line.starts_with("  ")) rows.emplace_back(line.substr(2));
      }
      const std::size_t next = text.find("\nnext ");
      if (next == std::string::npos) return rows;
      place = text.substr(next + 6, text.size() - next - 7);
    }
  }
};

}  // namespace

TEST_CASE("what waits is listed with its times, what is over or known by now is not") {
  Listed bench;
  bench.store.put(entry(FactKind::connect, "192.0.2", "alice", kNow - 60));
  bench.store.put(entry(FactKind::connect, "192.0.2", "late", kNow - 301));
  bench.store.put(entry(FactKind::connect, "192.0.3", "over", kNow - 86'401));
  bench.store.put(entry(FactKind::connect, "192.0.4", "known", kNow - 900));
  bench.store.put(entry(FactKind::from_awl, "192.0.4", "known", kNow - 100));
  CHECK(
      bench.rows("waiting") ==
      std::vector<std::string>{
          "192.0.2 alice@x.example -> bob@y.example: first tried 2025-10-09 08:52:20 UTC, a retry "
          "passes after 2025-10-09 08:57:20 UTC, until 2025-10-10 08:52:20 UTC",
          "192.0.2 late@x.example -> bob@y.example: first tried 2025-10-09 08:48:19 UTC, a retry "
          "passes now, until 2025-10-10 08:48:19 UTC"});
}

TEST_CASE("who is known is listed: domains, senders, and whom own users wrote to") {
  Listed bench;
  bench.store.put(entry(FactKind::connect, "192.0.2", "waits", kNow - 60));
  bench.store.put(entry(FactKind::correspondent, "to:bob@y.example", "eve", kNow - 60));
  bench.store.put(entry(FactKind::from_awl, "192.0.2", "alice", kNow - 60));
  bench.store.put(entry(FactKind::from_awl, "192.0.2", "over", kNow - 60 * 86'400));
  bench.store.put(entry(FactKind::domain_awl, "192.0.2", "", kNow - 60));
  const auto rows = bench.rows("known");
  REQUIRE(rows.size() == 3);
  CHECK(rows[0].starts_with("192.0.2 everybody@x.example: known since "));
  CHECK(rows[1].starts_with("192.0.2 alice@x.example: known since "));
  CHECK(rows[2].starts_with("to:bob@y.example eve@x.example: known since "));
  const auto objects = bench.rows("known-json");
  REQUIRE(objects.size() == 3);
  CHECK(objects[0].starts_with(R"({"kind":"domain_awl","src":"192.0.2","sender":null,)"));
  CHECK(objects[1].find(R"("sender":"alice@x.example")") != std::string::npos);
}

TEST_CASE("every entry comes once, over many pages") {
  Listed bench;
  for (int i = 1000; i < 3500; ++i) {
    bench.store.put(entry(FactKind::connect, "10.0." + std::to_string(i), "a b%20", kNow - 60));
  }
  CHECK(bench.rows("waiting").size() == 2500);
  CHECK(bench.pages == 3);
}

TEST_CASE("an attempt that two hosts saw first, each at its moment, waits once") {
  Listed bench;
  bench.store.put(entry(FactKind::connect, "192.0.2", "alice", kNow - 60));
  bench.store.put(entry(FactKind::connect, "192.0.2", "alice", kNow - 50));
  CHECK(bench.rows("waiting").size() == 1);
}

TEST_CASE("what is forgotten is not listed") {
  Listed bench;
  bench.store.put(entry(FactKind::from_awl, "192.0.2", "alice", kNow - 60));
  auto rows = std::make_shared<Expectations>();
  rows->merge(forgotten_row({ForgottenName::Scope::source, "192.0.2"}, kNow - 60, kNow, ""));
  bench.policy->expectations = rows;
  CHECK(bench.rows("known").empty());
}

TEST_CASE("words that are none, and a store that is away, are told") {
  for (const char* words : {"", "all", "waiting 1 a b c d 5", "known 0 a b c d 5", "waiting 0 a b",
                            "waiting 0 a b c d x", "known 9 a b c d 5"}) {
    CHECK_FALSE(ListPage::parse(words).has_value());
  }
  Listed bench;
  bench.store.away = true;
  CHECK(bench.answer("waiting") == "error: away for a test\n");
}

}  // namespace greycache::list_page_test
