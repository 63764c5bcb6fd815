// What the control socket answers to "optin" and "optout".
#include "greycache/control/opt_commands.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "tests/unit/storage/opt_bench.h"

namespace greycache::opt_commands_test {

namespace {

struct Commanded : OptBench<> {
  OptMethod optmethod = OptMethod::optout;
  int changes = 0;
  OptCommands commands{{worker, worker}, [this] { return optmethod; }, [this] { ++changes; }};

  std::string say(OptChoice choice, const std::string& words) {
    std::string answer;
    commands.run(choice, words, [&](const std::string& text) { answer = text; });
    REQUIRE(turn_until([&] { return !answer.empty(); }));
    return answer;
  }
};

}  // namespace

TEST_CASE("a row is added and removed once, in lower case, and the answer says what was done") {
  Commanded bench;
  CHECK(bench.say(OptChoice::out, "add Example.ORG") ==
        "ok\nexample.org is added to optout_domain\n");
  CHECK(bench.changes == 1);
  CHECK(bench.say(OptChoice::out, "add example.org") ==
        "ok\nexample.org is already there, in optout_domain\n");
  CHECK(bench.changes == 1);
  CHECK(bench.say(OptChoice::in, "remove a@example.org") ==
        "ok\na@example.org is not there, in optin_email\n");
  CHECK(bench.say(OptChoice::out, "remove EXAMPLE.org") ==
        "ok\nexample.org is removed from optout_domain\n");
  CHECK(bench.changes == 2);
}

TEST_CASE("a row that another program has put there in capitals is removed as it is written") {
  Commanded bench;
  bench.change(OptTable::optout_domain, "Example.ORG", true);
  CHECK(bench.say(OptChoice::out, "remove example.org") ==
        "ok\nexample.org is not there, in optout_domain\n");
  CHECK(bench.say(OptChoice::out, "remove Example.ORG") ==
        "ok\nexample.org is removed from optout_domain\n");
  CHECK(bench.say(OptChoice::out, "page domain") == "ok\nend\n");
}

TEST_CASE("what is no row changes nothing") {
  Commanded bench;
  for (const char* words :
       {"add @example.org", "add a b", "add ", "remove a b", "add", "sing", "page", "page x"}) {
    CHECK(bench.say(OptChoice::in, words).starts_with("error: "));
  }
  CHECK(bench.changes == 0);
  CHECK(bench.say(OptChoice::in, "page domain") == "ok\nend\n");
}

TEST_CASE("a store that is away is an error of the command") {
  Commanded bench;
  bench.store.away = true;
  CHECK(bench.say(OptChoice::in, "add example.org") == "error: away for a test\n");
  CHECK(bench.say(OptChoice::in, "page email") == "error: away for a test\n");
  CHECK(bench.changes == 0);
}

TEST_CASE("a page is sorted, of one table, and cannot harm a terminal") {
  Commanded bench;
  bench.change(OptTable::optin_domain, "b.example", true);
  bench.change(OptTable::optin_domain, "a.example", true);
  bench.change(OptTable::optin_email, "x\x1b[2J@a.example", true);
  bench.change(OptTable::optout_domain, "c.example", true);
  CHECK(bench.say(OptChoice::in, "page domain") == "ok\n  a.example\n  b.example\nend\n");
  CHECK(bench.say(OptChoice::in, "page email") == "ok\n  x\\x1b[2J@a.example\nend\n");
  CHECK(bench.say(OptChoice::in, "page domain a.example") == "ok\n  b.example\nend\n");
}

TEST_CASE("a page of 10,000 rows says where the next one begins") {
  Commanded bench;
  for (int i = 0; i < 10'000; ++i) {
    bench.change(OptTable::optin_email, fmt::format("e{:05}% @d", i), true);
  }
  const std::string first = bench.say(OptChoice::in, "page email");
  CHECK(first.ends_with("  e09999% @d\nnext e09999%25%20@d\n"));
  CHECK(bench.say(OptChoice::in, "page email e09999%25%20@d") == "ok\nend\n");
  CHECK(bench.say(OptChoice::in, "page email e09998%25%20@d") == "ok\n  e09999% @d\nend\n");
}

TEST_CASE("where optmethod is none the answer says that the tables do not count") {
  Commanded bench;
  bench.optmethod = OptMethod::none;
  CHECK(bench.say(OptChoice::in, "add a.example") ==
        "ok\na.example is added to optin_domain\noptmethod is none: the tables do not count\n");
  CHECK(bench.say(OptChoice::in, "page email") ==
        "ok\nend\noptmethod is none: the tables do not count\n");
}

}  // namespace greycache::opt_commands_test
