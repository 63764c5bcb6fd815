// What rows say is forgotten, and of which entries.
#include "greycache/policy/expectation/forgotten.h"

#include <doctest/doctest.h>

#include <tuple>

#include "greycache/policy/expectation/expectations.h"

using namespace greycache;

namespace {

using Scope = ForgottenName::Scope;

constexpr UnixTime kAt = 1'760'000'000;

Forgotten forgotten(Scope scope, const std::string& name) {
  Forgotten all;
  all.add({scope, name}, kAt);
  return all;
}

}  // namespace

TEST_CASE("a row says who is forgotten, and an expectation does not") {
  for (const Scope scope : {Scope::source, Scope::organisation, Scope::sender,
                            Scope::sender_at_organisation, Scope::network}) {
    const ForgottenName name{scope, "x.example a"};
    const Expectation row = forgotten_row(name, kAt, kAt + 10, "why");
    CHECK(row.made_at == kAt);
    CHECK(row.kept_until == kAt + 10);
    CHECK_FALSE(counts(row, kAt - 1));
    CHECK(forgotten_name_of(row) == name);
    CHECK(is_forgotten_scope(row.recipient));
    CHECK_FALSE(parse_expected_recipient(row.recipient).has_value());
  }
  CHECK_FALSE(forgotten_name_of({"bob@y.example", "x.example", kAt, kAt, kAt, true}).has_value());
  CHECK_FALSE(is_forgotten_scope("bob@y.example"));
}

TEST_CASE("a source is forgotten by its whole name, whoever sends from it") {
  const Forgotten all = forgotten(Scope::source, "192.0.2");
  CHECK(all.at("192.0.2", "x.example", "a", kAt) == kAt);
  CHECK(all.at("192.0.2", "x.example", "", kAt) == kAt);
  CHECK(all.at("192.0.20", "x.example", "a", kAt) == 0);
  CHECK(all.latest() == kAt);
}

TEST_CASE("a network is forgotten with the addresses and networks in it") {
  Forgotten all = forgotten(Scope::network, "203.0.112.0/23");
  for (const char* src : {"203.0.113", "203.0.112.7", "203.0.113.255"}) {
    CHECK(all.at(src, "x.example", "a", kAt) == kAt);
  }
  for (const char* src : {"203.0.114", "203.0", "outlook.com@x.example", "to:a@x.example", "x"}) {
    CHECK(all.at(src, "x.example", "a", kAt) == 0);
  }
  all.add({Scope::network, "2001:db8::/32"}, kAt + 1);
  CHECK(all.at("2001:db8:1::/64", "x.example", "a", kAt) == kAt + 1);
  CHECK(all.at("2001:db8::7", "x.example", "a", kAt) == kAt + 1);
  CHECK(all.at("2001:db9::/64", "x.example", "a", kAt) == 0);
  CHECK(all.at("203.0.113", "x.example", "a", kAt) == kAt);
}

TEST_CASE("an organisation is forgotten with all its units") {
  const Forgotten all = forgotten(Scope::organisation, "outlook.com");
  CHECK(all.at("outlook.com@x.example", "x.example", "a", kAt) == kAt);
  CHECK(all.at("notoutlook.com@x.example", "x.example", "a", kAt) == 0);
  CHECK(all.at("outlook.com", "x.example", "a", kAt) == 0);
}

TEST_CASE("a sender is forgotten under every network, and by whom own users wrote to") {
  const Forgotten one = forgotten(Scope::sender, forgotten_sender("x.example", "a"));
  CHECK(one.at("192.0.2", "x.example", "a", kAt) == kAt);
  CHECK(one.at("to:bob@y.example", "x.example", "a", kAt) == kAt);
  CHECK(one.at("192.0.2", "x.example", "b", kAt) == 0);
  CHECK(one.at("192.0.2", "x.example", "", kAt) == 0);
  CHECK(one.at("outlook.com@x.example", "x.example", "a", kAt) == 0);
  const Forgotten domain = forgotten(Scope::sender, forgotten_sender("x.example", ""));
  CHECK(domain.at("192.0.2", "x.example", "a", kAt) == kAt);
  CHECK(domain.at("192.0.2", "x.example", "", kAt) == kAt);
  CHECK(domain.at("192.0.2", "sub.x.example", "a", kAt) == 0);
}

TEST_CASE("at a client's organisation a sender is forgotten by his own") {
  const Forgotten all = forgotten(Scope::sender_at_organisation, "x.example a");
  CHECK(all.at("outlook.com@x.example", "x.example", "a", kAt) == kAt);
  CHECK(all.at("to:@y.example", "x.example", "a", kAt) == kAt);
  CHECK(all.at("192.0.2", "x.example", "a", kAt) == 0);
}

TEST_CASE("of several times the latest counts") {
  Forgotten all = forgotten(Scope::source, "192.0.2");
  all.add({Scope::source, "192.0.2"}, kAt - 5);
  CHECK(all.at("192.0.2", "x.example", "a", kAt) == kAt);
  all.add({Scope::sender, "x.example"}, kAt + 5);
  CHECK(all.at("192.0.2", "x.example", "a", kAt) == kAt + 5);
  CHECK(all.at("192.0.2", "z.example", "a", kAt) == kAt);
  CHECK(all.latest() == kAt + 5);
}

