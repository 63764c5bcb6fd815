#include "common/policy_request.h"

#include <doctest/doctest.h>

#include <string>

using namespace greycache;

TEST_CASE("a request is split at the first '=' and unknown names are kept for the rules") {
  PolicyRequest request;
  request.parse("request=smtpd_access_policy\nsender=a=b=c@x\nfuture_attribute=1\n\n");
  CHECK(request.request == "smtpd_access_policy");
  CHECK(request.sender == "a=b=c@x");
  CHECK(request.find("future_attribute") == "1");
  CHECK_FALSE(request.find("helo_name").has_value());
}

TEST_CASE("of a repeated attribute the last counts") {
  PolicyRequest request;
  request.parse("sender=a@b\nsender=z@b\n\n");
  CHECK(request.sender == "z@b");
  CHECK(request.find("sender") == "z@b");
}

TEST_CASE("lines without a name or without '=' are ignored and CR belongs to the value") {
  PolicyRequest request;
  request.parse("hello world\n=x\nrequest=smtpd_access_policy\r\n\n");
  CHECK(request.request == "smtpd_access_policy\r");
  CHECK_FALSE(request.find("hello world"));
  CHECK_FALSE(request.find(""));
}

TEST_CASE("a parsed request forgets the one before") {
  PolicyRequest request;
  request.parse("sender=a@b\n\n");
  request.parse("recipient=c@d\n\n");
  CHECK(request.sender.empty());
  CHECK_FALSE(request.find("sender"));
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

TEST_CASE("the first request of a stream is read where it ends, and not before") {
  for (const std::string text :
       {"request=smtpd_access_policy\nsender=a@b\nx\n=y\n\n", "sender=\n\n", "\n", "x\n\n"}) {
    CAPTURE(text);
    PolicyRequest request;
    for (std::size_t length = 0; length < text.size(); ++length) {
      CHECK(request.parse_first({text.data(), length}) == 0);
    }
    const std::string stream = text + "sender=z@z\n\n";
    CHECK(request.parse_first(stream) == text.size());
    CHECK(request.parse_first(text) == text.size());
    PolicyRequest alone;
    alone.parse(text);
    CHECK(request.sender == alone.sender);
    CHECK(request.request == alone.request);
    CHECK(request.find("sender") == alone.find("sender"));
  }
}

TEST_CASE("every known attribute is told from those that begin or end as it does") {
  PolicyRequest request;
  request.parse(
      "request=1\nprotocol_state=2\nclient_address=3\nclient_name=4\nhelo_name=5\nsender=6\n"
      "recipient=7\ninstance=8\nsasl_username=9\nqueue_id=10\n"
      "requests=x\nprotocol_name=x\nclient_port=x\nreverse_client_name=x\nserver_port=x\n"
      "sasl_sender=x\nrecipient_count=x\nsende=x\nSender=x\nsasl_method=x\nsender\n s=x\n\n");
  CHECK(request.request == "1");
  CHECK(request.protocol_state == "2");
  CHECK(request.client_address == "3");
  CHECK(request.client_name == "4");
  CHECK(request.helo_name == "5");
  CHECK(request.sender == "6");
  CHECK(request.recipient == "7");
  CHECK(request.instance == "8");
  CHECK(request.sasl_username == "9");
  CHECK(request.queue_id == "10");
}

TEST_CASE("lines of any length are told apart, and a request ends at the end of the bytes") {
  for (std::size_t length = 0; length < 200; ++length) {
    const std::string stress(length, 's');
    const std::string text = "stress=" + stress + "\nsender=a@b\nhelo_name=" + stress + "\n\n";
    PolicyRequest request;
    REQUIRE(request.parse_first(text) == text.size());
    REQUIRE(request.sender == "a@b");
    REQUIRE(request.helo_name == stress);
    REQUIRE(request.parse_first(std::string_view(text).substr(0, text.size() - 1)) == 0);
  }
}

TEST_CASE("a request follows its bytes to another place") {
  std::string text = "sender=a@b\nrecipient=\nhelo_name=h\nother=1\n\n";
  PolicyRequest request;
  request.parse_first(text);
  const std::string moved = text;
  request.follow(moved.data());
  text.assign(text.size(), '#');
  CHECK(request.sender == "a@b");
  CHECK(request.recipient.empty());
  CHECK(request.helo_name == "h");
  CHECK(request.find("other") == "1");
}
