// Numbers in decimal digits, and nothing besides.
#include "common/whole_number.h"

#include <doctest/doctest.h>

#include <cstdint>

namespace greycache {

TEST_CASE("a number is read up to the bounds of its type, and not beyond") {
  CHECK(whole_number<std::uint16_t>("0") == 0);
  CHECK(whole_number<std::uint16_t>("65535") == 65535);
  CHECK_FALSE(whole_number<std::uint16_t>("65536"));
  CHECK(whole_number<std::int64_t>("-5") == -5);
  CHECK_FALSE(whole_number<std::uint16_t>("-5"));
}

TEST_CASE("what stands before or behind the digits makes it none") {
  for (const char* text : {"", " 1", "1 ", "+1", "1.0", "0x1", "one"}) {
    CHECK_FALSE(whole_number<int>(text));
  }
}

}  // namespace greycache
