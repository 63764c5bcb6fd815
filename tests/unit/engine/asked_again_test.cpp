// One mail that Postfix asks about more than once: relay and recipient restrictions, DATA, the end.
#include <doctest/doctest.h>

#include "greycache/engine/engine.h"
#include "tests/unit/engine/bench_of_parts.h"

namespace greycache::asked_again_test {

namespace {

const std::string kDeferred = "defer_if_permit Greylisted for 5 minutes";

// A conversation: all questions by one connection.
class Conversation {
 public:
  explicit Conversation(Bench& bench) : bench_(bench) {}

  std::string ask(const std::string& instance, const std::string& state = "RCPT",
                  const std::string& recipient = "r@dst.example") {
    asker_.take("request=smtpd_access_policy\nprotocol_state=" + state +
                "\nclient_address=192.0.2.1\nclient_name=mail.example\nsender=a@x.example" +
                "\nrecipient=" + recipient + "\ninstance=" + instance + "\n\n");
    bench_.engine.submit(asker_);
    bench_.turn_until([&] { return !asker_.answer_text.empty(); });
    return asker_.answer_text;
  }

 private:
  struct OneAfterTheOther final : Asker {
    void take(std::string request_text) {
      text = std::move(request_text);
      parsed.parse(text);
      answer_text.clear();
    }
    const PolicyRequest& request() const override { return parsed; }
    void answer(const Action& action) override { answer_text = action.text(); }
    std::string text;
    PolicyRequest parsed;
    std::string answer_text;
  };

  Bench& bench_;
  OneAfterTheOther asker_;
};

}  // namespace

TEST_CASE("a first attempt that two restrictions ask about is one, and was not too early") {
  Bench bench;
  Conversation smtpd(bench);
  CHECK(smtpd.ask("1.1") == kDeferred);
  CHECK(smtpd.ask("1.1") == kDeferred);
  CHECK(bench.statistics.of(Outcome::fresh) == 1);
  CHECK(bench.statistics.of(Outcome::early) == 0);
  CHECK(bench.statistics.asked_again == 1);
  CHECK(bench.statistics.requests == 2);
}

TEST_CASE("a retry that two restrictions ask about passes both with one header, and counts once") {
  Bench bench;
  Conversation smtpd(bench);
  smtpd.ask("1.1");
  bench.now += 301;
  CHECK(smtpd.ask("1.2").starts_with("PREPEND X-Greylist: delayed 301 "));
  CHECK(smtpd.ask("1.2") == "dunno");
  CHECK(smtpd.ask("1.2", "RCPT", "other@dst.example") == "dunno");
  CHECK(smtpd.ask("1.2", "RCPT", "other@dst.example") == "dunno");
  CHECK(bench.statistics.of(Outcome::reconnect) == 1);
  CHECK(bench.statistics.of(Outcome::from_awl) == 1);
  CHECK(bench.statistics.asked_again == 2);
}

TEST_CASE("DATA and END-OF-MESSAGE ask about the mail that passed at RCPT, and nothing is new") {
  Bench bench;
  Conversation smtpd(bench);
  smtpd.ask("1.1");
  bench.now += 301;
  smtpd.ask("1.2");
  bench.now += 1200;
  CHECK(smtpd.ask("1.2", "DATA") == "dunno");
  CHECK(smtpd.ask("1.2", "END-OF-MESSAGE") == "dunno");
  CHECK(bench.statistics.of(Outcome::reconnect) == 1);
  CHECK(bench.statistics.asked_again == 2);
}

TEST_CASE("a mail that passed in doubt at RCPT is not deferred at DATA, where it could be known") {
  Bench bench;
  bench.store.away = true;
  Conversation smtpd(bench);
  CHECK(smtpd.ask("1.1") == "dunno");
  bench.store.away = false;
  REQUIRE(
      bench.turn_until([&] { return bench.persistent.idle() && bench.persistent_health.up(); }));
  CHECK(smtpd.ask("1.1", "DATA") == "dunno");
  CHECK(smtpd.ask("1.2", "DATA") == kDeferred);
}

TEST_CASE("a mail that was late at RCPT, and then found to be new, is not deferred at DATA") {
  Bench bench;
  bench.store.hanging = true;
  TestAsker late(request_text("192.0.2.1", "a@x.example", "r@dst.example", "1.1"));
  bench.engine.submit(late);
  bench.turn_until([&] { return bench.store.loads > 0; });
  bench.steady += std::chrono::milliseconds(1000);
  bench.engine.check_deadlines();
  REQUIRE(late.answers.size() == 1);
  bench.store.hanging = false;
  Conversation smtpd(bench);
  CHECK(smtpd.ask("another") == kDeferred);
  CHECK(smtpd.ask("1.1", "DATA") == "dunno");
}

TEST_CASE("where only the end of the message is asked about it may defer, and gets no header") {
  Bench bench;
  Conversation smtpd(bench);
  CHECK(smtpd.ask("1.1", "END-OF-MESSAGE") == kDeferred);
  bench.now += 301;
  CHECK(smtpd.ask("1.2", "END-OF-MESSAGE") == "dunno");
  CHECK(bench.statistics.of(Outcome::reconnect) == 1);
  CHECK(smtpd.ask("1.3", "DATA").starts_with("PREPEND X-Greylist: from auto-whitelisted"));
}

TEST_CASE("another sender or recipient of an instance is another question") {
  Bench bench;
  Conversation smtpd(bench);
  CHECK(smtpd.ask("1.1") == kDeferred);
  CHECK(smtpd.ask("1.1", "RCPT", "other@dst.example") == kDeferred);
  CHECK(bench.statistics.of(Outcome::fresh) == 2);
}

TEST_CASE("who asks by hand with one instance all the time passes when the delay is over") {
  Bench bench;
  Conversation by_hand(bench);
  CHECK(by_hand.ask("same") == kDeferred);
  bench.now += 301;
  CHECK(by_hand.ask("same").starts_with("PREPEND X-Greylist: delayed"));
}

}  // namespace greycache::asked_again_test
