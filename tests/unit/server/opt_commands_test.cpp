// What the control socket answers to "optin" and "optout".
#include "greycache/server/opt_commands.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "tests/unit/server/opt_bench.h"

namespace greycache {

namespace {

struct Commanded : OptBench<> {
  OptMethod optmethod = OptMethod::optout;
  int changes = 0;
  OptCommands commands{worker, [this] { return optmethod; }, [this] { ++changes; }};

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

TEST_CASE("what is no row changes nothing") {
  Commanded bench;
  for (const char* words : {"add @example.org", "add a b", "add ", "remove user@", "add", "sing"}) {
    CHECK(bench.say(OptChoice::in, words).starts_with("error: "));
  }
  CHECK(bench.changes == 0);
  CHECK(bench.say(OptChoice::in, "list") == "ok\noptin_domain (0)\noptin_email (0)\n");
}

TEST_CASE("a store that is away is an error of the command") {
  Commanded bench;
  bench.store.away = true;
  CHECK(bench.say(OptChoice::in, "add example.org") == "error: away for a test\n");
  CHECK(bench.say(OptChoice::in, "list") == "error: away for a test\n");
  CHECK(bench.changes == 0);
}

TEST_CASE("a list is sorted, under headings, of one choice, and cannot harm a terminal") {
  Commanded bench;
  bench.change(OptTable::optin_domain, "b.example", true);
  bench.change(OptTable::optin_domain, "a.example", true);
  bench.change(OptTable::optin_email, "x\x1b[2J@a.example", true);
  bench.change(OptTable::optout_domain, "c.example", true);
  CHECK(bench.say(OptChoice::in, "list") ==
        "ok\noptin_domain (2)\n  a.example\n  b.example\noptin_email (1)\n"
        "  x\\x1b[2J@a.example\n");
}

TEST_CASE("a list names 10,000 rows and counts the others") {
  Commanded bench;
  for (int i = 0; i < 9'999; ++i) bench.change(OptTable::optin_domain, fmt::format("d{}", i), true);
  for (int i = 0; i < 3; ++i) bench.change(OptTable::optin_email, fmt::format("e{}@d", i), true);
  const std::string answer = bench.say(OptChoice::in, "list");
  CHECK(answer.find("and") == answer.rfind("and"));
  CHECK(answer.ends_with("optin_email (3)\n  e0@d\n  and 2 more\n"));
  bench.change(OptTable::optin_email, "e1@d", false);
  bench.change(OptTable::optin_email, "e2@d", false);
  CHECK(bench.say(OptChoice::in, "list").ends_with("optin_email (1)\n  e0@d\n"));
}

TEST_CASE("where optmethod is none the answer says that the tables do not count") {
  Commanded bench;
  bench.optmethod = OptMethod::none;
  CHECK(bench.say(OptChoice::in, "add a.example") ==
        "ok\na.example is added to optin_domain\noptmethod is none: the tables do not count\n");
}

}  // namespace greycache
