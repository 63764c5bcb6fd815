// Which report is told, and when a new one is made.
#include "greycache/panel/kept_reports.h"

#include <doctest/doctest.h>

#include <memory>
#include <string>
#include <vector>

#include "tests/unit/storage/manual_loop.h"

namespace greycache::kept_reports_test {

namespace {

// The parts of reports are answered when a test says so.
struct Desk {
  ManualLoop loop;
  UnixTime now = 1'760'000'000;
  std::vector<std::string> asked;
  std::vector<Control::Reply> replies;
  KeptReports reports{loop, [this] { return now; },
                      [this](const std::string& command, Control::Reply reply) {
                        asked.push_back(command);
                        replies.push_back(std::move(reply));
                      }};

  // What a question is told; "" until then.
  std::shared_ptr<std::string> ask(const std::string& members = "") {
    const auto question =
        parse_question(R"({"account":"a","role":"admin","verb":"report")" + members + "}");
    REQUIRE(question.has_value());
    auto told = std::make_shared<std::string>();
    reports.answer(*question, [told](const Answer& answer) {
      *told = answer ? answer->object : "fault: " + answer.error().sentence;
    });
    return told;
  }

  // The next part that was asked for.
  void answer(const std::string& text) {
    REQUIRE(!replies.empty());
    const Control::Reply reply = std::move(replies.front());
    replies.erase(replies.begin());
    reply(text);
  }
  void answer_all(const std::string& number) {
    for (int part = 0; part < 3; ++part) answer("ok\n" + number + "\n");
  }
};

const std::string kCounting = R"({"counting":true})";

std::string report(const std::string& number, UnixTime as_of) {
  return R"({"site":)" + number + R"(,"mails":)" + number + R"(,"waits":)" + number +
         R"(,"as_of":)" + std::to_string(as_of) + "}";
}

}  // namespace

TEST_CASE("a report that is made at once is told at once, and kept for a minute") {
  Desk desk;
  const auto first = desk.ask();
  CHECK(first->empty());
  desk.answer_all("1");
  CHECK(*first == report("1", desk.now));
  desk.now += KeptReports::kFresh - 1;
  CHECK(*desk.ask() == report("1", desk.now - KeptReports::kFresh + 1));
  CHECK(desk.asked.size() == 3);
}

TEST_CASE("who waits too long is told that it is being counted, and has it when he asks again") {
  Desk desk;
  const auto first = desk.ask();
  desk.loop.pass(KeptReports::kPatience - std::chrono::microseconds(1));
  CHECK(first->empty());
  desk.loop.pass(std::chrono::microseconds(1));
  CHECK(*first == kCounting);
  desk.answer_all("1");
  CHECK(*first == kCounting);
  CHECK(*desk.ask() == report("1", desk.now));
}

TEST_CASE("after a minute the old one is told while a new one is made") {
  Desk desk;
  desk.ask();
  desk.answer_all("1");
  const UnixTime then = desk.now;
  desk.now += KeptReports::kFresh;
  CHECK(*desk.ask() == report("1", then));
  CHECK(*desk.ask() == report("1", then));
  desk.answer_all("2");
  CHECK(*desk.ask() == report("2", desk.now));
  CHECK(desk.asked.size() == 6);
}

TEST_CASE("what is an hour old, or of a clock that was wrong, is told to nobody") {
  for (const UnixTime step : {KeptReports::kOld + 1, UnixTime(-1)}) {
    Desk desk;
    desk.ask();
    desk.answer_all("1");
    desk.now += step;
    CHECK(desk.ask()->empty());
  }
}

TEST_CASE("one report is made at a time, each once for all who ask for it") {
  Desk desk;
  const auto week = desk.ask();
  const auto day = desk.ask(R"(,"days":1)");
  const auto same = desk.ask(R"(,"days":7,"by":"organisation")");
  CHECK(desk.asked.size() == 1);
  desk.answer_all("1");
  CHECK(*week == *same);
  CHECK(day->empty());
  desk.answer_all("2");
  CHECK(*day == report("2", desk.now));
  CHECK(desk.asked.size() == 6);
}

TEST_CASE("a report that fails is a fault for who waits, and is not kept") {
  Desk desk;
  const auto first = desk.ask();
  desk.answer("error: the store is busy\n");
  CHECK(first->starts_with("fault: "));
  const auto second = desk.ask();
  desk.answer_all("1");
  CHECK(*second == report("1", desk.now));
}

TEST_CASE("a report that lacks a part is told, and made anew for the next who asks") {
  Desk desk;
  const auto first = desk.ask();
  desk.answer("ok\n1\n");
  desk.answer("error: the store is busy\n");
  desk.answer("ok\n1\n");
  CHECK(first->find("\"mails\":null") != std::string::npos);
  CHECK(!desk.ask()->empty());
  CHECK(desk.asked.size() == 4);
  CHECK(*desk.ask(R"(,"by":"colour")") ==
        "fault: by is none of organisation, sender-domain, recipient-domain");
}

}  // namespace greycache::kept_reports_test
