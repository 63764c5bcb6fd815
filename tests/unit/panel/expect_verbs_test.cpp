// What accounts let pass, what a customer takes back, and how much he may have.
#include "greycache/panel/expect_verbs.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <array>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "greycache/control/expect_commands.h"
#include "greycache/policy/expectation/allowed_client.h"
#include "greycache/policy/expectation/expectations.h"
#include "tests/unit/storage/opt_bench.h"

namespace greycache::expect_verbs_test {

namespace {

using nlohmann::json;

constexpr UnixTime kNow = 1'760'000'000;
const std::string kBob = "bob@customer.example";

struct Bench : OptBench<> {
  UnixTime now = kNow;
  BackgroundJobs jobs;
  ExpectationWatch watch{loop,
                         worker,
                         ExpectationWatch::Options{std::chrono::milliseconds(1)},
                         {[this] { return now; }, [] { return true; }, [] {}},
                         jobs};
  ExpectCommands commands{watch, {[this] { return now; }, [] { return UnixTime{86400}; }}};
  ExpectVerbs verbs{watch,
                    {.now = [this] { return now; },
                     .optmethod = [] { return OptMethod::none; },
                     .registrable_domain = [](std::string_view name) { return std::string(name); },
                     .command = [this](const std::string& line,
                                       Control::Reply reply) { run(line, std::move(reply)); }}};

  Bench() {
    commands.set_find_by_reference([](const std::string&, const auto& found) {
      found(std::vector<ReferredMail>{{.sender = "a@x.example", .recipient = kBob}});
    });
    watch.look();
    REQUIRE(turn_until([&] { return watch.known() != nullptr; }));
  }

  void run(const std::string& line, Control::Reply reply) {
    if (line.starts_with("expect ")) return commands.expect(line.substr(7), std::move(reply));
    if (line.starts_with("allow ")) return commands.allow(line.substr(6), std::move(reply));
    if (line.starts_with("release ")) return commands.release(line.substr(8), std::move(reply));
    REQUIRE(line.starts_with("history "));
    reply("ok\n" + json({{"sender", "a@x.example"}, {"recipient", kBob}}).dump() + "\n");
  }

