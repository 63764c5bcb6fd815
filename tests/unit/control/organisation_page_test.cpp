// Shows what an operator is told of an organisation.
#include "greycache/control/organisation_page.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <string>

#include "greycache/policy/organisation/standing_book.h"
#include "tests/unit/storage/held_store.h"

namespace greycache::organisation_page_test {

namespace {

constexpr UnixTime kNow = 1'760'000'000;  // 2025-10-09
constexpr std::int64_t kToday = kNow / 86'400;

Fact entry(const std::string& unit, const std::string& name = "a") {
  const std::string domain = unit.substr(unit.find('@') + 1);
  return {FactKind::from_awl, unit, name, domain, "", kNow - 9000, kNow - 60};
}

struct Question : OrganisationQuestion {
  Question() {
    organisation = "pool.example";
    policy = std::make_shared<PolicySet>();
    cutoffs = cutoffs_at(policy->rules, kNow);
    now = kNow;
  }
};

bool holds(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("a unit belongs to its organisation, and to none whose name begins so") {
  CHECK(is_unit_of("pool.example@x.example", "pool.example"));
  CHECK_FALSE(is_unit_of("a.pool.example@x.example", "pool.example"));
  CHECK_FALSE(is_unit_of("pool.example", "pool.example"));
  CHECK_FALSE(is_unit_of("pool.example.org@x.example", "pool.example"));
}

TEST_CASE("JSON tells the standing of an organisation's mail servers and of its other hosts") {
  HeldStore store;
  Question question;
  question.json = true;
  question.mail_servers = {{{kToday, 20, 20}}, true, true};
  question.others = {{{kToday - kStandingDays, 5, 0}, {kToday, 40, 1}}, false, false};
  const std::string text = question.answer(store);
  CHECK(holds(text, R"("mail_servers":{"standing":"good","proven":true,"first_attempts":20,)"));
  CHECK(holds(text, R"("other_hosts":{"standing":"bad","proven":false,"first_attempts":40,)"));
}

TEST_CASE("a standing is told with its sums and its days, those that count") {
  const std::string text = standing_text(
      {{{kToday - kStandingDays, 100, 0}, {kToday - 1, 20, 18}, {kToday, 10, 7}}}, kNow);
  CHECK(text ==
        "good standing: of 30 first attempts of the last 7 days 25 came back; its entries count\n"
        "  2025-10-08  20 first attempts, 18 came back\n"
        "  2025-10-09  10 first attempts, 7 came back\n");
  CHECK(standing_text({{}, false}, kNow)
            .starts_with("bad standing: of 0 first attempts of the last 7 days 0 came back; its "
                         "entries do not count: clients are known by their networks\n"));
  CHECK(standing_text({{{kToday, 20, 20}}, true, true}, kNow)
            .starts_with("good standing: of 20 first attempts of the last 7 days 20 came back; its "
                         "entries count, and of senders that are new most pass at once\n"));
}

TEST_CASE("of nobody's organisation nothing is known") {
  HeldStore store;
  const std::string text = Question().answer(store);
  CHECK(text.starts_with("organisation pool.example\nnamed as mail servers: good standing: "));
  CHECK(holds(text, "\nother hosts: good standing: "));
  CHECK(text.ends_with("no entries are known\n"));
}

TEST_CASE("its entries are told by unit, and those of no other organisation") {
  HeldStore store;
  for (const char* unit : {"pool.example@x.example", "pool.example.org@x.example",
                           "pool.exampl@x.example", "192.0.2"}) {
    store.put(entry(unit));
  }
  Question question;
  question.known = {entry("pool.example@y.example")};
  const std::string text = question.answer(store);
  CHECK(holds(text, "source pool.example@x.example\n  from_awl   a@x.example: passes at once"));
  CHECK(holds(text, "source pool.example@y.example\n"));
  CHECK_FALSE(holds(text, "pool.example.org"));
  CHECK_FALSE(holds(text, "192.0.2"));
  CHECK_FALSE(holds(text, "more:"));
}

TEST_CASE("a page has twenty units, and says how to go on") {
  HeldStore store;
  const auto unit = [](int number) { return fmt::format("pool.example@d{:02}.example", number); };
  for (int i = 0; i < 41; ++i) {
    Fact fact = entry(unit(i));
    if (i % 2 == 0) fact = {FactKind::domain_awl, unit(i), "", "d", "", kNow - 9000, kNow - 60};
    if (i == 30) continue;
    store.put(fact);
  }
  Question first;
  first.known = {entry(unit(30))};
  const std::string page = first.answer(store);
  CHECK(holds(page, unit(0)));
  CHECK(holds(page, unit(19)));
  CHECK_FALSE(holds(page, unit(20)));
  CHECK(page.ends_with("(more: greyctl show pool.example d19.example)\n"));
  Question second;
  second.known = {entry(unit(30))};
  second.after = "d19.example";
  const std::string next = second.answer(store);
  CHECK_FALSE(holds(next, unit(19) + "\n"));
  CHECK(holds(next, unit(20)));
  CHECK(holds(next, unit(30)));
  CHECK(next.ends_with("(more: greyctl show pool.example d39.example)\n"));
  Question last;
  last.after = "d39.example";
  CHECK(holds(last.answer(store), unit(40)));
  CHECK_FALSE(holds(last.answer(store), "more:"));
}

TEST_CASE("a unit with many entries is told in part") {
  HeldStore store;
  for (int i = 0; i < 60; ++i) {
    store.put(entry("pool.example@x.example", fmt::format("n{}", i)));
  }
  CHECK(holds(Question().answer(store),
              "(not all: pool.example@x.example has more than 50 entries)"));
}

TEST_CASE("a store that cannot be asked is told, and the journal's entries are") {
  HeldStore store;
  store.away = true;
  Question question;
  question.known = {entry("pool.example@y.example")};
  const std::string text = question.answer(store);
  CHECK(holds(text, "(only the journal: "));
  CHECK(holds(text, "source pool.example@y.example"));
}

TEST_CASE("a stranger's domain is a word of a shell in the line to paste") {
  HeldStore store;
  for (std::size_t i = 0; i <= OrganisationQuestion::kMostUnits; ++i) {
    store.put(entry(fmt::format("pool.example@$(x);{:02}", i)));
  }
  CHECK(Question().answer(store).ends_with("(more: greyctl show pool.example '$(x);19')\n"));
}

}  // namespace greycache::organisation_page_test
