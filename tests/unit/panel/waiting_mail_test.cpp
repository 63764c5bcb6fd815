// Entries as the mails that they are of.
#include "greycache/panel/waiting_mail.h"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>
#include <utility>

#include "greycache/policy/keys.h"
#include "greycache/policy/organisation/unit.h"
#include "greycache/policy/reference.h"
#include "greycache/policy/waiting.h"

namespace greycache {

namespace {

Fact entry(const std::string& src, const std::string& domain, UnixTime seen = 100) {
  return {FactKind::connect, src, "alice", domain, "bob@y.example", seen, seen};
}

}  // namespace

TEST_CASE("a network's entry and its organisation's are one mail") {
  const Fact narrow = entry("192.0.2", "mail.shop.example");
  const Fact unit = entry("outlook.com@shop.example", "shop.example");
  const auto mails = mails_of_entries({unit, narrow});
  REQUIRE(mails.size() == 1);
  CHECK(mails[0].client == "192.0.2");
  CHECK(mails[0].organisation == "outlook.com");
  CHECK(mails[0].entry.sender_domain == "mail.shop.example");
  CHECK(mails[0].reference == reference_of("outlook.com", keys_of(narrow)));
}

TEST_CASE("entries of other times, senders or domains are mails of their own") {
  const Fact unit = entry("outlook.com@shop.example", "shop.example");
  CHECK(mails_of_entries({unit, entry("192.0.2", "shop.example", 101)}).size() == 2);
  CHECK(mails_of_entries({unit, entry("192.0.2", "bigshop.example")}).size() == 2);
}

TEST_CASE("the history tells the client's address and name") {
  auto mails = mails_of_entries({entry("192.0.2", "x.example")});
  HistoryRow row;
  row.reference = mails[0].reference;
  row.client_address = "192.0.2.7";
  row.client_name = "mx.x.example";
  row.organisation = "x.example";
  row.sender = "alice@mail.x.example";
  add_history({row}, mails);
  Rules rules;
  rules.reconnect_delay = 300;
  const auto json = nlohmann::json::parse(mail_json(mails[0], rules));
  CHECK(json == nlohmann::json({{"client", "192.0.2.7"},
                                {"client_name", "mx.x.example"},
                                {"organisation", "x.example"},
                                {"sender", "alice@mail.x.example"},
                                {"recipient", "bob@y.example"},
                                {"named", true},
                                {"since", 100},
                                {"may_pass_at", 400},
                                {"let_through", false},
                                {"because", nullptr},
                                {"reference", mails[0].reference}}));
}

TEST_CASE("a mail whose sender's organisation is too long for an entry is one mail all the same") {
  const std::string domain = std::string(63, 'a') + ".example";
  const std::string cut = key_part(domain, kOrganisationLimit);
  const Fact narrow = entry("192.0.2", "mail." + domain);
  const auto mails = mails_of_entries({entry("outlook.com@" + cut, cut), narrow});
  REQUIRE(mails.size() == 1);
  CHECK(mails[0].reference == reference_of("outlook.com", keys_of(narrow)));
}

TEST_CASE("a reference is the history's, and none where the history has none") {
  const std::string organisation = std::string(63, 'b') + ".example";
  auto mails = mails_of_entries({entry(key_part(organisation, 64) + "@x.example", "x.example"),
                                 entry("192.0.2", "x.example")});
  REQUIRE(mails.size() == 1);
  const auto shown = [&] { return nlohmann::json::parse(mail_json(mails[0], {}))["reference"]; };
  CHECK(shown().is_null());
  HistoryRow row;
  row.at = 100;
  row.reference = "7K3M9QXA";
  row.src = "192.0.2";
  row.organisation = organisation;
  row.sender = "alice@x.example";
  row.recipient = "bob@y.example";
  HistoryRow other = row;
  other.reference = "8K3M9QXA";
  other.sender = "carol@x.example";
  add_first_attempt({other}, mails[0]);
  CHECK(shown().is_null());
  HistoryRow later = row;
  later.at += 2;
  add_first_attempt({later}, mails[0]);
  CHECK(shown().is_null());
  add_first_attempt({other, row}, mails[0]);
  CHECK(shown() == "7K3M9QXA");
}

TEST_CASE("an envelope is named only by its own words") {
  const auto named = [](const Fact& fact, const std::string& remembered = {}) {
    auto mails = mails_of_entries({fact});
    HistoryRow row;
    row.reference = mails[0].reference;
    row.sender = remembered;
    if (!remembered.empty()) add_history({row}, mails);
    const auto envelope = envelope_of(mails[0]);
    return envelope ? envelope->sender : "(none)";
  };
  const std::string srs = "srs0=" + std::string(70, 'x');
  Fact cut = entry("192.0.2", "fwd.example");
  cut.sender_name = key_part(srs, kSenderNameLimit);
  CHECK(named(entry("192.0.2", "x.example")) == "alice@x.example");
  CHECK(named(cut) == "(none)");
  CHECK(named(cut, srs + "@fwd.example") == srs + "@fwd.example");
  CHECK(named(cut, key_part(std::string(300, 'x') + "@fwd.example", kHistoryNameLimit)) ==
        "(none)");
  // The organisation of the sender, who may write from below it.
  CHECK(named(entry("outlook.com@shop.example", "shop.example")) == "(none)");
  CHECK(named(entry("192.0.2", "x.example"), "bad%FF@x.example") == "(none)");
}

TEST_CASE("whose last attempt has passed does not wait") {
  for (const auto& [outcome, passed] :
       {std::pair("new", false), std::pair("early", false), std::pair("expected", true),
        std::pair("reconnect", true), std::pair("of another version", false)}) {
    auto mails = mails_of_entries({entry("192.0.2", "x.example")});
    HistoryRow row;
    row.reference = mails[0].reference;
    row.outcome = outcome;
    add_history({row}, mails);
    CHECK(mails[0].passed == passed);
  }
}

TEST_CASE("what is not known is null, and the null sender is empty") {
  auto mails = mails_of_entries({entry("192.0.2", "-undef-")});
  mails[0].entry.sender_name = "-undef-";
  const auto json = nlohmann::json::parse(mail_json(mails[0], Rules{}));
  CHECK(json["client_name"].is_null());
  CHECK(json["organisation"].is_null());
  CHECK(json["sender"] == "");
}

}  // namespace greycache