  // Of a customer's operator, or of the site's.
  Answer ask(const std::string& verb, json members, const std::string& domain) {
    members.update({{"verb", verb}, {"account", "carl"}, {"role", "operator"}});
    if (!domain.empty()) members["domain"] = domain;
    const auto question = parse_question(members.dump());
    REQUIRE(question.has_value());
    std::optional<Answer> told;
    const auto respond = [&told](const Answer& answer) { told = answer; };
    if (verb == "release") verbs.release(*question, respond);
    if (verb == "expect") verbs.expect(*question, respond);
    if (verb == "never") verbs.never(*question, respond);
    REQUIRE(turn_until([&] { return told.has_value(); }));
    return *told;
  }
  Answer customer(const std::string& verb, const json& members) {
    return ask(verb, members, "customer.example");
  }
  Answer site(const std::string& verb, const json& members) { return ask(verb, members, ""); }
  Expectation row() const {
    const Expectation* const found = watch.known()->find(kBob, "a@x.example");
    REQUIRE(found != nullptr);
    return *found;
  }
  Answer customer_removes() {
    return customer("expect",
                    {{"action", "remove"}, {"recipient", kBob}, {"sender", "a@x.example"}});
  }
};

json expected(const std::string& recipient, const std::string& why = "", UnixTime span = 3600) {
  json members{{"action", "add"}, {"recipient", recipient}, {"sender", "a@x.example"}};
  members["span"] = span;
  if (!why.empty()) members["why"] = why;
  return members;
}

const json kMail{{"sender", "a@x.example"}, {"recipient", kBob}};
const json kReference{{"reference", "7K3M9QXA"}};

}  // namespace

TEST_CASE("a customer takes back what he has released or expected") {
  for (const json& mail : {kMail, kReference}) {
    Bench bench;
    REQUIRE(bench.customer("release", mail));
    CHECK(bench.customer_removes().has_value());
    CHECK(bench.watch.known()->counting("", "", 1, kNow).empty());
  }
  Bench bench;
  REQUIRE(bench.customer("expect", expected(kBob, "a fair")));
  CHECK(bench.customer_removes().has_value());
}

TEST_CASE("a customer takes back nothing of an operator's, whatever words that has") {
  for (const char* why : {"", "released for the fair", "customer: called us", "customer: "}) {
    CAPTURE(why);
    Bench bench;
    REQUIRE(bench.site("expect", expected(kBob, why)));
    const Answer refused = bench.customer_removes();
    REQUIRE(!refused);
    CHECK(refused.error().code == Fault::Code::forbidden);
  }
  for (const json& mail : {kMail, kReference}) {
    Bench bench;
    REQUIRE(bench.site("release", mail));
    CHECK(!bench.customer_removes());
    REQUIRE(bench.customer("release", mail));
    CHECK(!bench.customer_removes());
  }
}

TEST_CASE("what a customer lets pass for longer is an operator's once he lets it pass, too") {
  const json shorter = expected(kBob, "the fair", 60);
  for (const auto& [verb, members] :
       {std::pair("expect", shorter), {"release", kMail}, {"release", kReference}}) {
    CAPTURE(verb);
    Bench bench;
    REQUIRE(bench.customer("expect", expected(kBob, "mine", 5 * 86400)));
    REQUIRE(bench.site(verb, members));
    CHECK(bench.row().until == kNow + 5 * 86400);
    CHECK_FALSE(bench.row().why.starts_with("customer: "));
    const Answer refused = bench.customer_removes();
    REQUIRE(!refused);
    CHECK(refused.error().code == Fault::Code::forbidden);
    CHECK(bench.row().until == kNow + 5 * 86400);
  }
}

TEST_CASE("a customer makes nothing of an operator's longer, and is told until when it passes") {
  Bench bench;
  REQUIRE(bench.site("expect", expected(kBob, "ticket 5", 3600)));
  const Expectation row = bench.row();
  const Answer refused = bench.customer("expect", expected(kBob, "mine", 86400));
  REQUIRE(!refused);
  CHECK(refused.error().code == Fault::Code::forbidden);
  CHECK(refused.error().sentence.find("until 2025-10-09 09:53:20 UTC") != std::string::npos);
  CHECK(bench.row() == row);
  for (const UnixTime span : {UnixTime{60}, UnixTime{3600}}) {
    CHECK(bench.customer("expect", expected(kBob, "mine", span)).has_value());
    CHECK(bench.row() == row);
  }
}

TEST_CASE("an undo takes back what it was made for, and nothing that was made longer since") {
  for (const auto& [verb, members] : {std::pair("expect", expected(kBob, "", 2 * 86400)),
                                      {"release", kMail},
                                      {"release", kReference}}) {
    CAPTURE(verb);
    Bench bench;
    const json undo = json::parse(bench.site(verb, members)->object)["undo"];
    REQUIRE(bench.site("expect", expected(kBob, "longer", 5 * 86400)));
    const Answer refused = bench.site("expect", undo);
    REQUIRE(!refused);
    CHECK(refused.error().code == Fault::Code::conflict);
    CHECK_FALSE(bench.row().removed);
  }
  Bench bench;
  const json undo = json::parse(bench.site("release", kMail)->object)["undo"];
  CHECK(bench.site("expect", undo).has_value());
  CHECK(bench.row().removed);
}

TEST_CASE("what was taken back is given back, as it was") {
  Bench bench;
  REQUIRE(bench.customer("expect", expected(kBob, "a fair", 7200)));
  const Expectation before = bench.row();
  const json undo = json::parse(bench.customer_removes()->object)["undo"];
  REQUIRE(bench.customer("expect", undo));
  CHECK(bench.row().until == before.until);
  CHECK(bench.row().why == "customer: a fair");
  const json removal{{"action", "remove"}, {"recipient", kBob}, {"sender", "a@x.example"}};
  CHECK(json::parse(bench.site("expect", removal)->object)["undo"].is_null());
}

TEST_CASE("what was taken back passes as long as it would have, however long nobody gave it back") {
  Bench bench;
  REQUIRE(bench.site("expect", expected(kBob, "a fair", 7200)));
  const json removal{{"action", "remove"}, {"recipient", kBob}, {"sender", "a@x.example"}};
  const json undo = json::parse(bench.site("expect", removal)->object)["undo"];
  bench.now += 7199;
  REQUIRE(bench.site("expect", undo));
  CHECK(bench.row().until == kNow + 7200);
  REQUIRE(bench.site("expect", removal));
  bench.now += 1;
  const Answer over = bench.site("expect", undo);
  REQUIRE(over.has_value());
  CHECK(json::parse(over->object)["changed"] == 0);
  CHECK(bench.row().removed);
}

TEST_CASE("an operator's client or sender is given back with his words and until when he said") {
  for (const auto& [kind, value, recipient] :
       std::vector<std::array<std::string, 3>>{{"client", "192.0.2.7", std::string(kAllowedClient)},
                                               {"sender", "@x.example", std::string(kEverybody)}}) {
    CAPTURE(kind);
    Bench bench;
    std::string told;
    const std::string days = std::to_string(360 * 86400) + "s";
    bench.run(fmt::format("allow add {} {} weekly", value, days),
              [&told](const std::string& text) { told = text; });
    REQUIRE(bench.turn_until([&] { return told.starts_with("ok"); }));
    const json never{{"kind", kind}, {"value", value}};
    json removal = never;
    removal["remove"] = true;
    const json undo = json::parse(bench.site("never", removal)->object)["undo"];
    bench.now += 86400;
    REQUIRE(bench.site("never", undo));
    const Expectation* const row = bench.watch.known()->find(recipient, value);
    REQUIRE(row != nullptr);
    CHECK(row->until == kNow + 360 * 86400);
    CHECK(row->why == "weekly");
    REQUIRE(bench.site("never", never));
    const json longer = json::parse(bench.site("never", undo)->object);
    CHECK(longer["changed"] == 0);
    CHECK(bench.watch.known()->find(recipient, value)->until > kNow + 360 * 86400);
  }
}

TEST_CASE("a client in another spelling is the one that is let through already") {
  Bench bench;
  REQUIRE(bench.site("never", {{"kind", "client"}, {"value", "198.51.100.0/24"}, {"why", "ours"}}));
  const json other{{"kind", "client"}, {"value", "198.51.100.7/24"}};
  CHECK(json::parse(bench.site("never", other)->object)["undo"].is_null());
  CHECK(bench.watch.known()->find(kAllowedClient, "198.51.100.0/24")->why == "ours");
  json removal = other;
  removal["remove"] = true;
  CHECK(json::parse(bench.site("never", removal)->object)["undo"]["why"] == "ours");
}

TEST_CASE("who lets pass for longer without a reason keeps the one that is there") {
  Bench bench;
  REQUIRE(bench.site("expect", expected(kBob, "ticket 4711", 3600)));
  REQUIRE(bench.site("expect", expected(kBob, "", 7200)));
  CHECK(bench.row().why == "ticket 4711");
  REQUIRE(bench.site("expect", expected(kBob, "ticket 4712", 9000)));
  CHECK(bench.row().why == "ticket 4712");
}

TEST_CASE("to let pass needs a span or an end") {
  Bench bench;
  json members = expected(kBob);
  members.erase("span");
  const Answer refused = bench.site("expect", members);
  REQUIRE(!refused);
  CHECK(refused.error().sentence.find("span or until") != std::string::npos);
}

TEST_CASE("what is not there is taken back without a change and without advice") {
  Bench bench;
  const Answer answer = bench.customer_removes();
  REQUIRE(answer.has_value());
  CHECK(answer->done.empty());
  CHECK(json::parse(answer->object) ==
        json{{"changed", 0},
             {"undo", nullptr},
             {"done",
              "mail of a@x.example to bob@customer.example is not let through; nothing was "
              "changed"}});
}

TEST_CASE("a reason that fits is kept whole, whoever says it") {
  Bench bench;
  REQUIRE(bench.customer("expect", expected(kBob, std::string(kLongestWhy, 'x'))));
  CHECK(bench.row().why == "customer: " + std::string(kLongestWhy, 'x'));
  CHECK(parse_question(R"({"verb":"expect","account":"a","role":"operator","recipient":"a@b",)"
                       R"("span":60,"why":")" +
                       std::string(kLongestWhy + 1, 'x') + "\"}")
            .error()
            .sentence == "why has 191 bytes, and 190 at most are taken");
}

