// Questions of buttons, addresses to come back to, what the API takes.
#include <doctest/doctest.h>

#include <algorithm>

#include "greyweb/api/arguments.h"
#include "greyweb/panel/difference.h"
#include "greyweb/panel/opt_batches.h"
#include "greyweb/panel/question.h"
#include "greyweb/panel/row_pages.h"
#include "greyweb/panel/setting_view.h"

namespace greycache::web {

TEST_CASE("a button asks only what buttons ask, and never as somebody") {
  for (const char* const text :
       {"", "x", "[]", "{}", R"({"verb":"setting_write"})", R"({"verb":1})"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_question(text));
  }
  const auto question = parse_question(
      R"({"verb":"release","reference":"A","role":"admin","domain":"x","account":"y"})");
  REQUIRE(question);
  CHECK(question->arguments == Json{{"reference", "A"}});
  CHECK(parse_question(question->text())->verb == "release");
  CHECK_FALSE(parse_question(std::string(kMostQuestionText + 1, ' ')));
}

TEST_CASE("what is asked names whom it concerns") {
  const auto sentence = [](const char* text) { return asked_sentence(*parse_question(text)); };
  CHECK(sentence(R"({"verb":"release","sender":"<>","recipient":"b@c.example"})") ==
        "Let the mail from <> to b@c.example through at its next attempt?");
  CHECK(sentence(R"({"verb":"never","kind":"sender","value":"a@b.example"})") ==
        "Never greylist the sender a@b.example?");
  CHECK(sentence(R"({"verb":"opt","choice":"out","action":"remove","rows":["x.example"]})") ==
        "Remove x.example from opt-out?");
  CHECK(sentence(R"({"verb":"forget","subject":"outlook.com@shop.example","source":true})") ==
        "Forget what is known of senders of shop.example by hosts of outlook.com? The next mail "
        "from there is a first attempt again, unless something else of it is known, as its "
        "organisation.");
  CHECK(sentence(R"({"verb":"forget","subject":"a@shop.example"})") ==
        "Forget what is known of a@shop.example? The next mail from there is a first attempt "
        "again, unless something else of it is known, as its organisation.");
  CHECK(sentence(R"({"verb":"never","kind":7,"value":[]})") == "Never greylist the 7 ??");
}

TEST_CASE("an address to come back to is ours, or the first page") {
  CHECK(own_address("/waiting?filter=a%20b") == "/waiting?filter=a%20b");
  for (const char* const text :
       {"", "https://evil.example", "//evil.example", "javascript:x", "/\\x"}) {
    CAPTURE(text);
    CHECK(own_address(text) == "/");
  }
}

TEST_CASE("the next page keeps the fields and replaces the place") {
  HttpRequest request;
  request.path = "/waiting";
  request.query.add("filter", "a&b");
  request.query.add("place", "old");
  CHECK(next_link(request, {{"next", "n 1"}}) == "/waiting?filter=a%26b&place=n%201");
  CHECK(next_link(request, {{"next", nullptr}}).empty());
  CHECK(first_link(request) == "/waiting?filter=a%26b");
}

TEST_CASE("rows go a thousand at a time") {
  std::vector<std::size_t> sizes;
  const auto ask = [&](const Json& arguments) -> PanelAnswer {
    sizes.push_back(arguments["rows"].size());
    return Json{{"changed", 1},
                {"unchanged", 2},
                {"undo", {{"rows", {"x"}}}},
                {"faults", Json::array({Json::object()})}};
  };
  Json rows = Json::array();
  for (std::size_t i = 0; i < 2001; ++i) rows.push_back("x");
  const auto outcome = change_opt_rows(ask, "out", "add", rows);
  REQUIRE(outcome);
  CHECK(sizes == std::vector<std::size_t>{1000, 1000, 1});
  CHECK(outcome->changed == 3);
  CHECK(outcome->faults.size() == 3);
  CHECK(outcome->undo == Json{"x", "x", "x"});
  sizes.clear();
  CHECK(change_opt_rows(ask, "out", "add", Json(500, std::string(1000, 'x'))));
  CHECK(sizes == std::vector<std::size_t>{257, 243});
  CHECK_FALSE(change_opt_rows(ask, "out", "add", Json::array()));
  CHECK_FALSE(change_opt_rows(ask, "out", "add", "x"));
  CHECK(change_opt_rows(ask, "out", "add", Json(20'001, "x")).error().sentence ==
        "There are 20\u202f001 rows, and 20\u202f000 at most are taken at once.");
}

TEST_CASE("what was changed before a fault in the middle is told") {
  int asked = 0;
  const auto ask = [&](const Json&) -> PanelAnswer {
    if (++asked > 2) return tl::make_unexpected(PanelError{"busy", "try again"});
    return Json{{"changed", 1000}};
  };
  const auto outcome = change_opt_rows(ask, "out", "add", Json(5000, "x"));
  REQUIRE(outcome);
  CHECK(outcome->changed == 2000);
  CHECK(outcome->left.size() == 3000);
  REQUIRE(outcome->stopped);
  CHECK(outcome->stopped->code == "busy");
  CHECK(outcome->stopped->sentence == "try again");
  CHECK(change_opt_rows(ask, "out", "add", Json(5000, "x")).error().code == "busy");
}

TEST_CASE("a question that ended in the middle is gone on with as a whole") {
  int asked = 0;
  const auto ask = [&](const Json&) -> PanelAnswer {
    const char* const why = ++asked == 2 ? "400 of 1000 rows were looked at" : "";
    return Json{{"changed", 400}, {"stopped", why}};
  };
  const auto outcome = change_opt_rows(ask, "out", "add", Json(2500, "x"));
  REQUIRE(outcome);
  CHECK(asked == 2);
  CHECK(outcome->changed == 800);
  CHECK(outcome->left.size() == 1500);
  CHECK(outcome->stopped->code == "unavailable");
}

TEST_CASE("arguments are those of the table") {
  const Verb& report = *find_verb("report", false);
  CHECK(arguments_of_query(report, *Form::parse("days=7&by=organisation")) ==
        Json{{"days", 7}, {"by", "organisation"}});
  CHECK_FALSE(arguments_of_query(report, *Form::parse("days=x")));
  CHECK_FALSE(arguments_of_query(report, *Form::parse("other=x")));
  CHECK(arguments_of_query(report, *Form::parse("days=7&days=30")).error() ==
        "'days' stands there twice");
  const Verb& opt = *find_verb("opt", true);
  CHECK(arguments_of_body(opt, R"({"action":"add","choice":"in","rows":["a"]})"));
  CHECK_FALSE(arguments_of_body(opt, R"({"action":"add","choice":"in","rows":[1]})"));
  CHECK_FALSE(arguments_of_body(opt, R"({"action":"add","choice":"in"})"));
  CHECK_FALSE(arguments_of_body(opt, "[]"));
  const auto many = [](std::size_t rows) {
    return Json{{"action", "add"}, {"choice", "in"}, {"rows", Json(rows, "a")}}.dump();
  };
  CHECK(arguments_of_body(opt, many(kMostOptRows + 1)));
  CHECK_FALSE(arguments_of_body(opt, many(kMostJsonValues)));
  CHECK((*arguments_of_query(*find_verb("expect", false), Form()))["action"] == "list");
}

TEST_CASE("a body that is too deep is not gone down into") {
  const auto nested = [](std::size_t depth) {
    std::string text = R"({"attributes":)";
    for (std::size_t i = 0; i < depth; ++i) text += R"({"a":)";
    return text + "1" + std::string(depth + 1, '}');
  };
  CHECK(arguments_of_body(*find_verb("rules_try", true), nested(3)));
  CHECK_FALSE(arguments_of_body(*find_verb("rules_try", true), nested(300'000)));
}

TEST_CASE("each row of the table is offered, by GET or by POST, to whom it lets ask") {
  const auto is_long = [](std::string_view name) {
    return name == "list_check" || name == "setting_check" || name == "rules_try";
  };
  for (const auto& row : verb_table()) {
    CAPTURE(row.name);
    const Verb* verb = find_verb(row.name, row.changes || is_long(row.name));
    REQUIRE(verb != nullptr);
    CHECK(may_ask(*verb, row.least, row.of_domain == OfDomain::yes));
  }
  CHECK(verbs().size() == 22);
  for (const Verb& verb : verbs()) {
    CHECK_FALSE(verb.summary.empty());
    for (const Argument& argument : verb.arguments) CHECK_FALSE(argument.help.empty());
  }
}

TEST_CASE("of rows that are one verb an argument is needed where all need it") {
  const auto needed = [](const char* name, const char* argument) {
    const auto& all = find_verb(name, true)->arguments;
    const auto found = std::ranges::find(all, std::string_view(argument), &Argument::name);
    REQUIRE(found != all.end());
    return found->needed;
  };
  CHECK(needed("expect", "recipient"));
  CHECK_FALSE(needed("expect", "span"));
  CHECK_FALSE(needed("expect", "action"));
  CHECK(needed("opt", "action"));
  CHECK(needed("never", "kind"));
}

TEST_CASE("a customer is offered what concerns his recipients") {
  CHECK(may_ask(*find_verb("waiting", false), Role::viewer, true));
  CHECK_FALSE(may_ask(*find_verb("settings", false), Role::admin, true));
  CHECK_FALSE(may_ask(*find_verb("release", true), Role::viewer, false));
  CHECK(may_ask(*find_verb("release", true), Role::keeper, true));
  CHECK_FALSE(may_ask(*find_verb("list_write", true), Role::keeper, false));
}

TEST_CASE("differences have a class a line") {
  const Json lines = difference_view(" a\n-b\n+c\n");
  CHECK(lines.size() == 3);
  CHECK(lines[1]["class"] == "removed");
  CHECK(lines[2]["class"] == "added");
  CHECK(difference_view("").empty());
  CHECK(form_text("a\r\nb") == "a\nb\n");
}

TEST_CASE("a secret is never shown") {
  const Json view = setting_view({{"name", "database"}, {"secret", true}, {"value", "hunter2"}});
  CHECK(view["value"] == "(secret)");
}

}  // namespace greycache::web
