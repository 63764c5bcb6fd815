// What is asked of the history, and what is shown of its answer.
#include "greycache/panel/history_verbs.h"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

namespace greycache::history_verbs_test {

namespace {

Question asked(const std::string& members, const std::string& domain = {}) {
  std::string line = R"({"account":"a","role":"admin",)" + members;
  if (!domain.empty()) line += R"(,"domain":")" + domain + "\"";
  const auto question = parse_question(line + "}");
  REQUIRE(question.has_value());
  return *question;
}

std::string subject(const std::string& text, const std::string& domain = {}) {
  return why_command(asked(R"("verb":"why","subject":)" + nlohmann::json(text).dump(), domain))
      .value_or("none");
}

}  // namespace

TEST_CASE("a subject is a reference, an address, a mail address or a name") {
  CHECK(subject("7k3m9qxa") == "explain json reference=7K3M9QXA");
  CHECK(subject("450 4.7.1 Greylisted (ref 7K3M9QXA), try later") ==
        "explain json reference=7K3M9QXA");
  CHECK(subject("NOQUEUE: reject: RCPT from x[192.0.2.1]: 450; from=<> to=<bob@x.example> proto") ==
        "explain json sender= recipient=bob@x.example");
  CHECK(subject("NOQUEUE: from=<a b@y.example> to=<bob@x.example>") ==
        "explain json sender=a%20b@y.example recipient=bob@x.example");
  CHECK(subject("NOQUEUE: from=<a@y.example> to=<bob").starts_with("none"));
  CHECK(subject(" 192.0.2.1 ") == "explain json client=192.0.2.1");
  CHECK(subject("bob@x.example") == "explain json address=bob@x.example");
  CHECK(subject("mail.x.example") == "explain json client=mail.x.example");
  CHECK(subject("").starts_with("none"));
  CHECK(subject("a b\nc").starts_with("none"));
}

TEST_CASE("a line of a log is all that it tells, whatever a stranger has written into it") {
  CHECK(subject("Nov 21 18:27:01 mx1 postfix/smtpd[9]: NOQUEUE: reject: RCPT from "
                "unknown[2001:db8::1]: 450 4.7.1 <bob@x.example>: Recipient address rejected: "
                "Greylisted for 5 minutes (ref 7K3M9QXA); from=<> to=<bob@x.example> proto=ESMTP "
                "helo=<(ref AAAAAAAA)>") ==
        "explain json client=2001:db8::1 sender= recipient=bob@x.example");
  CHECK(subject("Nov 21 18:27:01 mx1 greycache[7]: grey: new: 192.0.2(192.0.2.1), "
                "m\\xc3\\xbcller@y.example -> bob@x.example ref 7K3M9QXA") ==
        "explain json client=192.0.2.1 sender=m%C3%BCller@y.example recipient=bob@x.example");
  CHECK(subject("<script>alert(1)</script>").starts_with("none"));
}

TEST_CASE("a line that is longer than any of a log is told so, without its text") {
  const auto command =
      why_command(asked(R"("verb":"why","subject":")" + std::string(10'000, 'x') + "\""));
  REQUIRE(!command.has_value());
  CHECK(command.error().sentence.find("10000 bytes") != std::string::npos);
  CHECK(command.error().sentence.size() < 300);
}

TEST_CASE("an account with a domain that names its own recipient asks for him alone") {
  const std::string line =
      "NOQUEUE: reject: RCPT from y[192.0.2.1]: 450 4.7.1 <bob@x.example>: "
      "Greylisted; from=<a@y.example> to=<bob@";
  CHECK(subject(line + "x.example> proto=SMTP", "x.example")
            .ends_with(" sender=a@y.example recipient=bob@x.example"));
  CHECK(subject(line + "y.example> proto=SMTP", "x.example").ends_with(" recipient=@x.example"));
  CHECK(subject(line + "y.example>@x.example> proto=SMTP", "x.example")
            .ends_with(" recipient=@x.example"));
}

