// Shows which replies are a greylister's.
#include "greycache/maillog/deferral_words.h"

#include <doctest/doctest.h>

#include <array>

namespace greycache {

TEST_CASE("the words of the common greylisters, in any case") {
  const DeferralWords words;
  for (
      const char* reply :
      {": Recipient address rejected: Greylisted for 5 minutes",
       ": Recipient address rejected: Throttling too many connections from new source -  Try again "
       "later.",
       ": Recipient address rejected: Greylisted, see http://postgrey.schweikert.ch/help/y.html",
       ": Recipient address rejected: Delayed by postgrey",
       ": Recipient address rejected: GREYLISTED, PLEASE TRY AGAIN",
       ": Recipient address rejected: Intentional policy rejection, please try again later",
       ": Recipient address rejected: Service is unavailable (try later)",
       ": Recipient address rejected: Policy Rejection- Please try later.",
       ": Recipient address rejected: Greylisting in effect, please come back later",
       ": Recipient address rejected: Service temporarily unavailable, greylisted (http://x)",
       "Greylisting in action, please come back in 00:05:00", "Try again later",
       "Please try again later.", "gray listed, come back", ": Client host rejected: Greylisted"}) {
    CAPTURE(reply);
    CHECK(words.tell(reply));
  }
}

TEST_CASE("other temporary refusals are not") {
  const DeferralWords words;
  for (const char* reply :
       {"", ": Sender address rejected: Domain not found",
        ": Recipient address rejected: User unknown in local recipient table; try again later",
        ": Client host rejected: cannot find your hostname, [192.0.2.1]",
        ": Recipient address rejected: unverified address: host mx.x said: 450 4.2.0 Greylisted",
        ": Recipient address rejected: Mailbox full, try again later", "Server configuration error",
        "Message contains malware, try again later"}) {
    CAPTURE(reply);
    CHECK_FALSE(words.tell(reply));
  }
}

TEST_CASE("the operator's own patterns count besides") {
  const std::array<std::string, 2> patterns{"komme sp(ae|\xc3\xa4)ter", "^: Recipient .* Moment$"};
  const auto words = DeferralWords::with(patterns);
  REQUIRE(words);
  CHECK(words->tell(": Recipient address rejected: Bitte KOMME SPAETER wieder"));
  CHECK(words->tell(": Recipient address rejected: Einen moment"));
  CHECK(words->tell("Greylisted"));
  CHECK_FALSE(words->tell(": Recipient address rejected: Einen moment bitte"));
}

TEST_CASE("a pattern that is wrong or runs away, and too many of them") {
  const std::array<std::string, 2> wrong{"good", "(bad"};
  CHECK(DeferralWords::with(wrong).error() ==
        "'(bad' is no regular expression: missing closing parenthesis at offset 4");
  const std::array<std::string, 1> empty{""};
  CHECK_FALSE(DeferralWords::with(empty).has_value());
  const std::array<std::string, 1> runaway{"^(a+)+$"};
  CHECK_FALSE(DeferralWords::with(runaway)->tell(std::string(100, 'a') + "!"));
  std::vector<std::string> many(DeferralWords::kMostPatterns, "a");
  CHECK(DeferralWords::with(many).has_value());
  many.emplace_back("a");
  CHECK_FALSE(DeferralWords::with(many).has_value());
}

}  // namespace greycache
