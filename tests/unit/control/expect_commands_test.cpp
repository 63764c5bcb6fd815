// What the control socket answers to "expect" and "release".
#include "greycache/control/expect_commands.h"

#include <doctest/doctest.h>

#include <string>

#include "common/text.h"
#include "tests/unit/storage/opt_bench.h"

namespace greycache::expect_commands_test {

namespace {

constexpr UnixTime kNow = 1'760'000'000;

struct Commanded : OptBench<> {
  UnixTime now = kNow;
  BackgroundJobs jobs;
  ExpectationWatch watch{loop,
                         worker,
                         ExpectationWatch::Options{std::chrono::milliseconds(1)},
                         {[this] { return now; }, [] { return true; }, [] {}},
                         jobs};
  ExpectCommands commands{watch, {[this] { return now; }, [] { return UnixTime{86400}; }}};

  Commanded() {
    watch.look();
    REQUIRE(turn_until([&] { return watch.known() != nullptr; }));
  }

  std::string expect(const std::string& words) {
    return answer([&](const Control::Reply& reply) { commands.expect(words, reply); });
  }
  std::string release(const std::string& words) {
    return answer([&](const Control::Reply& reply) { commands.release(words, reply); });
  }
  bool passes(const std::string& sender, const std::string& recipient) const {
    return watch.known()->match(sender, recipient, now) != nullptr;
  }