TEST_CASE("an account with a domain asks for its recipients, whatever it names") {
  CHECK(subject("192.0.2.1", "x.example") == "explain json client=192.0.2.1 recipient=@x.example");
  CHECK(history_command(asked(R"("verb":"history","outcome":"new")", "x.example")) ==
        "history json limit=50 outcome=new recipient=@x.example");
  const auto other =
      history_command(asked(R"("verb":"history","recipient":"bob@y.example")", "x.example"));
  CHECK(other.error().code == Fault::Code::forbidden);
  CHECK(history_command(asked(R"("verb":"history","recipient":"bob@x.example")", "x.example")) ==
        "history json limit=50 recipient=bob@x.example");
}

TEST_CASE("words are encoded, so that none becomes two") {
  CHECK(history_command(asked(R"("verb":"history","sender":"a b\nlimit=9","limit":7)")) ==
        "history json limit=7 sender=a%20b%0Alimit=9");
}

TEST_CASE("rows of others are left out of an answer") {
  const std::string body =
      "{\"recipient\":\"bob@x.example\"}\n{\"recipient\":\"eve@y.example\"}\n"
      "{\"trouble\":\"(not all)\"}\n";
  const auto all =
      nlohmann::json::parse(history_answer(asked(R"("verb":"history")"), body)->object);
  CHECK(all["rows"].size() == 2);
  CHECK(all["trouble"] == "(not all)");
  const auto own = nlohmann::json::parse(
      history_answer(asked(R"("verb":"history")", "x.example"), body)->object);
  CHECK(own["rows"].size() == 1);
  CHECK(own["rows"][0]["recipient"] == "bob@x.example");
}

TEST_CASE("stories of others are left out, and the oldest of those that are too long") {
  const std::string own = R"({"attempts":[{"recipient":"bob@x.example"}]})";
  const std::string other = R"({"attempts":[{"recipient":"bob@y.example"}]})";
  const Question question = asked(R"("verb":"why","subject":"7K3M9QXA")", "x.example");
  const auto some = nlohmann::json::parse(
      why_answer(question, R"({"mails":[)" + own + "," + other + R"(],"trouble":""})")->object);
  CHECK(some["stories"].size() == 1);
  const std::string large =
      R"({"attempts":[{"recipient":"b@x.example","why":")" + std::string(500'000, 'x') + "\"}]}";
  const auto cut = nlohmann::json::parse(
      why_answer(question, R"({"mails":[)" + large + "," + large + R"(],"trouble":""})")->object);
  CHECK(cut["stories"].size() == 1);
  CHECK(cut["trouble"] == "(older mails are left out)\n");
  CHECK(!why_answer(question, "nothing").has_value());
  // Of a store a customer is told nothing.
  const nlohmann::json hangs{{"mails", nlohmann::json::array()},
                             {"trouble", "(not all: PostgreSQL on /run/x: no answer in time)\n"}};
  const auto told = nlohmann::json::parse(why_answer(question, hangs.dump())->object);
  CHECK(told["trouble"] == "(not all: the mail server cannot say that now)\n");
}

TEST_CASE("a story names no command to a customer, who has none") {
  using nlohmann::json;
  const json attempt{
      {"recipient", "bob@x.example"},
      {"why", "passed at once: somebody has let it through (greyctl expect --list)"}};
  const json mail{
      {"attempts", json::array({attempt})},
      {"advice", {"it waits for 5 minutes yet", "to let it through: greyctl release 7K3M9QXA"}}};
  const std::string body = json{{"mails", json::array({mail})}, {"trouble", ""}}.dump();
  const auto told_to = [&](const char* domain) {
    const Question question = asked(R"("verb":"why","subject":"7K3M9QXA")", domain);
    return json::parse(why_answer(question, body)->object)["stories"][0];
  };
  const json customer = told_to("x.example");
  CHECK(customer["advice"] == json::array({"it waits for 5 minutes yet"}));
  CHECK(customer["attempts"][0]["why"] == "passed at once: somebody has let it through");
  CHECK(told_to("")["advice"].size() == 2);
  CHECK(told_to("").dump().find("expect --list") != std::string::npos);
}

}  // namespace greycache::history_verbs_test