TEST_CASE("expectations tell what is forgotten among them, in whatever order it came") {
  Expectations rows;
  CHECK(rows.forgotten() == nullptr);
  CHECK(rows.merge({"bob@y.example", "", kAt, kAt, kAt}));
  CHECK(rows.forgotten() == nullptr);
  const ForgottenName name{Scope::source, "192.0.2"};
  CHECK(rows.merge(forgotten_row(name, kAt, kAt + 10, "")));
  CHECK(rows.merge(forgotten_row(name, kAt - 1, kAt + 9, "")));
  REQUIRE(rows.forgotten() != nullptr);
  CHECK(rows.forgotten()->at("192.0.2", "x.example", "a", kAt) == kAt);
  CHECK(rows.find("forgotten source", "192.0.2")->made_at == kAt);
  CHECK(rows.match("192.0.2", "forgotten source", kAt - 100) == nullptr);
}

TEST_CASE(
    "a time that lies ahead by more than clocks may be apart counts as none until it does not") {
  const Forgotten all = forgotten(Scope::source, "192.0.2");
  CHECK(all.at("192.0.2", "x.example", "a", kAt - kForgottenAhead) == kAt);
  CHECK(all.at("192.0.2", "x.example", "a", kAt - kForgottenAhead - 1) == 0);
  for (const auto& [scope, name, src] :
       {std::tuple{Scope::network, "192.0.2.0/24", "192.0.2"},
        std::tuple{Scope::organisation, "x.example", "x.example@y.example"},
        std::tuple{Scope::sender, "y.example", "192.0.2"},
        std::tuple{Scope::sender, "y.example a", "192.0.2"},
        std::tuple{Scope::sender_at_organisation, "y.example", "x.example@y.example"}}) {
    CAPTURE(name);
    const Forgotten one = forgotten(scope, name);
    CHECK(one.at(src, "y.example", "a", kAt - kForgottenAhead) == kAt);
    CHECK(one.at(src, "y.example", "a", kAt - kForgottenAhead - 1) == 0);
  }
}

TEST_CASE("one that lies ahead hides none of another name that counts") {
  Forgotten all = forgotten(Scope::source, "192.0.2");
  all.add({Scope::sender, "x.example"}, kAt + 86'400);
  CHECK(all.at("192.0.2", "x.example", "a", kAt) == kAt);
}

TEST_CASE("a row is told that lies ahead") {
  const Expectation row = forgotten_row({Scope::source, "192.0.2"}, kAt, kAt + 10, "");
  CHECK_FALSE(lies_ahead(row, kAt - kForgottenAhead));
  CHECK(lies_ahead(row, kAt - kForgottenAhead - 1));
  CHECK_FALSE(lies_ahead({"bob@y.example", "", kAt, kAt, kAt, true}, 1));
}

TEST_CASE("a forgetting that is taken back forgets nothing, whatever clock made it") {
  const ForgottenName name{Scope::source, "192.0.2"};
  const Expectation far = forgotten_row(name, kAt + 86'400, kAt + 90'000, "why");
  const Expectation back = taken_back(far, kAt);
  CHECK(forgets(far));
  CHECK_FALSE(forgets(back));
  CHECK(back.made_at == kAt + 86'401);
  CHECK(taken_back(forgotten_row(name, kAt - 1, kAt, ""), kAt).made_at == kAt);
  Expectations rows;
  CHECK(rows.merge(back));
  CHECK(rows.merge(far));
  CHECK(rows.forgotten() == nullptr);
  CHECK(rows.merge(later_than(back, forgotten_row(name, kAt, kAt + 10, ""))));
  REQUIRE(rows.forgotten() != nullptr);
  CHECK(rows.forgotten()->at("192.0.2", "x.example", "a", kAt) == kAt);
}

TEST_CASE("what is said changes behind each time, and where one lies ahead no more") {
  Forgotten all = forgotten(Scope::source, "192.0.2");
  CHECK(Forgotten().next_change(0) == std::nullopt);
  CHECK(all.next_change(kAt - kForgottenAhead - 1) == kAt - kForgottenAhead);
  CHECK(all.next_change(kAt - kForgottenAhead) == kAt + 1);
  CHECK(all.next_change(kAt) == kAt + 1);
  CHECK(all.next_change(kAt + 1) == std::nullopt);
  all.add({Scope::sender, "x.example"}, kAt + 2 * kForgottenAhead);
  CHECK(all.next_change(kAt) == kAt + 1);
  CHECK(all.next_change(kAt + 1) == kAt + kForgottenAhead);
}

TEST_CASE("two that say the same have one fingerprint, in whatever order they came to it") {
  const ForgottenName one{Scope::source, "192.0.2"};
  const ForgottenName other{Scope::source, "192.0.3"};
  Forgotten all;
  all.add(one, kAt);
  const std::uint64_t of_one = all.fingerprint();
  CHECK(of_one != Forgotten().fingerprint());
  all.add(other, kAt - 1);
  CHECK(all.fingerprint() != of_one);
  Forgotten same;
  same.add(other, kAt - 2);
  same.add(one, kAt);
  same.add(other, kAt - 1);
  CHECK(same.fingerprint() == all.fingerprint());
  same.remove(other);
  same.remove(other);
  CHECK(same.fingerprint() == of_one);
  same.remove(one);
  CHECK(same.empty());
  CHECK(same.fingerprint() == Forgotten().fingerprint());
}
