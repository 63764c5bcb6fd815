// Which checks of Postfix ask the daemon.
#include "greyctl/postfix/postfix_service.h"

#include <doctest/doctest.h>

namespace greycache {

namespace {

PostfixService listening_on(const std::string& inet) {
  return {"greycache", "/x/policy-helper", "/run/greycache/policy.sock", inet};
}

}  // namespace

TEST_CASE("it is asked by the helper, at its socket and at its port") {
  const PostfixService service = listening_on("127.0.0.1:2501");
  for (const char* place : {"unix:private/greypolicy", "unix:/run/greycache/policy.sock",
                            "inet:127.0.0.1:2501", "inet:localhost:2501"}) {
    CAPTURE(place);
    CHECK(service.is_asked_at(place));
  }
  for (const char* place :
       {"unix:private/greypolicy2", "inet:127.0.0.1:25010", "inet:127.0.0.1:2502",
        "inet:192.0.2.1:2501", "inet:mail.example:2501", "inet:", ""}) {
    CAPTURE(place);
    CHECK_FALSE(service.is_asked_at(place));
  }
}

TEST_CASE("a daemon without a port is asked at none, and one on every address at any") {
  CHECK_FALSE(listening_on("").is_asked_at("inet:127.0.0.1:2501"));
  CHECK(listening_on("[::]:2501").is_asked_at("inet:192.0.2.1:2501"));
}

}  // namespace greycache
