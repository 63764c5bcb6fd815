// Shows what the summary of a replay counts as delay, as lost and as still waiting.
#include "greyctl/replay/replay_summary.h"

#include <doctest/doctest.h>

namespace greycache {

namespace {

constexpr UnixTime kWindow = 3600;

class Day {
 public:
  void ask(UnixTime at, Outcome outcome, const std::string& sender = "a@x",
           const std::string& src = "192.0.2", bool was_accepted = false) {
    text_ = "sender=" + sender + "\nrecipient=r@y\n";
    PolicyRequest request;
    request.parse(text_);
    summary_.add(request, {"", outcome, 0, {}, src}, at, was_accepted);
  }
  // The host of the log let it in.
  void ask_accepted(UnixTime at, Outcome outcome, const std::string& sender = "a@x") {
    ask(at, outcome, sender, "192.0.2", true);
  }

  // The first number behind a name that begins a line of the table; -1 where it is not there.
  long number(const std::string& name) const {
    const std::string text = summary_.text();
    const std::size_t line = text.find("\n" + name + " ");
    if (line == text.npos) return -1;
    return std::stol(text.substr(line + 1 + name.size()));
  }
  std::string text() const { return summary_.text(); }
  const ReplaySummary& summary() const { return summary_; }

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

TEST_CASE("of mail that the log's host let in it is said who would have waited, and no more") {
  Day day;
  day.ask_accepted(0, Outcome::fresh);
  day.ask_accepted(0, Outcome::fresh, "b@y");
  day.ask_accepted(10 * kWindow, Outcome::from_awl, "c@z");
  CHECK(day.number("deferred mails") == 2);
  CHECK(day.number("  accepted in the log") == 2);
  CHECK(day.number("  came back") == 0);
  CHECK(day.number("  never came back") == 0);
  CHECK(day.number("  still waited at the end") == 0);
  CHECK(day.text().find("whether and when he would have come back is not in such a log") !=
        std::string::npos);
}

TEST_CASE("another mail of the same sender is no retry of one that the log's host let in") {
  Day day;
  day.ask_accepted(0, Outcome::fresh);
  day.ask_accepted(600, Outcome::reconnect);
  CHECK(day.number("  came back") == 0);
  CHECK(day.text().find("delay of the mail") == std::string::npos);
}

TEST_CASE("a retry that the log's host let in and that is early here has no delay that is known") {
  Day day;
  day.ask(0, Outcome::fresh);
  day.ask_accepted(100, Outcome::early);
  CHECK(day.number("deferred mails") == 1);
  CHECK(day.number("  accepted in the log") == 1);
  CHECK(day.number("  still waited at the end") == 0);
}

TEST_CASE("where the log is a greylister's nothing is said of logs that are none") {
  Day day;
  day.ask(0, Outcome::fresh);
  day.ask_accepted(400, Outcome::reconnect);
  CHECK(day.number("  accepted in the log") == 0);
  CHECK(day.text().find("such a log") == std::string::npos);
}

TEST_CASE("who waits is told by the sender's domain, the commonest first, ten at most") {
  Day day;
  for (int domain = 0; domain < 12; ++domain) {
    for (int mail = 0; mail <= domain; ++mail) {
      day.ask(domain, Outcome::fresh, std::to_string(mail) + "@D" + std::to_string(domain));
    }
  }
  day.ask(20, Outcome::fresh, "");
  CHECK(day.number("  d11") == 12);
  CHECK(day.number("  d2") == 3);
  CHECK(day.number("  d1") == -1);
  CHECK(day.text().find("  d11 ") < day.text().find("  d10 "));
  CHECK(day.number("  <>") == -1);
}

TEST_CASE("two configurations stand side by side, row by row") {
  Day before;
  Day after;
  before.ask(0, Outcome::fresh);
  before.ask(400, Outcome::reconnect);
  after.ask(0, Outcome::whitelisted, "a@x", "");
  after.ask(400, Outcome::fresh, "b@z");
  const std::string text = ReplaySummary::text_of_both(before.summary(), after.summary());
  const auto has = [&](const std::string& name, const std::string& left, const std::string& right) {
    const std::size_t at = text.find("\n" + name + " ");
    REQUIRE(at != text.npos);
    const std::string line = text.substr(at + 1, text.find('\n', at + 1) - at - 1);
    CAPTURE(line);
    const std::size_t first = line.find_first_not_of(' ', name.size());
    CHECK(line.substr(first, left.size() + 1) == left + " ");
    CHECK(line.find(" " + right + (right == "-" ? "" : " "), first) != line.npos);
  };
  CHECK(text.find("before") < text.find("after"));
  has("whitelisted", "0", "1");
  has("new", "1", "1");
  has("all requests", "2", "2");
  has("deferred mails", "1", "1");
  has("  came back", "1", "0");
  has("  median", "0:06:40", "-");
  has("  x", "1", "0");
  has("  z", "0", "1");
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
