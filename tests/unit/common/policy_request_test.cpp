#include "common/policy_request.h"

#include <doctest/doctest.h>

#include <string>

using namespace greycache;

TEST_CASE("a request is split at the first '=' and unknown names are kept for the rules") {
  PolicyRequest request;
  request.parse("request=smtpd_access_policy\nsender=a=b=c@x\nfuture_attribute=1\n\n");
  CHECK(request.request == "smtpd_access_policy");
  CHECK(request.sender == "a=b=c@x");
  REQUIRE(request.find("future_attribute") != nullptr);
  CHECK(*request.find("future_attribute") == "1");
  CHECK(request.find("helo_name") == nullptr);
}

TEST_CASE("of a repeated attribute the last counts") {
  PolicyRequest request;
  request.parse("sender=a@b\nsender=z@b\n\n");
  CHECK(request.sender == "z@b");
  CHECK(*request.find("sender") == "z@b");
}

TEST_CASE("lines without a name or without '=' are ignored and CR belongs to the value") {
  PolicyRequest request;
  request.parse("hello world\n=x\nrequest=smtpd_access_policy\r\n\n");
  CHECK(request.request == "smtpd_access_policy\r");
  CHECK(request.attributes().size() == 1);
}

TEST_CASE("a parsed request forgets the one before") {
  PolicyRequest request;
  request.parse("sender=a@b\n\n");
  request.parse("recipient=c@d\n\n");
  CHECK(request.sender.empty());
  CHECK(request.attributes().size() == 1);
}

TEST_CASE("the end of a request is found wherever the bytes are split") {
  const std::string text = "request=smtpd_access_policy\nsender=\n\n";
  std::size_t scanned = 0;
  for (std::size_t length = 0; length < text.size(); ++length) {
    CHECK(complete_request_length({text.data(), length}, scanned) == 0);
  }
  CHECK(complete_request_length(text, scanned) == text.size());
}

TEST_CASE("of pipelined requests the first is found, and a lone empty line is one") {
  std::size_t scanned = 0;
  CHECK(complete_request_length("a=1\n\nb=2\n\n", scanned) == 5);
  scanned = 0;
  CHECK(complete_request_length("\nb=2\n\n", scanned) == 1);
}
