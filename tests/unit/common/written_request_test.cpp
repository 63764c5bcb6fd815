// What an operator need not write.
#include "common/written_request.h"

#include <doctest/doctest.h>

#include "common/policy_request.h"

using namespace greycache;

TEST_CASE("a client without a name is called what Postfix calls it") {
  for (const char* lines : {"client_address=192.0.2.1\n", "client_name=\n", ""}) {
    const std::string text = written_request(lines);
    PolicyRequest request;
    request.parse(text);
    CHECK(request.client_name == "unknown");
    CHECK(request.request == "smtpd_access_policy");
    CHECK(request.protocol_state == "RCPT");
    CHECK(text.ends_with("\n\n"));
  }
}

TEST_CASE("what is written counts, the last of a name") {
  const std::string text = written_request(
      "protocol_state=DATA\nclient_name=\nclient_name=mail.x.example\nrequest=other\n");
  PolicyRequest request;
  request.parse(text);
  CHECK(request.client_name == "mail.x.example");
  CHECK(request.request == "other");
  CHECK(request.protocol_state == "DATA");
}
