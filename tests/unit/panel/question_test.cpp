// Lines from outside as questions: what is none is a fault, never a question that may more.
#include "greycache/panel/question.h"

#include <doctest/doctest.h>

#include <string>

namespace greycache {

namespace {

std::string line(const std::string& members) {
  return R"({"account":"alice","role":"operator",)" + members + "}";
}

Fault::Code code_of(const std::string& text) {
  const auto question = parse_question(text);
  REQUIRE(!question.has_value());
  CHECK(!question.error().sentence.empty());
  return question.error().code;
}

}  // namespace

TEST_CASE("a question has an account, a role, a verb and its arguments") {
  const auto question = parse_question(
      line(R"("domain":"Customer.EXAMPLE","verb":"waiting","filter":"bob","limit":20)"));
  REQUIRE(question.has_value());
  CHECK(question->account == "alice");
  CHECK(question->role == Role::keeper);
  CHECK(question->domain == "customer.example");
  CHECK(question->verb->name == "waiting");
  CHECK(question->arguments.text("filter") == "bob");
  CHECK(question->arguments.number("limit") == 20);
  CHECK(!question->arguments.number("since").has_value());
}

TEST_CASE("lists, truths and objects are arguments, too") {
  const auto rows =
      parse_question(line(R"("verb":"opt","action":"add","choice":"out","rows":["a@b.example"])"));
  REQUIRE(rows.has_value());
  CHECK(rows->arguments.texts("rows").size() == 1);
  const auto never =
      parse_question(line(R"("verb":"never","kind":"sender","value":"@x.example","remove":true)"));
  REQUIRE(never.has_value());
  CHECK(never->arguments.truth("remove"));
  const auto tried = parse_question(
      line(R"("verb":"rules_try","attributes":{"sender":"a@b.example","helo_name":null})"));
  REQUIRE(tried.has_value());
  CHECK(tried->arguments.members("attributes").size() == 2);
}

TEST_CASE("what is no object of JSON is wrong") {
  for (const char* text : {"", "{", "[]", "null", "7", "\"now\"", "{\"account\":", "now",
                           "\xff\xfe", "{\"account\":\"\xff\"}"}) {
    CHECK(code_of(text) == Fault::Code::wrong);
  }
  CHECK(code_of(std::string(100'000, '[')) == Fault::Code::wrong);
  CHECK(code_of(std::string("{\"account\"\0:1}", 14)) == Fault::Code::wrong);
}

TEST_CASE("an account without a name or a role is wrong") {
  CHECK(code_of(R"({"role":"admin","verb":"now"})") == Fault::Code::wrong);
  CHECK(code_of(R"({"account":"","role":"admin","verb":"now"})") == Fault::Code::wrong);
  CHECK(code_of(R"({"account":"a b","role":"admin","verb":"now"})") == Fault::Code::wrong);
  CHECK(code_of(R"({"account":"a","role":"root","verb":"now"})") == Fault::Code::wrong);
  CHECK(code_of(R"({"account":"a","role":1,"verb":"now"})") == Fault::Code::wrong);
  CHECK(code_of(R"({"account":"a","verb":"now"})") == Fault::Code::wrong);
}

TEST_CASE("a domain that says nothing does not stand for the whole site") {
  CHECK(code_of(line(R"("verb":"waiting","domain":"")")) == Fault::Code::wrong);
  CHECK(code_of(line(R"("verb":"waiting","domain":null)")) == Fault::Code::wrong);
  CHECK(code_of(line(R"("verb":"waiting","domain":["x"])")) == Fault::Code::wrong);
  CHECK(code_of(line(R"("verb":"waiting","domain":"a b")")) == Fault::Code::wrong);
}

TEST_CASE("a verb that the role or the domain may not is forbidden") {
  CHECK(code_of(R"({"account":"v","role":"viewer","verb":"release","reference":"7K3M9QXA"})") ==
        Fault::Code::forbidden);
  CHECK(code_of(line(R"("domain":"x.example","verb":"now")")) == Fault::Code::forbidden);
  CHECK(
      code_of(line(R"("domain":"x.example","verb":"never","kind":"client","value":"192.0.2.1")")) ==
      Fault::Code::forbidden);
  CHECK(code_of(R"({"account":"v","role":"viewer","verb":"opt","action":"add","choice":"in",)"
                R"("rows":[]})") == Fault::Code::forbidden);
}

TEST_CASE("unknown verbs and arguments, other types and what is missing are wrong") {
  CHECK(code_of(line(R"("verb":"burn")")) == Fault::Code::wrong);
  CHECK(code_of(line(R"("filter":"x")")) == Fault::Code::wrong);
  CHECK(code_of(line(R"("verb":"opt","action":"burn","choice":"in")")) == Fault::Code::wrong);
  CHECK(code_of(line(R"("verb":"now","colour":"blue")")) == Fault::Code::wrong);
  CHECK(code_of(line(R"("verb":"waiting","limit":"20")")) == Fault::Code::wrong);
  CHECK(code_of(line(R"("verb":"waiting","limit":-1)")) == Fault::Code::wrong);
  CHECK(code_of(line(R"("verb":"waiting","limit":201)")) == Fault::Code::wrong);
  CHECK(code_of(line(R"("verb":"waiting","limit":1.5)")) == Fault::Code::wrong);
  CHECK(code_of(line(R"("verb":"waiting","filter":null)")) == Fault::Code::wrong);
  CHECK(code_of(line(R"("verb":"waiting","filter":"a\u0000b")")) == Fault::Code::wrong);
  CHECK(code_of(line(R"("verb":"why")")) == Fault::Code::wrong);
  CHECK(code_of(line(R"("verb":"rules_try","attributes":{"sender":7})")) == Fault::Code::wrong);
  CHECK(code_of(line(R"("verb":"opt","action":"add","choice":"in","rows":["a",1])")) ==
        Fault::Code::wrong);
}

TEST_CASE("a list of one row too many is wrong") {
  std::string rows;
  for (std::size_t i = 0; i < kMostChangedRows; ++i) rows += "\"a\",";
  const std::string begin = R"("verb":"opt","action":"add","choice":"in","rows":[)";
  CHECK(parse_question(line(begin + rows.substr(0, rows.size() - 1) + "]")).has_value());
  CHECK(code_of(line(begin + rows + "\"a\"]")) == Fault::Code::wrong);
}

TEST_CASE("a recipient is of a domain by what stands behind its last '@'") {
  Question question;
  CHECK(concerns(question, "anybody@anywhere.example"));
  question.domain = "customer.example";
  CHECK(concerns(question, "bob@Customer.Example"));
  CHECK(concerns(question, "@customer.example"));
  CHECK(!concerns(question, "bob@other.example"));
  CHECK(!concerns(question, "bob@evil-customer.example"));
  CHECK(!concerns(question, "bob@sub.customer.example"));
  CHECK(!concerns(question, "bob@customer.example@other.example"));
  CHECK(!concerns(question, "customer.example"));
  CHECK(!concerns(question, ""));
}

TEST_CASE("a value of another kind is told by its name") {
  const auto said = [](const std::string& members) {
    const auto question = parse_question(R"({"account":"a","role":"admin",)" + members + "}");
    return question ? "nothing" : question.error().sentence;
  };
  CHECK(said(R"("verb":"setting_check","changes":{"reconnect_delay":7})") ==
        "reconnect_delay must be a text");
  CHECK(said(R"("verb":"why","subject":7)") == "subject must be a text");
  CHECK(said(R"("verb":"expect","recipient":"a@b.example","span":0)") ==
        "span is no whole number from 1 to 31622400");
}

TEST_CASE("a place that no store can have is wrong") {
  for (const char* place : {"domain %00", "%00", "email a%ff", "0 x %00 y z 1"}) {
    const std::string asked = R"("verb":"known","place":")" + std::string(place) + "\"";
    CHECK(code_of(line(asked)) == Fault::Code::wrong);
  }
  CHECK(parse_question(line(R"("verb":"known","place":"0 %2500 %c3%a4 y z 1")")).has_value());
}

}  // namespace greycache
