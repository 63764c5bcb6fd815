// Which words become a command about expectations, and which are refused.
#include "greyctl/expectation_client.h"

#include <doctest/doctest.h>

using namespace greycache;

namespace {

std::string command(const ExpectOptions& options) {
  const auto line = expect_command(options);
  return line ? *line : "refused: " + line.error();
}

}  // namespace

TEST_CASE("without a sender it is anybody, with an empty one it is a mistake") {
  ExpectOptions options;
  options.recipient = "bob@y.example";
  CHECK(command(options) == "expect add bob@y.example  1h ");
  options.from = "<>";
  CHECK(command(options) == "expect add bob@y.example <> 1h ");
  for (const char* from : {"", " ", "\t"}) {
    options.from = from;
    options.remove = false;
    CHECK(command(options).starts_with("refused: --from is empty"));
    options.remove = true;
    CHECK(command(options).starts_with("refused: --from is empty"));
  }
}

TEST_CASE("no operator's reason looks like a customer's, who might take it back") {
  ExpectOptions options;
  options.recipient = "bob@y.example";
  options.why = "customer: called us";
  CHECK(command(options).starts_with("refused: --why: 'customer: ' begins"));
  options.why = "a customer: called us";
  CHECK(command(options).ends_with(" a%20customer:%20called%20us"));
}

TEST_CASE("a span is of a second to 366 days") {
  ExpectOptions options;
  options.recipient = "bob@y.example";
  for (const char* span : {"0", "0s", "367d", "soon", ""}) {
    options.span = span;
    CHECK(command(options).find("is no span of time from 1s to 366d") != std::string::npos);
  }
  for (const char* span : {"1s", "366d", "30"}) {
    options.span = span;
    CHECK(command(options).starts_with("expect add "));
  }
}

TEST_CASE("a recipient must be there") {
  ExpectOptions options;
  for (const char* recipient : {"", " "}) {
    options.recipient = recipient;
    CHECK(command(options).starts_with("refused: expect needs a RECIPIENT"));
  }
}
