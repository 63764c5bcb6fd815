// Tests of the count that a handover and a takeover send.
#include "common/handover.h"

#include <doctest/doctest.h>

#include <array>
#include <string_view>

using namespace greycache;

TEST_CASE("a count travels as four bytes, the greatest first") {
  std::array<char, kCountBytes> bytes{};
  write_count(0x01020304, bytes.data());
  CHECK(std::string_view(bytes.data(), bytes.size()) == "\x01\x02\x03\x04");
  CHECK(read_count(bytes.data()) == 0x01020304);
}

TEST_CASE("the greatest count is no negative number") {
  std::array<char, kCountBytes> bytes{};
  write_count(0xffffffff, bytes.data());
  CHECK(read_count(bytes.data()) == 0xffffffff);
}
