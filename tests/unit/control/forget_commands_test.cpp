// What the control socket answers to "forget".
#include "greycache/control/forget_commands.h"

#include <doctest/doctest.h>

#include <string>

#include "common/text.h"
#include "tests/unit/storage/opt_bench.h"

namespace greycache::forget_commands_test {

namespace {

constexpr UnixTime kNow = 1'760'000'000;
constexpr UnixTime kAt = kNow + ForgetCommands::kMargin;

std::shared_ptr<PolicySet> policy() {
  auto lists = std::make_shared<ListSet>();
  lists->suffix_list = std::make_shared<const SuffixList>(SuffixList::built_in());
  auto set = std::make_shared<PolicySet>();
  set->list_set = lists;
  return set;
}

struct Commanded : OptBench<> {
  std::shared_ptr<PolicySet> set = policy();
  BackgroundJobs jobs;
  ExpectationWatch watch{loop,
                         worker,
                         ExpectationWatch::Options{std::chrono::milliseconds(1)},
                         {[] { return kNow; }, [] { return true; }, [] {}},
                         jobs};
  Eraser eraser{loop, {worker, worker}, {.drop = [](auto) {}, .on_done = [](auto) {}}};
  ForgetCommands commands{watch,
                          eraser,
                          {[] { return kNow; }, [this] { return set; },
                           [this](std::string_view domain) {
                             return set->list_set->suffix_list->registrable_domain(domain);
                           }}};

  Commanded() {
    watch.look();
    REQUIRE(turn_until([&] { return watch.known() != nullptr; }));
  }

