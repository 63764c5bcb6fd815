// Questions of buttons, addresses to come back to, what the API takes.
#include <doctest/doctest.h>

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
    return Json{{"changed", 1}, {"unchanged", 2}, {"faults", Json::array({Json::object()})}};
  };
  Json rows = Json::array();
  for (std::size_t i = 0; i < 2001; ++i) rows.push_back("x");
  const auto outcome = change_opt_rows(ask, "out", "add", rows);
  REQUIRE(outcome);
  CHECK(sizes == std::vector<std::size_t>{1000, 1000, 1});
  CHECK(outcome->changed == 3);
  CHECK(outcome->faults.size() == 3);
  CHECK_FALSE(change_opt_rows(ask, "out", "add", Json::array()));
  CHECK_FALSE(change_opt_rows(ask, "out", "add", "x"));
}

TEST_CASE("arguments are those of the table") {
  const Verb& report = *find_verb("report", false);
  CHECK(arguments_of_query(report, *Form::parse("days=7&by=organisation")) ==
        Json{{"days", 7}, {"by", "organisation"}});
  CHECK_FALSE(arguments_of_query(report, *Form::parse("days=x")));
  CHECK_FALSE(arguments_of_query(report, *Form::parse("other=x")));
  const Verb& opt = *find_verb("opt", true);
  CHECK(arguments_of_body(opt, R"({"action":"add","choice":"in","rows":["a"]})"));
  CHECK_FALSE(arguments_of_body(opt, R"({"action":"add","choice":"in","rows":[1]})"));
  CHECK_FALSE(arguments_of_body(opt, R"({"action":"add","choice":"in"})"));
  CHECK_FALSE(arguments_of_body(opt, "[]"));
  CHECK((*arguments_of_query(*find_verb("expect", false), Form()))["action"] == "list");
}

TEST_CASE("a customer is offered what concerns his recipients") {
  CHECK(may_ask(*find_verb("waiting", false), Role::viewer, true));
  CHECK_FALSE(may_ask(*find_verb("settings", false), Role::admin, true));
  CHECK_FALSE(may_ask(*find_verb("release", true), Role::viewer, false));
  CHECK(may_ask(*find_verb("release", true), Role::operating, true));
  CHECK_FALSE(may_ask(*find_verb("list_write", true), Role::operating, false));
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
