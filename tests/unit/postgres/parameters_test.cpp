// Parameters have the bytes that PostgreSQL's *recv() functions read.
#include "greycache/postgres/parameters.h"

#include <doctest/doctest.h>

namespace greycache {

using namespace std::string_literals;

TEST_CASE("a number is eight bytes in network order") {
  Parameters parameters;
  parameters.add(std::int64_t{0x0102030405060708}).add(std::int64_t{-2});
  CHECK(parameters.values()[0].type == 20);
  CHECK(parameters.values()[0].bytes == "\1\2\3\4\5\6\7\10");
  CHECK(parameters.values()[1].bytes == "\xff\xff\xff\xff\xff\xff\xff\xfe");
}

TEST_CASE("a text is its own bytes") {
  Parameters parameters;
  parameters.add(std::string_view("a\0'\\"s));
  CHECK(parameters.values()[0].type == 25);
  CHECK(parameters.values()[0].bytes == "a\0'\\"s);
}

TEST_CASE("an array of texts has its header, and a length before each element") {
  Parameters parameters;
  parameters.add(std::vector<std::string_view>{"ab", "", "\"{},"});
  CHECK(parameters.values()[0].type == 1009);
  CHECK(parameters.values()[0].bytes ==
        "\0\0\0\1\0\0\0\0\0\0\0\x19\0\0\0\3\0\0\0\1"
        "\0\0\0\2"
        "ab\0\0\0\0\0\0\0\4\"{},"s);
}

TEST_CASE("an array of numbers has its header, and a length before each element") {
  Parameters parameters;
  parameters.add(std::vector<std::int64_t>{7});
  CHECK(parameters.values()[0].type == 1016);
  CHECK(parameters.values()[0].bytes ==
        "\0\0\0\1\0\0\0\0\0\0\0\x14\0\0\0\1\0\0\0\1\0\0\0\x08\0\0\0\0\0\0\0\7"s);
}

TEST_CASE("an empty array has no dimension") {
  Parameters parameters;
  parameters.add(std::vector<std::string_view>{});
  CHECK(parameters.values()[0].bytes == "\0\0\0\0\0\0\0\0\0\0\0\x19"s);
}

}  // namespace greycache