TEST_CASE("a customer's domain has room for so many, an operator beside it for more") {
  Bench bench;
  const auto nth = [](std::size_t n) { return fmt::format("r{}@customer.example", n); };
  for (std::size_t n = 1; n < ExpectVerbs::kMostOfCustomer; ++n) {
    REQUIRE(bench.customer("expect", expected(nth(n))));
  }
  REQUIRE(bench.ask("expect", expected("r@other.example"), "other.example"));
  REQUIRE(bench.customer("expect", expected(nth(ExpectVerbs::kMostOfCustomer))));
  for (const Answer& refused :
       {bench.customer("expect", expected(nth(0))), bench.customer("release", kMail),
        bench.customer("release", kReference)}) {
    REQUIRE(!refused);
    CHECK(refused.error().code == Fault::Code::forbidden);
  }
  // What stands may be made longer.
  CHECK(bench.customer("expect", expected(nth(1))).has_value());
  // What was taken back has its room still.
  const json removal{{"action", "remove"}, {"recipient", nth(2)}, {"sender", "a@x.example"}};
  const json undo = json::parse(bench.customer("expect", removal)->object)["undo"];
  CHECK(bench.customer("expect", undo).has_value());
  CHECK(bench.ask("expect", expected("s@other.example"), "other.example").has_value());
  CHECK(bench.site("expect", expected(nth(0))).has_value());
}

}  // namespace greycache::expect_verbs_test
