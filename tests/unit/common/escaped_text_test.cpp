// Untrusted text in log lines.
#include "common/escaped_text.h"

#include <doctest/doctest.h>

#include <string>

using namespace greycache;

TEST_CASE("text is formatted as escaped() has it") {
  std::string every_byte;
  for (int byte = 0; byte < 256; ++byte) every_byte += static_cast<char>(byte);
  for (const std::string& text :
       {std::string(), std::string("a@x.example"), std::string("a\\b"), std::string("a\nb"),
        std::string("a\0b", 3), std::string("\x7f"), std::string("gr\xc3\xbc\xc3\x9f"), every_byte,
        std::string(199, 'x'), std::string(200, 'x'), std::string(201, 'x'),
        std::string(60'000, 'x'), std::string(60'000, '\0')}) {
    CHECK(fmt::format("<{}>", EscapedText{text}) == "<" + escaped(text) + ">");
  }
}
