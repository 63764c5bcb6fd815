// Text that was encoded twice.
#include "greyctl/moving/sqlgrey/doubled_text.h"

#include <doctest/doctest.h>

namespace greycache {

TEST_CASE("two characters of Latin-1 are the two bytes of one of UTF-8") {
  CHECK(undoubled("m\xc3\x83\xc2\xbcller") == "m\xc3\xbcller");
}

TEST_CASE("MySQL's latin1 is Windows' code page") {
  // U+00C3 U+201E: the bytes c3 84.
  CHECK(undoubled("\xc3\x83\xe2\x80\x9e") == "\xc3\x84");
  CHECK(undoubled("\xc3\x83\xc5\xb8") == "\xc3\x9f");
  CHECK(undoubled("\xc3\x83\xe2\x82\xac") == "\xc3\x80");
}

TEST_CASE("a byte of Latin-1 that came alone comes back as it was") {
  CHECK(undoubled("m\xc3\xbcller") == "m\xfcller");
}

TEST_CASE("where nobody knows, what makes UTF-8 was encoded twice") {
  CHECK(encoded_once("m\xc3\x83\xc2\xbcller", Doubling::perhaps) == "m\xc3\xbcller");
  CHECK(encoded_once("m\xc3\xbcller", Doubling::perhaps) == "m\xc3\xbcller");
  CHECK(encoded_once("m\xc3\xbcller", Doubling::always) == "m\xfcller");
  CHECK(encoded_once("m\xc3\x83\xc2\xbcller", Doubling::never) == "m\xc3\x83\xc2\xbcller");
  CHECK(encoded_once("plain", Doubling::always) == "plain");
}

TEST_CASE("ASCII, other characters and what is no UTF-8 are no such text") {
  CHECK_FALSE(undoubled("plain"));
  CHECK_FALSE(undoubled(""));
  CHECK_FALSE(undoubled("\xe6\x97\xa5"));
  CHECK_FALSE(undoubled("m\xfcller"));
  CHECK_FALSE(undoubled("\xc3"));
}

}  // namespace greycache