  std::string run(const std::string& words) {
    std::string said;
    commands.run(words, [&](const std::string& text) { said = text; });
    REQUIRE(turn_until([&] { return !said.empty(); }));
    return said;
  }
  UnixTime at(const std::string& src, const std::string& domain, const std::string& name) {
    const Forgotten* forgotten = watch.known()->forgotten();
    return forgotten == nullptr ? 0 : forgotten->at(src, domain, name, kNow);
  }
};

}  // namespace

TEST_CASE("an address is forgotten with the network that it may be keyed by, until in a moment") {
  Commanded bench;
  CHECK(bench.run("add 192.0.2.7 ") ==
        "ok\nwhat was known of 192.0.2.7 and of its network 192.0.2 is forgotten: the next mail is "
        "a first attempt\n");
  CHECK(bench.at("192.0.2.7", "x.example", "a") == kAt);
  CHECK(bench.at("192.0.2", "x.example", "a") == kAt);
  CHECK(bench.at("192.0.3", "x.example", "a") == 0);
  bench.run("add 2001:db8::1 ");
  CHECK(bench.at("2001:db8::/64", "x.example", "a") == kAt);
}

TEST_CASE("a source that is no UTF-8 is refused: no row could hold it") {
  Commanded bench;
  CHECK(bench.run("add-source m%FF.example ").find("no UTF-8") != std::string::npos);
  CHECK(bench.at("m\xff.example", "x.example", "a") == 0);
}

TEST_CASE("a network, an organisation, a source by its exact name") {
  Commanded bench;
  CHECK(bench.run("add 192.0.2 ").starts_with("ok\nwhat was known of the network 192.0.2.0/24 "));
  CHECK(bench.at("192.0.2", "x.example", "a") == kAt);
  CHECK(bench.at("192.0.2.7", "x.example", "a") == kAt);
  CHECK(bench.run("add mail.outlook.com ").find("of the organisation outlook.com is forgotten") !=
        std::string::npos);
  CHECK(bench.at("outlook.com@x.example", "x.example", "a") == kAt);
  CHECK(bench.run("add-source yahoo.com@x.example ").starts_with("ok\n"));
  CHECK(bench.at("yahoo.com@x.example", "x.example", "a") == kAt);
  CHECK(bench.at("yahoo.com@z.example", "z.example", "a") == 0);
}

TEST_CASE("a network within the one that its clients are keyed by is forgotten with that") {
  Commanded bench;
  CHECK(bench.run("add 192.0.2.128/25 ") ==
        "ok\nwhat was known of 192.0.2.128/25 and of its network 192.0.2 is forgotten: the next "
        "mail is a first attempt\n");
  CHECK(bench.at("192.0.2", "x.example", "a") == kAt);
  CHECK(bench.at("192.0.2.200", "x.example", "a") == kAt);
  CHECK(bench.at("192.0.2.7", "x.example", "a") == 0);
  bench.run("add 2001:db8::/80 ");
  CHECK(bench.at("2001:db8::/64", "x.example", "a") == kAt);
  CHECK(bench.run("add 203.0.113.7/32 ").find(" 203.0.113.7 and of its network 203.0.113 ") !=
        std::string::npos);
  CHECK(bench.at("203.0.113", "x.example", "a") == kAt);
  CHECK(bench.at("203.0.113.8", "x.example", "a") == 0);
  for (const std::string what : {"192.0.2.128/25", "2001:db8::/80", "203.0.113.7/32"}) {
    CHECK(bench.run("remove " + what).find("is forgotten no more") != std::string::npos);
  }
  CHECK(bench.watch.known()->forgotten() == nullptr);
}

TEST_CASE("a network of half the Internet is refused, and taken back where it was forgotten") {
  Commanded bench;
  for (const char* what : {"0.0.0.0/0", "::/0", "10.0.0.0/11", "2001:db8::/31"}) {
    CAPTURE(what);
    const std::string said = bench.run(std::string("add ") + what + " ");
    CHECK(said.starts_with("error: "));
    CHECK(said.find(std::string(what).find(':') == std::string::npos
                        ? "wider than a /12"
                        : "wider than a /32") != std::string::npos);
    CHECK(bench.run(std::string("remove ") + what).starts_with("ok\n"));
  }
  CHECK(bench.watch.known()->forgotten() == nullptr);
  CHECK(bench.run("add 10.0.0.0/12 ").starts_with("ok\n"));
  CHECK(bench.run("add 2001:db8::/32 ").starts_with("ok\n"));
  CHECK(bench.at("10.15.2", "x.example", "a") == kAt);
}

TEST_CASE("where there is no room for a new name, one that is known is forgotten anew") {
  Commanded bench;
  bench.run("add 192.0.2.7 ");
  std::vector<Expectation> rows;
  for (std::size_t i = 2; i < kMostExpectations; ++i) {
    rows.push_back({std::to_string(i) + "@here.example", "", kNow + 9, kNow, kNow + 9, false, ""});
  }
  bool stored = false;
  bench.watch.remember(rows, [&](const auto& result) { stored = result.has_value(); });
  REQUIRE(bench.turn_until([&] { return stored; }));
  CHECK(bench.run("add 192.0.2.8 ").starts_with("error: there are 100000 expectations"));
  CHECK(bench.at("192.0.2.8", "x.example", "a") == 0);
  CHECK(bench.run("add 192.0.2.7 again").starts_with("ok\n"));
  CHECK(bench.watch.known()->find("forgotten source", "192.0.2.7")->why == "again");
}

TEST_CASE("a sender is forgotten by the names of his entries, a domain by all of them") {
  Commanded bench;
  CHECK(bench.run("add News+17@mail.shop.com ").find("greyctl forget @mail.shop.com") !=
        std::string::npos);
  for (const char* name : {"news+17", "news"})
    CHECK(bench.at("192.0.2", "mail.shop.com", name) == kAt);
  CHECK(bench.at("192.0.2", "mail.shop.com", "other") == 0);
  CHECK(bench.at("outlook.com@shop.com", "shop.com", "news") == kAt);
  bench.run("add @mail.shop.com ");
  CHECK(bench.at("192.0.2", "mail.shop.com", "other") == kAt);
  CHECK(bench.at("192.0.2", "shop.com", "other") == 0);
  bench.run("add <> ");
  CHECK(bench.at("192.0.2", "-undef-", "-undef-") == kAt);
  CHECK(bench.at("192.0.2", "-undef-", "root") == 0);
  bench.run("add <root> ");
  CHECK(bench.at("192.0.2", "-undef-", "root") == kAt);
}

TEST_CASE("rows stay until nothing that was seen can count") {
  Commanded bench;
  bench.set->rules.correspondent_age = 90 * 86'400;
  bench.run("add 192.0.2.7 ");
  CHECK(bench.watch.known()->find("forgotten source", "192.0.2")->kept_until == kAt + 90 * 86'400);
}

TEST_CASE("what a list shows is taken back by the name that it is shown by") {
  Commanded bench;
  bench.run("add 192.0.2.7 ");
  CHECK(bench.run("remove 192.0.2").find("is forgotten no more") != std::string::npos);
  CHECK(bench.at("192.0.2", "x.example", "a") == 0);
  CHECK(bench.at("192.0.2.7", "x.example", "a") == kAt);
  bench.run("add-source odd%20name ");
  CHECK(bench.run("remove odd%20name").find("under odd name is forgotten no more") !=
        std::string::npos);
  CHECK(bench.at("odd name", "x.example", "a") == 0);
  CHECK(bench.run("remove odd%20name").starts_with("error: 'odd name' names nobody"));
  // One that differs from mail to mail is known, and shown, without what differs.
  bench.run("add bounce-4711.deadbeef@esp.example ");
  const std::string listed = bench.run("list  ");
  const std::size_t at = listed.find("sender bounce-#");
  REQUIRE(at != std::string::npos);
  const std::size_t begin = at + std::string_view("sender ").size();
  const std::string name = listed.substr(begin, listed.find(':', begin) - begin);
  CHECK(bench.run("remove " + percent_encoded(name)).find("is forgotten no more") !=
        std::string::npos);
}

TEST_CASE("what is forgotten is listed, with why") {
  Commanded bench;
  CHECK(bench.run("list  ") == "ok\nend\n");
  bench.run("add a@x.example robots%20here");
  CHECK(bench.run("list  ") ==
        "ok\n  sender a@x.example: forgotten 2025-10-09 08:53:25 UTC: robots here\n"
        "  sender at organisations a@x.example: forgotten 2025-10-09 08:53:25 UTC: robots here\n"
        "end\n");
  CHECK(bench.run("list-json  ").find(R"({"scope":"sender","name":"a@x.example",)") !=
        std::string::npos);
  CHECK(bench.run("list forgotten%20sender x.example%20a").find("  sender a@") ==
        std::string::npos);
}

TEST_CASE("what is forgotten is taken back, by the words that had it forgotten") {
  Commanded bench;
  for (const std::string what :
       {"192.0.2.7", "203.0.113", "outlook.com", "a@x.example", "@y.example"}) {
    CAPTURE(what);
    bench.run("add " + what + " ");
    CHECK(bench.run("remove " + what).find("is forgotten no more; what is deleted already") !=
          std::string::npos);
    CHECK(bench.watch.known()->forgotten() == nullptr);
  }
  bench.run("add-source a@b ");
  bench.run("remove-source a@b");
  CHECK(bench.run("list  ") == "ok\nend\n");
  CHECK(bench.run("remove 192.0.2.7").find(" is not forgotten; greyctl forget --list") !=
        std::string::npos);
}

TEST_CASE("a forgetting of a clock that is ahead is taken back, and made anew") {
  Commanded bench;
  const ForgottenName name{ForgottenName::Scope::organisation, "outlook.com"};
  bool stored = false;
  bench.watch.remember({forgotten_row(name, kNow + 86'400, kNow + 99'999, "")},
                       [&](const auto& result) { stored = result.has_value(); });
  REQUIRE(bench.turn_until([&] { return stored; }));
  CHECK(bench.at("outlook.com@x.example", "x.example", "a") == 0);
  bench.run("add outlook.com ");
  CHECK(bench.at("outlook.com@x.example", "x.example", "a") == kAt);
  bench.run("remove outlook.com");
  CHECK(bench.watch.known()->forgotten() == nullptr);
  bench.run("add outlook.com ");
  CHECK(bench.at("outlook.com@x.example", "x.example", "a") == kAt);
}

TEST_CASE("nothing is taken back where the store is away, and nobody who is nobody") {
  Commanded bench;
  bench.run("add 192.0.2.7 ");
  CHECK(bench.run("remove nobody").starts_with("error: "));
  bench.store.away = true;
  CHECK(
      bench.run("remove 192.0.2.7").starts_with("error: nothing was taken back: away for a test"));
  CHECK(bench.at("192.0.2", "x.example", "a") == kAt);
}

TEST_CASE("who is nobody is refused, and a store that is away forgets nothing") {
  Commanded bench;
  for (const char* words : {"add nobody ", "add  ", "add a@x.example%20more ", "add com ", "",
                            "add", "add 192.0.2.7 a%0Ab", "add root "}) {
    CHECK(bench.run(words).starts_with("error: "));
  }
  const std::string longer(600, 'a');
  CHECK(bench.run("add-source " + longer + " ").find("too long") != std::string::npos);
  bench.store.away = true;
  CHECK(bench.run("add 192.0.2.7 ").starts_with("error: nothing was forgotten: away for a test"));
  CHECK(bench.at("192.0.2", "x.example", "a") == 0);
}

}  // namespace greycache::forget_commands_test
