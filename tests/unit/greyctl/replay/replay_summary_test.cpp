// Shows what the summary of a replay counts as delay, as lost and as still waiting.
#include "greyctl/replay/replay_summary.h"

#include <doctest/doctest.h>

namespace greycache {

namespace {

constexpr UnixTime kWindow = 3600;

class Day {
 public:
  void ask(UnixTime at, Outcome outcome, const std::string& sender = "a@x",
           const std::string& src = "192.0.2") {
    text_ = "sender=" + sender + "\nrecipient=r@y\n";
    PolicyRequest request;
    request.parse(text_);
    summary_.add(request, {"", outcome, 0, {}, src}, at);
  }

  // The first number behind a name that begins a line of the table; -1 where it is not there.
  long number(const std::string& name) const {
    const std::string text = summary_.text();
    const std::size_t line = text.find("\n" + name + " ");
    if (line == text.npos) return -1;
    return std::stol(text.substr(line + 1 + name.size()));
  }
  std::string text() const { return summary_.text(); }

 private:
  ReplaySummary summary_{kWindow};
  std::string text_;
};

}  // namespace

TEST_CASE("each outcome is counted, and the deferred ones together") {
  Day day;
  day.ask(0, Outcome::fresh);
  day.ask(1, Outcome::early);
  day.ask(2, Outcome::throttled, "b@x");
  day.ask(3, Outcome::whitelisted, "c@x", "");
  CHECK(day.number("new") == 1);
  CHECK(day.number("early") == 1);
  CHECK(day.number("throttled") == 1);
  CHECK(day.number("whitelisted") == 1);
  CHECK(day.number("reconnect") == 0);
  CHECK(day.number("all requests") == 4);
  CHECK(day.number("deferred requests") == 3);
  CHECK(day.text().find("75.00 %") != std::string::npos);
}

TEST_CASE("the delay is from the first attempt to the one that passes, by whatever rule") {
  Day day;
  day.ask(1000, Outcome::fresh);
  day.ask(1100, Outcome::early);
  day.ask(1400, Outcome::reconnect);
  day.ask(2000, Outcome::throttled, "b@x");
  day.ask(2000 + 3600, Outcome::from_awl, "b@x");
  CHECK(day.number("deferred mails") == 2);
  CHECK(day.number("  came back") == 2);
  CHECK(day.text().find("least") < day.text().find("0:06:40"));
  CHECK(day.text().find("most  ") < day.text().find("1:00:00"));
}

TEST_CASE("mail that is not deferred before it passes has no delay") {
  Day day;
  day.ask(1000, Outcome::from_awl);
  day.ask(1000, Outcome::domain_awl, "b@x");
  CHECK(day.number("deferred mails") == 0);
  CHECK(day.text().find("delay of the mail") == std::string::npos);
}

TEST_CASE("mail waits until max_connect_age is over, and has never come back after it") {
  Day day;
  day.ask(0, Outcome::fresh);
  day.ask(kWindow, Outcome::whitelisted, "other@x", "192.0.2");
  CHECK(day.number("  still waited at the end") == 1);
  CHECK(day.number("  never came back") == 0);
  day.ask(kWindow + 1, Outcome::whitelisted, "other@x", "192.0.2");
  CHECK(day.number("  still waited at the end") == 0);
  CHECK(day.number("  never came back") == 1);
}

TEST_CASE("an attempt after max_connect_age is a new mail, and the old one is lost") {
  Day day;
  day.ask(0, Outcome::fresh);
  day.ask(kWindow + 1, Outcome::fresh);
  day.ask(kWindow + 401, Outcome::reconnect);
  CHECK(day.number("deferred mails") == 2);
  CHECK(day.number("  never came back") == 1);
  CHECK(day.number("  came back") == 1);
  CHECK(day.text().find("0:06:40") != std::string::npos);
}

TEST_CASE("the same sender from another source is another mail; letter case makes none") {
  Day day;
  day.ask(0, Outcome::fresh);
  day.ask(10, Outcome::fresh, "a@x", "198.51.100");
  day.ask(400, Outcome::reconnect, "A@X");
  CHECK(day.number("deferred mails") == 2);
  CHECK(day.number("  came back") == 1);
}

TEST_CASE("percentiles are by nearest rank") {
  Day day;
  for (int i = 1; i <= 100; ++i) {
    const std::string sender = std::to_string(i) + "@x";
    day.ask(0, Outcome::fresh, sender);
    day.ask(i, Outcome::reconnect, sender);
  }
  const std::string text = day.text();
  const auto value = [&](const std::string& name) {
    const std::size_t begin = text.find("\n  " + name + " ");
    return text.substr(text.find("0:0", begin), 7);
  };
  CHECK(value("least") == "0:00:01");
  CHECK(value("median") == "0:00:50");
  CHECK(value("90 % at most") == "0:01:30");
  CHECK(value("99 % at most") == "0:01:39");
  CHECK(value("most") == "0:01:40");
}

}  // namespace greycache
