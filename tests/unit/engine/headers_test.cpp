// Shows who gets the header of a message.
#include "greycache/engine/headers.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <string>

using namespace greycache;

namespace {

// Asks for mail that passes by an entry.
struct Asking {
  bool give(const std::string& instance, const std::string& recipient, std::uint64_t asker = 1,
            const std::string& state = "RCPT", Outcome outcome = Outcome::from_awl) {
    const std::string text =
        fmt::format("protocol_state={}\ninstance={}\nrecipient={}\n", state, instance, recipient);
    PolicyRequest request;
    request.parse(text);
    return headers.give(rules, outcome, request, asker);
  }

  Rules rules;
  Headers headers;
};

}  // namespace

TEST_CASE("an instance has its header for one recipient, and for that one by another connection") {
  Asking asking;
  CHECK(asking.give("1.2.3.0", "a@b", 1));
  CHECK_FALSE(asking.give("1.2.3.0", "a@b", 1));
  CHECK(asking.give("1.2.3.0", "a@b", 2));
  CHECK_FALSE(asking.give("1.2.3.0", "a@b", 2));
  CHECK_FALSE(asking.give("1.2.3.0", "c@d", 1));
  CHECK_FALSE(asking.give("1.2.3.0", "c@d", 3));
  CHECK(asking.give("1.2.3.1", "c@d", 1));
}

TEST_CASE("a question at DATA has no header where one was given, by whatever connection") {
  Asking asking;
  CHECK(asking.give("1.2.3.0", "a@b", 1));
  CHECK_FALSE(asking.give("1.2.3.0", "a@b", 2, "DATA"));
  CHECK(asking.give("1.2.3.1", "a@b", 2, "DATA"));
  CHECK_FALSE(asking.give("1.2.3.1", "a@b", 2, "DATA"));
}

TEST_CASE("at END-OF-MESSAGE there is no header, and none counts as given") {
  Asking asking;
  CHECK_FALSE(asking.give("1.2.3.0", "a@b", 1, "END-OF-MESSAGE"));
  CHECK(asking.give("1.2.3.0", "a@b", 1));
}

TEST_CASE("requests without an instance are never taken for one message") {
  Asking asking;
  CHECK(asking.give("", "a@b"));
  CHECK(asking.give("", "c@d"));
  CHECK(asking.give("", "a@b"));
}

TEST_CASE("mail gets a header where prepend is set and it passes by a word of ours") {
  Asking asking;
  for (const Outcome outcome : {Outcome::whitelisted, Outcome::inactive, Outcome::unsuspicious,
                                Outcome::domain_awl, Outcome::from_awl, Outcome::reconnect}) {
    CHECK(asking.give("", "a@b", 1, "RCPT", outcome));
  }
  for (const Outcome outcome : {Outcome::not_applicable, Outcome::in_doubt, Outcome::fresh,
                                Outcome::early, Outcome::throttled}) {
    CHECK_FALSE(asking.give("1.2.3.0", "a@b", 1, "RCPT", outcome));
  }
  CHECK(asking.give("1.2.3.0", "a@b"));
  asking.rules.prepend = false;
  CHECK_FALSE(asking.give("1.2.3.1", "a@b"));
}

TEST_CASE("the oldest instance is forgotten when one more than the bound is remembered") {
  Asking asking;
  for (std::size_t i = 0; i < Headers::kMost; ++i) {
    REQUIRE(asking.give(std::to_string(i), "a@b"));
  }
  CHECK_FALSE(asking.give("0", "c@d"));
  CHECK(asking.give("one more", "a@b"));
  CHECK_FALSE(asking.give("1", "c@d"));
  CHECK_FALSE(asking.give("one more", "c@d"));
  CHECK(asking.give("0", "c@d"));
}

TEST_CASE("exactly the last instances are remembered, however many there were") {
  Asking asking;
  constexpr std::size_t kAll = 5 * Headers::kMost / 2;
  for (std::size_t i = 0; i < kAll; ++i) REQUIRE(asking.give(std::to_string(i), "a@b"));
  for (std::size_t i = kAll - Headers::kMost; i < kAll; ++i) {
    REQUIRE_FALSE(asking.give(std::to_string(i), "c@d"));
  }
  CHECK(asking.give(std::to_string(kAll - Headers::kMost - 1), "c@d"));
}
