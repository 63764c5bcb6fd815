// The words of a story, for people and as JSON.
#include "greycache/control/mail_story.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <nlohmann/json.hpp>

namespace greycache::mail_story_test {

namespace {

constexpr UnixTime kFirst = 1'795'280'400;  // 2026-11-21 17:00:00 UTC

HistoryRow attempt(const char* outcome, UnixTime at, UnixTime delay = 0) {
  HistoryRow row;
  row.at = at;
  row.delay = delay;
  row.mx = "mx1";
  row.reference = "7K3M9QXA";
  row.outcome = outcome;
  row.client_address = "192.0.2.1";
  row.client_name = "mail.x.example";
  row.helo_name = "mx";
  row.sender = "alice@x.example";
  row.recipient = "bob@y.example";
  row.src = "192.0.2";
  return row;
}

StoryContext context(UnixTime now) {
  return {Rules{}, now, "/etc/greycache", {}};
}

bool has(const std::string& text, const char* words) {
  const bool found = text.find(words) != std::string::npos;
  INFO(text);
  CHECK_MESSAGE(found, words);
  return found;
}

}  // namespace

TEST_CASE("a story says who, when, what was answered and why, and what came of it") {
  const WaitedMail mail{{attempt("new", kFirst), attempt("early", kFirst + 60, 60),
                         attempt("reconnect", kFirst + 420, 420)},
                        Became::passed};
  const std::string text = story_text(mail, context(kFirst + 500));
  has(text, "mail 7K3M9QXA: <alice@x.example> -> <bob@y.example>\n");
  has(text, "from 192.0.2.1 (mail.x.example), which calls itself mx; source 192.0.2\n");
  has(text,
      "2026-11-21 17:00:00 UTC at mx1: first attempt, deferred: nothing was known of this "
      "sender from 192.0.2\n");
  has(text, "at mx1: came back after 60 s, too early, and was deferred: it must wait 5 minutes\n");
  has(text, "at mx1: came back after 7 min, and passed; its sender is known from now on\n");
  has(text, "it passed 2026-11-21 17:07:00 UTC\n");
}

TEST_CASE("a client that said no HELO calls itself nothing") {
  HistoryRow silent = attempt("new", kFirst);
  silent.helo_name.clear();
  has(story_text({{silent}, Became::waits}, context(kFirst + 60)),
      "from 192.0.2.1 (mail.x.example); source 192.0.2\n");
}

TEST_CASE("what waits says when a retry passes, and what can be done") {
  const WaitedMail mail{{attempt("new", kFirst)}, Became::waits};
  has(story_text(mail, context(kFirst + 60)),
      "it waits: a retry passes after 2026-11-21 17:05:00 UTC, until 2026-11-22 17:00:00 UTC\n");
  has(story_text(mail, context(kFirst + 301)), "it waits: a retry passes now, until ");
  has(story_text(mail, context(kFirst + 60)), "greyctl allow mail.x.example\n");
}

TEST_CASE("what never came back, and what another mail made known, are told apart") {
  has(story_text({{attempt("new", kFirst)}, Became::never}, context(kFirst + 100'000)),
      "it never came back: the entry was forgotten 2026-11-22 17:00:00 UTC\n");
  has(story_text({{attempt("new", kFirst)}, Became::known}, context(kFirst + 100'000)),
      "its sender came back with another mail");
}

TEST_CASE("an organisation and its standing are part of the reason") {
  HistoryRow row = attempt("new", kFirst);
  row.organisation = "x.example";
  row.standing = "good";
  has(why(row, context(kFirst)), "nothing was known of this sender from 192.0.2 or x.example");
  row.standing = "bad";
  has(why(row, context(kFirst)), "what x.example is known for does not count");
}

TEST_CASE("the rule that greylisted is named with file and line where it is found") {
  HistoryRow row = attempt("new", kFirst);
  row.rule = "discrimination:3";
  StoryContext known = context(kFirst);
  has(why(row, known), "greylisted by discrimination:3");
  known.rule_lines["discrimination:3"] = "discrimination.regexp:12: helo_name =~ ^x";
  has(why(row, known), "greylisted by discrimination.regexp:12: helo_name =~ ^x");
}

TEST_CASE("hostile names neither leave their line nor their terminal in order") {
  HistoryRow row = attempt("new", kFirst);
  row.sender = "%1B[2Ja%0Ab@x.example";
  row.helo_name = "%FF%00";
  row.mx = "%0Amx";
  const std::string text = story_text({{row}, Became::waits}, context(kFirst)) +
                           history_line(row, nullptr, context(kFirst));
  CHECK(std::all_of(text.begin(), text.end(),
                    [](char c) { return c == '\n' || (c >= 0x20 && c <= 0x7e); }));
  has(text, "<\\x1b[2Ja\\x0ab@x.example>");
  CHECK(std::count(text.begin(), text.end(), '\n') == 7);
}

TEST_CASE("JSON has the names as they were, and parses whatever they are") {
  HistoryRow row = attempt("new", kFirst);
  row.sender = "\"q%22%0A%FF\"@x.example";
  const auto story = nlohmann::json::parse(story_json({{row}, Became::waits}, context(kFirst)));
  CHECK(story["reference"] == "7K3M9QXA");
  CHECK(story["became"] == "waits");
  CHECK(story["passes_from"] == kFirst + 300);
  CHECK(story["attempts"][0]["sender"] == "\"q\"\n\xef\xbf\xbd\"@x.example");
  const auto line = nlohmann::json::parse(history_json(row, nullptr));
  CHECK(line["outcome"] == "new");
  CHECK(line["became"].is_null());
}

TEST_CASE("a line of a list tells what became of its mail") {
  const HistoryRow row = attempt("new", kFirst);
  const WaitedMail mail{{row}, Became::waits};
  has(history_line(row, &mail, context(kFirst + 60)),
      "2026-11-21 17:00:00 UTC mx1 7K3M9QXA new       192.0.2.1 (mail.x.example) "
      "<alice@x.example> -> <bob@y.example>; it waits");
  has(history_line(attempt("reconnect", kFirst, 420), nullptr, context(kFirst)), ", after 7 min\n");
}

TEST_CASE("spans are told in a unit that fits") {
  CHECK(span_text(0) == "0 s");
  CHECK(span_text(119) == "119 s");
  CHECK(span_text(120) == "2 min");
  CHECK(span_text(7200) == "2 h 0 min");
  CHECK(span_text(2 * 86400) == "2 days");
}

}  // namespace greycache::mail_story_test
