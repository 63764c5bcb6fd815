#include "common/text.h"

#include <doctest/doctest.h>

#include <array>

using namespace greycache;

TEST_CASE("only ASCII letters are lower-cased") {
  CHECK(lower_ascii("AbZ@\xc3\x84[") == "abz@\xc3\x84[");
}

TEST_CASE("a character is lower-cased wherever in a text of any length it stands") {
  for (std::size_t length = 1; length < 26; ++length) {
    for (std::size_t at = 0; at < length; ++at) {
      for (int byte = 0; byte < 256; ++byte) {
        std::string text(length, 'Q');
        text[at] = static_cast<char>(byte);
        std::string lower(length, 'q');
        lower[at] = static_cast<char>(byte >= 'A' && byte <= 'Z' ? byte + 32 : byte);
        REQUIRE(lower_ascii(text) == lower);
      }
    }
  }
}

TEST_CASE("a text needs no encoding where encoding leaves it as it is") {
  for (std::size_t length = 0; length < 26; ++length) {
    REQUIRE(needs_no_encoding(std::string(length, '!')));
    for (std::size_t at = 0; at < length; ++at) {
      for (int byte = 0; byte < 256; ++byte) {
        std::string text(length, '~');
        text[at] = static_cast<char>(byte);
        REQUIRE(needs_no_encoding(text) == (percent_encoded(text) == text));
      }
    }
  }
}

TEST_CASE("untrusted text in a log has no control character and a bounded length") {
  CHECK(escaped("a\n\x1b\\b\xff") == "a\\x0a\\x1b\\x5cb\\xff");
  CHECK(escaped(std::string(10, 'a'), 10) == std::string(10, 'a'));
  CHECK(escaped(std::string(11, 'a'), 10) == std::string(10, 'a') + "...");
}

TEST_CASE("escaped text comes behind what a line has, and only it counts for the limit") {
  std::string line = "from ";
  append_escaped(line, "abcd", 4);
  append_escaped(line, "\n\\", 8);
  append_escaped(line, "abcde", 4);
  append_escaped(line, "");
  CHECK(line == "from abcd\\x0a\\x5cabcd...");
  std::string every_byte;
  for (int byte = 0; byte < 256; ++byte) every_byte += static_cast<char>(byte);
  for (const std::string& text : {every_byte, std::string(200, 'x'), std::string(201, 'x')}) {
    std::string appended;
    append_escaped(appended, text);
    CHECK(appended == escaped(text));
  }
}

TEST_CASE("percent-encoding is undone by decoding and leaves no blank") {
  std::string every_byte;
  for (int byte = 0; byte < 256; ++byte) every_byte += static_cast<char>(byte);
  const std::string encoded = percent_encoded(every_byte);
  CHECK(encoded.find_first_of(" \n\t") == std::string::npos);
  CHECK(percent_decoded(encoded) == every_byte);
  CHECK(percent_decoded("%") == "%");
  CHECK(percent_decoded("%4") == "%4");
  CHECK(percent_decoded("%zz") == "%zz");
}

TEST_CASE("JSON strings are valid whatever the bytes") {
  CHECK(json_string("a\"b\\\n") == "\"a\\\"b\\\\\\u000a\"");
  CHECK(json_string("\xc3\xa4") == "\"\xc3\xa4\"");
  CHECK(json_string("\x1f \x7f\xc2\x80\xc2\x9f\xc2\xa0") ==
        "\"\\u001f \\u007f\\u0080\\u009f\\u00a0\"");
  CHECK(json_string("\xe2\x80\xae\xf3\xa0\x81\x81") == "\"\\u202e\\udb40\\udc41\"");
  CHECK(json_string("\xc3(\xed\xa0\x80") == "\"\\ufffd(\\ufffd\\ufffd\\ufffd\"");
}

TEST_CASE("a misspelt word finds its neighbour and a foreign one none") {
  constexpr std::array<std::string_view, 3> words{"reconnect_delay", "awl_age", "socket"};
  CHECK(nearest("reconect_delay", words) == "reconnect_delay");
  CHECK(nearest("sokcet", words) == "socket");
  CHECK(nearest("zzzzzz", words).empty());
  // A third of the word's length may be missing, not more.
  CHECK(nearest("reconnect_delay_____", words) == "reconnect_delay");
  CHECK(nearest("reconnect_delay________", words).empty());
  CHECK(nearest(std::string(1'000'000, 'a'), words).empty());
}

TEST_CASE("fields between separators may be empty") {
  CHECK(split("a,,b", ',').size() == 3);
  CHECK(split("", ',').size() == 1);
}
