// How often somebody may fail.
#include "greyweb/account/sign_in_limits.h"

#include <doctest/doctest.h>

#include <string>

namespace greycache::web {

namespace {

using Known = SignInLimits::Known;

// More of them than are counted.
std::string network(std::size_t number) {
  return "10." + std::to_string(number >> 16U) + "." + std::to_string((number >> 8U) & 255U) + "." +
         std::to_string(number & 255U);
}

void fill(SignInLimits& limits, UnixTime now) {
  for (std::size_t i = 0; i < SignInLimits::kMostNetworks + 1000; ++i) {
    limits.failed("nobody" + std::to_string(i), Known::no, network(i), now);
  }
}

}  // namespace

TEST_CASE("an account from one network, until its span is over or it was right") {
  SignInLimits limits;
  for (int i = 0; i < SignInLimits::kOfAccountFromNetwork; ++i) {
    CHECK(limits.allows("root", "192.0.2.1", 0));
    limits.failed("root", Known::yes, "192.0.2.1", 0);
  }
  CHECK_FALSE(limits.allows("root", "192.0.2.1", SignInLimits::kSpan - 1));
  CHECK(limits.allows("root", "192.0.2.2", 0));
  CHECK(limits.allows("other", "192.0.2.1", 0));
  CHECK(limits.allows("root", "192.0.2.1", SignInLimits::kSpan));
  limits.succeeded("root", "192.0.2.1");
  CHECK(limits.allows("root", "192.0.2.1", 0));
}

TEST_CASE("a clock that was set back keeps nobody out") {
  SignInLimits limits;
  for (int i = 0; i < SignInLimits::kOfAccountFromNetwork; ++i) {
    limits.failed("root", Known::yes, "192.0.2.1", 1'000'000);
  }
  CHECK_FALSE(limits.allows("root", "192.0.2.1", 1'000'000));
  CHECK(limits.allows("root", "192.0.2.1", 999'999));
  limits.failed("root", Known::yes, "192.0.2.1", 999'999);
  CHECK(limits.allows("root", "192.0.2.1", 999'999));
}

TEST_CASE("a /64 is one network") {
  SignInLimits limits;
  for (int i = 0; i < SignInLimits::kOfNetwork; ++i) {
    limits.failed("user" + std::to_string(i), Known::yes, "2001:db8::" + std::to_string(i + 1), 0);
  }
  CHECK_FALSE(limits.allows("somebody", "2001:db8::ffff", 0));
  CHECK(limits.allows("somebody", "2001:db8:0:1::1", 0));
}

TEST_CASE("an account from everywhere is allowed more") {
  SignInLimits limits;
  for (int i = 0; i < SignInLimits::kOfAccount; ++i) {
    CHECK(limits.allows("root", "198.51.100.1", 0));
    limits.failed("root", Known::yes, "192.0.2." + std::to_string(i), 0);
  }
  CHECK_FALSE(limits.allows("root", "198.51.100.1", 0));
}

TEST_CASE("strangers everywhere do not keep an account out of where it has signed in before") {
  SignInLimits limits;
  limits.succeeded("root", "198.51.100.1");
  limits.succeeded("vera", "198.51.100.2");
  for (int i = 0; i < SignInLimits::kOfAccount; ++i) {
    limits.failed("root", Known::yes, "192.0.2." + std::to_string(i), 0);
  }
  CHECK_FALSE(limits.allows("root", "198.51.100.2", 0));
  // Nor may anybody there guess without end.
  for (int i = 0; i < SignInLimits::kOfAccountFromNetwork; ++i) {
    CHECK(limits.allows("root", "198.51.100.1", 0));
    limits.failed("root", Known::yes, "198.51.100.1", 0);
  }
  CHECK_FALSE(limits.allows("root", "198.51.100.1", 0));
}

TEST_CASE("of where accounts have signed in the latest ones are remembered") {
  SignInLimits limits;
  limits.succeeded("root", "198.51.100.1");
  limits.succeeded("root", "198.51.100.2");
  limits.succeeded("root", "198.51.100.1");
  for (std::size_t i = 0; i + 1 < SignInLimits::kMostHomes; ++i) {
    limits.succeeded("vera", network(i));
  }
  for (int i = 0; i < SignInLimits::kOfAccount; ++i) {
    limits.failed("root", Known::yes, "192.0.2." + std::to_string(i), 0);
  }
  CHECK(limits.allows("root", "198.51.100.1", 0));
  CHECK_FALSE(limits.allows("root", "198.51.100.2", 0));
}

TEST_CASE("a flood from everywhere keeps nobody else out, and is forgotten") {
  SignInLimits limits;
  fill(limits, 0);
  CHECK(limits.size() == SignInLimits::kMostNetworks);
  CHECK(limits.allows("root", "192.0.2.1", 0));
  CHECK(limits.allows("root", "192.0.2.1", SignInLimits::kSpan));
  CHECK(limits.size() == 0);
}

TEST_CASE("a flood makes no room for who guesses an account from everywhere") {
  SignInLimits limits;
  for (int i = 0; i < SignInLimits::kOfAccount; ++i) {
    limits.failed("root", Known::yes, "192.0.2." + std::to_string(i), 0);
  }
  fill(limits, 1);
  CHECK_FALSE(limits.allows("root", "198.51.100.1", 1));
  CHECK(limits.allows("root", "198.51.100.1", SignInLimits::kSpan));
}

TEST_CASE("a name that is no account is refused as one that is, and takes no room") {
  SignInLimits limits;
  for (int i = 0; i < SignInLimits::kOfAccountFromNetwork; ++i) {
    CHECK(limits.allows("nobody", "192.0.2.1", 0));
    limits.failed("nobody", Known::no, "192.0.2.1", 0);
  }
  CHECK_FALSE(limits.allows("nobody", "192.0.2.1", 0));
  for (int i = 0; i < SignInLimits::kOfNetwork; ++i) {
    limits.failed("name" + std::to_string(i), Known::no, "192.0.2.1", 0);
  }
  CHECK(limits.size() == 1);
  CHECK_FALSE(limits.allows("root", "192.0.2.1", 0));
}

TEST_CASE("a clock that was set back lets in who was counted after others") {
  SignInLimits limits;
  limits.failed("root", Known::yes, "192.0.2.1", 100);
  for (int i = 0; i < SignInLimits::kOfNetwork; ++i) {
    limits.failed("nobody", Known::no, "192.0.2.2", 500);
  }
  CHECK_FALSE(limits.allows("nobody", "192.0.2.2", 500));
  CHECK(limits.allows("nobody", "192.0.2.2", 200));
  limits.failed("nobody", Known::no, "192.0.2.2", 200);
  CHECK(limits.allows("nobody", "192.0.2.2", 200));
}

}  // namespace greycache::web
