// Slices of rows, however their bytes come.
#include "greycache/moving/row_slice.h"

#include <doctest/doctest.h>

#include <string>

namespace greycache {

using Lines = std::vector<std::string_view>;

TEST_CASE("a slice is whole with its empty line, and the next begins behind it") {
  RowSlice slice;
  for (const char byte : std::string("one\ntwo\n")) {
    CHECK(slice.add({&byte, 1}));
    CHECK_FALSE(slice.lines());
  }
  CHECK(slice.add("\nthree\n"));
  CHECK(slice.lines() == Lines{"one", "two"});
  slice.next();
  CHECK_FALSE(slice.lines());
  CHECK(slice.add("\n"));
  CHECK(slice.lines() == Lines{"three"});
  slice.next();
  CHECK(slice.add("\n"));
  CHECK(slice.lines() == Lines{});
}

TEST_CASE("a slice has so many lines and bytes, and no more") {
  RowSlice slice;
  for (std::size_t i = 0; i < RowSlice::kMostLines; ++i) CHECK(slice.add("x\n"));
  CHECK(slice.add("\n"));
  CHECK(slice.lines()->size() == RowSlice::kMostLines);
  slice.next();
  for (std::size_t i = 0; i < RowSlice::kMostLines; ++i) CHECK(slice.add("x\n"));
  CHECK_FALSE(slice.add("x\n"));

  RowSlice long_one;
  CHECK(long_one.add(std::string(RowSlice::kMostBytes, 'x')));
  CHECK_FALSE(long_one.add("x"));
}

}  // namespace greycache
