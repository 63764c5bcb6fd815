// Shows that the quick reader takes plain lines only, and reads them as the full one would.
#include "greyctl/replay/plain_line.h"

#include <doctest/doctest.h>

namespace greycache {

TEST_CASE("a plain line") {
  PlainLine line;
  REQUIRE(
      read_plain_line("\t{\"at\": 1760000002, \"request\": {\"sender\": \"a@b\", \"size\":12 , "
                      "\"x\":\"\"}, \"n\": null, \"b\":true, \"s\": \"text\", \"i\": 0}\r",
                      line));
  CHECK(line.at == 1760000002);
  CHECK(line.has_request);
  CHECK(line.request == "sender=a@b\nsize=12\nx=\n");
}

TEST_CASE("an earlier line leaves nothing behind") {
  PlainLine line;
  REQUIRE(read_plain_line(R"({"at": 5, "request": {"sender": "a@b"}})", line));
  REQUIRE(read_plain_line("{}", line));
  CHECK_FALSE(line.at);
  CHECK_FALSE(line.has_request);
  CHECK(line.request.empty());
}

TEST_CASE("what is unusual or wrong is left to the full reader") {
  PlainLine line;
  for (const std::string_view json : {"",
                                      "{",
                                      "}",
                                      "[]",
                                      "{\"at\": 5",
                                      "{\"at\": 5}}",
                                      "{\"at\": 5} x",
                                      "{\"at\": 5,}",
                                      "{\"at\" 5}",
                                      "{at: 5}",
                                      "{\"at\": -5}",
                                      "{\"at\": 5.5}",
                                      "{\"at\": 5e3}",
                                      "{\"at\": 05}",
                                      "{\"at\": 12345678901}",
                                      "{\"at\": \"5\"}",
                                      "{\"at\": null}",
                                      "{\"x\": \"\\n\"}",
                                      "{\"x\": \"\xc3\xa4\"}",
                                      "{\"x\": \"\x01\"}",
                                      "{\"x\": \"\x7f\"}",
                                      "{\"x\": {}}",
                                      "{\"x\": []}",
                                      "{\"x\": \"open}",
                                      "{\"x\": nul}",
                                      "{\"request\": 5}",
                                      "{\"request\": {\"a=b\": \"c\"}}",
                                      "{\"request\": {\"a\": null}}",
                                      "{\"request\": {\"a\": {}}}",
                                      "{\"request\": {}, \"request\": {}}"}) {
    CAPTURE(json);
    CHECK_FALSE(read_plain_line(json, line));
  }
}

}  // namespace greycache
