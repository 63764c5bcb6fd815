// Rows of SQLgrey's become facts, mended or set aside.
#include "greyctl/moving/sqlgrey/row_mending.h"

#include <doctest/doctest.h>

#include <ctime>

namespace greycache::row_mending_test {

namespace {

using enum SqlgreyColumn;

constexpr UnixTime kNow = 1'800'000'000;
constexpr UnixTime kDay = 86400;

SqlgreyRow from_awl(std::string name, std::string domain, std::string client, std::string first,
                    std::string last) {
  SqlgreyRow found;
  found[sender_name] = std::move(name);
  found[sender_domain] = std::move(domain);
  found[src] = std::move(client);
  found[first_seen] = std::move(first);
  found[last_seen] = std::move(last);
  return found;
}

SqlgreyRow usual() {
  return from_awl("anna", "example.org", "192.0.2", std::to_string(kNow - 2 * kDay),
                  std::to_string(kNow - kDay));
}

struct Mended {
  MovingAccount account;
  RowMending mending;

  explicit Mended(Doubling doubling = Doubling::never, GreyMethod here = GreyMethod::smart)
      : mending({.forms = {here, 64}, .doubling = doubling, .instant = {kNow, Ages()}}, account) {}

  std::vector<Fact> facts(const SqlgreyRow& found, SqlgreyTable table = SqlgreyTable::from_awl) {
    return mending.facts_of(table, found);
  }
  // What is said of the one row that is set aside.
  std::string aside(const SqlgreyRow& found, SqlgreyTable table = SqlgreyTable::from_awl) {
    CHECK(facts(found, table).empty());
    CHECK(account.all_set_aside() == 1);
    return account.text();
  }
};

bool says(const std::string& text, const std::string& words) {
  return text.find(words) != std::string::npos;
}

}  // namespace

TEST_CASE("a sound row is a fact, and nothing is said of it") {
  Mended mended;
  CHECK(mended.facts(usual()) ==
        std::vector<Fact>{{FactKind::from_awl, "192.0.2", "anna", "example.org", "",
                           kNow - 2 * kDay, kNow - kDay}});
  CHECK(mended.account.text().empty());
}

TEST_CASE("a connect has a recipient and one time, a domain_awl no name") {
  Mended mended;
  SqlgreyRow found = usual();
  found[rcpt] = "bob@example.com";
  found[first_seen] = std::to_string(kNow - 100);
  found[last_seen].reset();
  CHECK(mended.facts(found, SqlgreyTable::connect) ==
        std::vector<Fact>{{FactKind::connect, "192.0.2", "anna", "example.org", "bob@example.com",
                           kNow - 100, kNow - 100}});
  found = usual();
  found[sender_name].reset();
  CHECK(mended.facts(found, SqlgreyTable::domain_awl) ==
        std::vector<Fact>{{FactKind::domain_awl, "192.0.2", "", "example.org", "", kNow - 2 * kDay,
                           kNow - kDay}});
}

TEST_CASE("names are written as keys are: encoded, never empty") {
  Mended mended;
  SqlgreyRow found = usual();
  found[sender_name] = "";
  found[sender_domain] = "m\xfcller \"x\".example";
  const auto facts = mended.facts(found);
  REQUIRE(facts.size() == 1);
  CHECK(facts[0].sender_name == "%");
  CHECK(facts[0].sender_domain == "m%FCller%20\"x\".example");
}

TEST_CASE("capitals become small, characters that were encoded twice are encoded once") {
  Mended mended(Doubling::always);
  SqlgreyRow found = usual();
  found[sender_name] = "M\xc3\x83\xc2\xbcller";
  const auto facts = mended.facts(found);
  REQUIRE(facts.size() == 1);
  CHECK(facts[0].sender_name == "m%C3%BCller");
  CHECK(says(mended.account.text(), "1  capitals"));
  CHECK(says(mended.account.text(), "1  characters that were encoded twice"));
}

TEST_CASE("RCPT in a from_awl stands for the recipient, and stays") {
  Mended mended;
  SqlgreyRow found = usual();
  found[sender_name] = "list-return-#-RCPT";
  auto facts = mended.facts(found);
  REQUIRE(facts.size() == 1);
  CHECK(facts[0].sender_name == "list-return-#-RCPT");
  CHECK(mended.account.text().empty());
  found[sender_name] = "List-RCPT-RCPTny";
  facts = mended.facts(found);
  REQUIRE(facts.size() == 1);
  CHECK(facts[0].sender_name == "list-RCPT-RCPTny");
  found[rcpt] = "RCPT@example.com";
  found[first_seen] = std::to_string(kNow - 1);
  facts = mended.facts(found, SqlgreyTable::connect);
  REQUIRE(facts.size() == 1);
  CHECK(facts[0].rcpt == "rcpt@example.com");
}

TEST_CASE("a row in which a name is NULL is set aside") {
  for (const SqlgreyColumn column : {sender_name, sender_domain, src}) {
    SqlgreyRow found = usual();
    found[column].reset();
    CHECK(says(Mended().aside(found), "from_awl: a name is NULL"));
  }
}

TEST_CASE("of two times one is enough, of none the row is set aside") {
  SqlgreyRow found = usual();
  found[first_seen] = "sql error";
  Mended mended;
  const auto facts = mended.facts(found);
  REQUIRE(facts.size() == 1);
  CHECK(facts[0].first_seen == kNow - kDay);
  CHECK(facts[0].last_seen == kNow - kDay);
  CHECK(says(mended.account.text(), "one of the two times is none"));
  found[last_seen].reset();
  CHECK(says(Mended().aside(found), "no time in it"));
}

TEST_CASE("times in the wrong order, or yet to come, are put right") {
  SqlgreyRow found = usual();
  found[first_seen] = std::to_string(kNow + 5 * kDay);
  found[last_seen] = std::to_string(kNow + 1);
  Mended mended;
  const auto facts = mended.facts(found);
  REQUIRE(facts.size() == 1);
  CHECK(facts[0].first_seen == kNow);
  CHECK(facts[0].last_seen == kNow);
  CHECK(says(mended.account.text(), "first_seen behind last_seen"));
  CHECK(says(mended.account.text(), "a time yet to come"));
}

TEST_CASE("a row comes until it has expired, by the ages here") {
  const Ages ages;
  SqlgreyRow found = usual();
  found[first_seen] = "0";
  found[last_seen] = std::to_string(kNow - ages.awl + 1);
  CHECK(Mended().facts(found).size() == 1);
  found[last_seen] = std::to_string(kNow - ages.awl);
  CHECK(says(Mended().aside(found), "from_awl: expired"));
  found[rcpt] = "bob@example.com";
  found[first_seen] = std::to_string(kNow - ages.connect);
  CHECK(Mended().facts(found, SqlgreyTable::connect).size() == 1);
  found[first_seen] = std::to_string(kNow - ages.connect - 1);
  CHECK(says(Mended().aside(found, SqlgreyTable::connect), "connect: expired"));
}

TEST_CASE("a date counts in its zone, or in this host's") {
  setenv("TZ", "Europe/Berlin", 1);
  tzset();
  SqlgreyRow found = usual();
  found[first_seen] = "2027-01-14 09:00:00.123456";
  found[last_seen] = "2027-01-14 08:00:00+00";
  const auto facts = Mended().facts(found);
  REQUIRE(facts.size() == 1);
  CHECK(facts[0].first_seen == 1'799'913'600);
  CHECK(facts[0].last_seen == 1'799'913'600);
  setenv("TZ", "UTC", 1);
  tzset();
}

TEST_CASE("of a name that was perhaps cut off the domain comes, too") {
  SqlgreyRow found = usual();
  found[sender_name] = std::string(63, 'a');
  CHECK(Mended().facts(found).size() == 1);
  found[sender_name] = std::string(64, 'a');
  const auto facts = Mended().facts(found);
  REQUIRE(facts.size() == 2);
  CHECK(facts[0].kind == FactKind::from_awl);
  CHECK(facts[1].kind == FactKind::domain_awl);
  CHECK(facts[1].sender_name.empty());
}

TEST_CASE("a client that is none, or that nobody would ask for here, is set aside") {
  SqlgreyRow found = usual();
  found[src] = "2001:0db8:0000:";
  CHECK(says(Mended().aside(found), "src is no address"));
  CHECK(says(Mended(Doubling::never, GreyMethod::full).aside(usual()),
             "greymethod here asks for less"));
}

TEST_CASE("a row of an opt table is one that mail could go to") {
  Mended mended;
  SqlgreyRow found;
  found[opt_row] = " Example.ORG ";
  CHECK(mended.mending.opt_row_of(SqlgreyTable::optin_domain, found) == "example.org");
  CHECK_FALSE(mended.mending.opt_row_of(SqlgreyTable::optin_email, found));
  found[opt_row] = "bob@example.org";
  CHECK(mended.mending.opt_row_of(SqlgreyTable::optout_email, found) == "bob@example.org");
  CHECK_FALSE(mended.mending.opt_row_of(SqlgreyTable::optout_domain, found));
  for (const char* none : {"", "@example.org", "*.example.org", "a b@example.org"}) {
    found[opt_row] = none;
    CHECK_FALSE(mended.mending.opt_row_of(SqlgreyTable::optout_email, found));
  }
  found[opt_row].reset();
  CHECK_FALSE(mended.mending.opt_row_of(SqlgreyTable::optout_email, found));
}

}  // namespace greycache::row_mending_test