 private:
  template <typename Ask>
  std::string answer(Ask ask) {
    std::string said;
    ask([&](const std::string& text) { said = text; });
    REQUIRE(turn_until([&] { return !said.empty(); }));
    return said;
  }
};

}  // namespace

TEST_CASE("mail is expected for a span, from anybody or somebody, and the answer says so") {
  Commanded bench;
  CHECK(bench.expect("add Bob@Here.Example  1h ") ==
        "ok\nmail of everybody to bob@here.example passes at once until 2025-10-09 09:53:20 UTC\n");
  CHECK(bench.passes("a@x.example", "bob@here.example"));
  bench.now = kNow + 3600;
  CHECK_FALSE(bench.passes("a@x.example", "bob@here.example"));
  CHECK(bench.expect("add @here.example @X.example 30 words%20here")
            .starts_with("ok\nmail of everybody of x.example to everybody of here.example passes "
                         "at once until "));
  CHECK(bench.passes("a@sub.x.example", "bob@here.example"));
  CHECK(bench.store.expectations() == 2);
}

TEST_CASE("what is made again in the same second counts, and what is removed counts no more") {
  Commanded bench;
  bench.expect("add bob@here.example <> 1h ");
  CHECK(bench.passes("", "bob@here.example"));
  CHECK(bench.expect("remove bob@here.example <>") ==
        "ok\nmail of the null sender to bob@here.example is expected no more\n");
  CHECK_FALSE(bench.passes("", "bob@here.example"));
  bench.expect("add bob@here.example <> 1m ");
  CHECK(bench.passes("", "bob@here.example"));
  CHECK(bench.watch.known()->find("bob@here.example", "<>")->kept_until == kNow + 3600);
  CHECK(bench.expect("remove carol@here.example ") ==
        "ok\nmail of everybody to carol@here.example is not expected; greyctl expect --list shows "
        "what is\n");
}

TEST_CASE("what another host has just made can be removed before it is read here") {
  Commanded bench;
  Expectation made{"bob@here.example", "", kNow + 3600, kNow + 2, kNow + 3600, false, ""};
  const auto removed_in_store = [&] {
    return bench.store.find_expectation(made.recipient, made.sender)->value().removed;
  };
  SUBCASE("a name that an operator writes") {
    (void)bench.store.merge_expectations({&made, 1});
    CHECK(bench.expect("remove bob@here.example ") ==
          "ok\nmail of everybody to bob@here.example is expected no more\n");
  }
  SUBCASE("one that only a release has") {
    made.recipient = "no-domain";
    (void)bench.store.merge_expectations({&made, 1});
    CHECK(bench.expect("remove no-domain ").starts_with("ok\nmail of everybody to no-domain is"));
  }
  CHECK(removed_in_store());
}

TEST_CASE("what is made shorter than it was says so") {
  Commanded bench;
  bench.expect("add bob@here.example  2d ");
  CHECK(bench.expect("add bob@here.example  1h ")
            .ends_with("until 2025-10-09 09:53:20 UTC (was until 2025-10-11 08:53:20 UTC)\n"));
  CHECK(bench.expect("add bob@here.example  2h ").find("was until") == std::string::npos);
  bench.expect("add bob@here.example  2d ");
  bench.expect("remove bob@here.example ");
  CHECK(bench.expect("add bob@here.example  1h ").find("was until") == std::string::npos);
}

TEST_CASE("where the store is away nothing is taken back, and the answer says so") {
  Commanded bench;
  bench.expect("add bob@here.example  1h ");
  bench.store.away = true;
  CHECK(bench.expect("remove bob@here.example ").starts_with("error: nothing was taken back"));
  CHECK(bench.passes("a@x.example", "bob@here.example"));
}

TEST_CASE("what counts is listed, page by page, with words that harm no terminal") {
  Commanded bench;
  CHECK(bench.expect("list  ") == "ok\nend\n");
  bench.expect("add bob@here.example a@x.example 1h M%C3%BCller");
  bench.expect("add alice@here.example  1h ");
  bench.expect("add gone@here.example  1h ");
  bench.expect("remove gone@here.example ");
  CHECK(bench.expect("list  ") ==
        "ok\n  mail of everybody to alice@here.example: until 2025-10-09 09:53:20 UTC, since "
        "2025-10-09 08:53:20 UTC\n"
        "  mail of a@x.example to bob@here.example: until 2025-10-09 09:53:20 UTC, since "
        "2025-10-09 08:53:20 UTC: M\xc3\xbcller\nend\n");
  CHECK(bench.expect("list alice@here.example ").find("alice") == std::string::npos);
  CHECK(bench.expect("list-json alice@here.example ") ==
        "ok\n  {\"recipient\":\"bob@here.example\",\"sender\":\"a@x.example\",\"client\":null,"
        "\"until\":1760003600,\"made_at\":1760000000,\"why\":\"M\xc3\xbcller\"}\nend\n");
}

TEST_CASE("a client or a sender is let through, and taken back") {
  Commanded bench;
  const auto allow = [&](const std::string& words) {
    std::string said;
    bench.commands.allow(words, [&](const std::string& text) { said = text; });
    REQUIRE(bench.turn_until([&] { return !said.empty(); }));
    return said;
  };
  CHECK(allow("add 192.0.2 2h ticket") ==
        "ok\nmail of the client 192.0.2.0/24 passes at once until 2025-10-09 10:53:20 UTC\n");
  CHECK(bench.watch.known()->match_client("192.0.2.7", "unknown", bench.now) != nullptr);
  CHECK(bench.expect("list  ").find("  mail of the client 192.0.2.0/24: until ") !=
        std::string::npos);
  CHECK(allow("remove 192.0.2.0/24") ==
        "ok\nmail of the client 192.0.2.0/24 is expected no more\n");
  CHECK(bench.watch.known()->match_client("192.0.2.7", "unknown", bench.now) == nullptr);
  CHECK(allow("add @x.example 2h ")
            .starts_with("ok\nmail of everybody of x.example to everybody passes at once until "));
  CHECK(bench.passes("a@x.example", "bob@here.example"));
  for (const char* words : {"", "add", "add nobody 2h ", "add 192.0.2.0/25 2h ", "add @ 2h ",
                            "add 192.0.2.7 0 ", "remove nobody"}) {
    INFO(words);
    const std::string said = allow(words);
    CHECK(said.starts_with("error: "));
    CHECK(said.ends_with("\nusage\n"));
  }
}

TEST_CASE("somebody called everybody is not everybody of his domain") {
  Commanded bench;
  bench.expect("add everybody@here.example everybody@x.example 1h ");
  bench.expect("add @here.example @x.example 1h ");
  const std::string list = bench.expect("list  ");
  CHECK(list.find("  mail of everybody@x.example to everybody@here.example: ") != list.npos);
  CHECK(list.find("  mail of everybody of x.example to everybody of here.example: ") != list.npos);
}

TEST_CASE("of a row by a clock that is ahead it is said so") {
  Commanded bench;
  bench.expect("add bob@here.example  1h ");
  bench.now = kNow - 60;
  CHECK(bench.expect("list  ").find(
            "since 2025-10-09 08:53:20 UTC (ahead of this host's clock)\n") != std::string::npos);
  bench.now = kNow;
  CHECK(bench.expect("list  ").find("ahead") == std::string::npos);
}

TEST_CASE("what shows on no terminal, or turns the direction of writing, is escaped in words") {
  Commanded bench;
  bench.expect("add bob@here.example  1h %E2%80%AEtxt%C2%9B%20%C3%BC");
  CHECK(bench.expect("list  ").find(": \\xe2\\x80\\xaetxt\\xc2\\x9b \xc3\xbc\n") !=
        std::string::npos);
}

TEST_CASE("a long list has a next page") {
  Commanded bench;
  std::vector<Expectation> rows;
  for (std::size_t i = 0; i <= ExpectCommands::kMostListed; ++i) {
    rows.push_back({"u" + std::to_string(10'000 + i) + "@here.example", "", kNow + 9, kNow,
                    kNow + 9, false, ""});
  }
  bool stored = false;
  bench.watch.remember(rows, [&](const auto&) { stored = true; });
  REQUIRE(bench.turn_until([&] { return stored; }));
  const std::string page = bench.expect("list  ");
  CHECK(page.ends_with("\nnext u14999@here.example \n"));
  CHECK(
      bench.expect("list u14999@here.example ").ends_with("since 2025-10-09 08:53:20 UTC\nend\n"));
}

TEST_CASE("what makes no sense changes nothing, and says what would be right") {
  Commanded bench;
  for (const char* words :
       {"", "add", "add bob@here.example", "sing", "list", "remove", "add   1h ",
        "add here.example  1h ", "add bob@here.example  0 ", "add bob@here.example  367d ",
        "add bob@here.example  soon ", "add bob@here.example x 1h ",
        "add bob@here.example  1h a%0Ab", "remove bob ", "add a%0A@b.example  1h "}) {
    CAPTURE(words);
    CHECK(bench.expect(words).starts_with("error: "));
  }
  CHECK(bench.expect("add bob@here.example  366d ").starts_with("ok\n"));
  CHECK(bench.store.expectations() == 1);
}

TEST_CASE("one mail is released by its sender and recipient, for as long as it may wait") {
  Commanded bench;
  CHECK(bench.release("A@X.example Bob@Here.example") ==
        "ok\nmail of a@x.example to bob@here.example passes at its next attempt, until 2025-10-10 "
        "08:53:20 UTC\n");
  CHECK(bench.passes("a@x.example", "bob@here.example"));
  CHECK_FALSE(bench.passes("b@x.example", "bob@here.example"));
  CHECK(bench.release("%3C%3E bob@here.example").starts_with("ok\nmail of the null sender to"));
  for (const char* words : {"", "a b c", "@x.example bob@here.example", "a@x.example @here.example",
                            " bob@here.example", "a@x.example bob"}) {
    CAPTURE(words);
    CHECK(bench.release(words).starts_with("error: "));
  }
}

TEST_CASE("a longer expectation is not made shorter by a release") {
  Commanded bench;
  bench.expect("add bob@here.example a@x.example 30d ");
  bench.release("a@x.example bob@here.example");
  bench.now = kNow + 29 * 86400;
  CHECK(bench.passes("a@x.example", "bob@here.example"));
}

TEST_CASE("without a history no reference is known, and the other form is named") {
  Commanded bench;
  const std::string answer = bench.release("7k3m9qxa");
  CHECK(answer.starts_with("error: "));
  CHECK(answer.find("greyctl release SENDER RECIPIENT") != std::string::npos);
  CHECK(bench.release("7k3m9qx0").find("is no reference") != std::string::npos);
}

TEST_CASE("a reference releases the one mail that has it") {
  Commanded bench;
  std::vector<ReferredMail> mails{{"", "Bob@Here.example"}};
  std::string asked;
  bench.commands.set_find_by_reference([&](const std::string& reference, const auto& found) {
    asked = reference;
    found(mails);
  });
  CHECK(bench.release("ref%207k3m9qxa").starts_with("ok\nmail of the null sender to bob@here"));
  CHECK(asked == "7K3M9QXA");
  CHECK(bench.passes("", "bob@here.example"));
  mails.push_back({"a@x.example", "carol@here.example"});
  CHECK(bench.release("7k3m9qxa").starts_with("error: more than one mail has the reference"));
  mails.clear();
  CHECK(bench.release("7k3m9qxa").starts_with("error: no mail that is known has the reference"));
}

TEST_CASE("what a reference has released can be removed, whatever its envelope holds") {
  Commanded bench;
  std::vector<ReferredMail> mails{{"a \"b,c@x.example", "no-domain"}};
  bench.commands.set_find_by_reference([&](const auto&, const auto& found) { found(mails); });
  CHECK(bench.release("7k3m9qxa").starts_with("ok\n"));
  CHECK(bench.passes("a \"b,c@x.example", "no-domain"));
  CHECK(bench.expect("remove no-domain a%20%22b,c@x.example").starts_with("ok\n"));
  CHECK_FALSE(bench.passes("a \"b,c@x.example", "no-domain"));
  // Once it is over it is a name like any other.
  CHECK(bench.expect("remove no-domain other").starts_with("error: "));
}

TEST_CASE("a mail whose sender or recipient would stand for a domain is not released") {
  Commanded bench;
  std::vector<ReferredMail> mails;
  bench.commands.set_find_by_reference([&](const auto&, const auto& found) { found(mails); });
  for (const ReferredMail& mail : {ReferredMail{"@x.example", "bob@here.example"},
                                   ReferredMail{"a@x.example", "@here.example"}}) {
    mails = {mail};
    CHECK(bench.release("7k3m9qxa").starts_with("error: that mail cannot be let through: "));
  }
}

TEST_CASE("where the store is away nothing is remembered, and the answer says what to do") {
  Commanded bench;
  bench.store.away = true;
  const std::string answer = bench.expect("add bob@here.example  1h ");
  CHECK(
      answer.starts_with("error: nothing was remembered, and the mail waits on: away for a test."));
  CHECK(answer.find("Try again once the store is back") != std::string::npos);
  CHECK(answer.find("clients_ip_whitelist.local") != std::string::npos);
  CHECK_FALSE(bench.passes("a@x.example", "bob@here.example"));
}

TEST_CASE("what is expected cannot be listed before it is known") {
  OptBench<> bench;
  BackgroundJobs jobs;
  ExpectationWatch watch(bench.loop, bench.worker, ExpectationWatch::Options{},
                         {[] { return kNow; }, [] { return true; }, [] {}}, jobs);
  ExpectCommands commands(watch, {[] { return kNow; }, [] { return UnixTime{86400}; }});
  std::string answer;
  commands.expect("list  ", [&](const std::string& text) { answer = text; });
  CHECK(answer.starts_with("error: what is expected is not known"));
}

}  // namespace greycache::expect_commands_test
