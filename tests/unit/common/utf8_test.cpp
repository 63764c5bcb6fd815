// Which bytes are characters, and which of these a terminal is shown.
#include "common/utf8.h"

#include <doctest/doctest.h>

using namespace greycache;

TEST_CASE("a character is one at the bounds of each length, and beyond them none") {
  const auto code = [](std::string_view text) {
    const Utf8Character first = first_character(text);
    return first.length == text.size() ? static_cast<long>(first.code) : -1L;
  };
  CHECK(code("\x7f") == 0x7f);
  CHECK(code("\xc2\x80") == 0x80);
  CHECK(code("\xdf\xbf") == 0x7ff);
  CHECK(code("\xe0\xa0\x80") == 0x800);
  CHECK(code("\xed\x9f\xbf") == 0xd7ff);
  CHECK(code("\xee\x80\x80") == 0xe000);
  CHECK(code("\xef\xbf\xbf") == 0xffff);
  CHECK(code("\xf0\x90\x80\x80") == 0x10000);
  CHECK(code("\xf4\x8f\xbf\xbf") == 0x10ffff);
  for (const char* none :
       {"\x80", "\xbf", "\xc0\x80", "\xc1\xbf", "\xc2", "\xc2x", "\xe0\x9f\xbf", "\xe2\x82",
        "\xed\xa0\x80", "\xf0\x8f\xbf\xbf", "\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "\xff"}) {
    CHECK(first_character(none).length == 0);
  }
}

TEST_CASE("letters of all scripts are shown, whatever acts on a terminal is not") {
  CHECK(shown_text("m\xc3\xbcller@\xe4\xbe\x8b\xe3\x81\x88.example \xf0\x9f\x93\xa7") ==
        "m\xc3\xbcller@\xe4\xbe\x8b\xe3\x81\x88.example \xf0\x9f\x93\xa7");
  CHECK(shown_text("a\x1b[2J\n\t\x7f\\") == "a\\x1b[2J\\x0a\\x09\\x7f\\x5c");
  CHECK(shown_text(std::string_view("\0", 1)) == "\\x00");
  CHECK(shown_text("\xc2\x9b") == "\\xc2\\x9b");                 // CSI of ISO 6429
  CHECK(shown_text("a\xe2\x80\xae z") == "a\\xe2\\x80\\xae z");  // right-to-left override
  CHECK(shown_text("\xe2\x81\xa6\xe2\x81\xa9") == "\\xe2\\x81\\xa6\\xe2\\x81\\xa9");  // isolates
  CHECK(shown_text("\xe2\x80\x8b\xef\xbb\xbf") == "\\xe2\\x80\\x8b\\xef\\xbb\\xbf");
  CHECK(shown_text("\xf3\xa0\x81\x81") == "\\xf3\\xa0\\x81\\x81");  // a tag
  CHECK(shown_text("\xc3\xbc\xff\xc3") == "\xc3\xbc\\xff\\xc3");
}

TEST_CASE("what is too long ends behind a whole character") {
  CHECK(shown_text("\xc3\xbc\xc3\xbc", 4) == "\xc3\xbc\xc3\xbc");
  CHECK(shown_text("\xc3\xbc\xc3\xbc\xc3\xbc", 3) == "\xc3\xbc\xc3\xbc...");
  CHECK(shown_text("abc", 2) == "ab...");
}

TEST_CASE("for a terminal without UTF-8 all is ASCII, and lines stay lines") {
  CHECK(in_ascii("m\xc3\xbcller\nx\n") == "m\\xc3\\xbcller\nx\n");
}

TEST_CASE("of a message that is escaped already only what may not be shown is changed") {
  CHECK(shown_message("line 3: 'a\\x1b' is no m\xc3\xbcller") ==
        "line 3: 'a\\x1b' is no m\xc3\xbcller");
  CHECK(shown_message("a\x1b\xff\n") == "a\\x1b\\xff\\x0a");
  CHECK(shown_message("abcdef", 3) == "abc...");
}
