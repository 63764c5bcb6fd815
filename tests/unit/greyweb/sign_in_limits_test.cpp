// How often somebody may fail.
#include "greyweb/account/sign_in_limits.h"

#include <doctest/doctest.h>

namespace greycache::web {

TEST_CASE("an account from one network, until its span is over or it was right") {
  SignInLimits limits;
  for (int i = 0; i < SignInLimits::kOfAccountFromNetwork; ++i) {
    CHECK(limits.allows("root", "192.0.2.1", 0));
    limits.failed("root", "192.0.2.1", 0);
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
    limits.failed("root", "192.0.2.1", 1'000'000);
  }
  CHECK_FALSE(limits.allows("root", "192.0.2.1", 1'000'000));
  CHECK(limits.allows("root", "192.0.2.1", 999'999));
  limits.failed("root", "192.0.2.1", 999'999);
  CHECK(limits.allows("root", "192.0.2.1", 999'999));
}

TEST_CASE("a /64 is one network") {
  SignInLimits limits;
  for (int i = 0; i < SignInLimits::kOfNetwork; ++i) {
    limits.failed("user" + std::to_string(i), "2001:db8::" + std::to_string(i + 1), 0);
  }
  CHECK_FALSE(limits.allows("somebody", "2001:db8::ffff", 0));
  CHECK(limits.allows("somebody", "2001:db8:0:1::1", 0));
}

TEST_CASE("an account from everywhere is allowed more") {
  SignInLimits limits;
  for (int i = 0; i < SignInLimits::kOfAccount; ++i) {
    CHECK(limits.allows("root", "198.51.100.1", 0));
    limits.failed("root", "192.0.2." + std::to_string(i), 0);
  }
  CHECK_FALSE(limits.allows("root", "198.51.100.1", 0));
}

}  // namespace greycache::web
